import MartletProfile
import MartletWire

/// Fitted models that change while the shard runs.
extension Shard {
    /// Profiles that are still to be looked at under new models.
    struct ModelChange {
        /// The profiles when the model came; those that came later know it.
        let rows: [Int]
        /// Whether features read another model, so that rules are to be evaluated.
        let evaluates: Bool
        /// The first that is still to be seen to.
        var next = 0
    }

    /// Puts models in the place of others; segments, episodes and personas of all profiles follow
    /// in slices.
    ///
    /// Models that come while others are being applied take their places; those that are in use
    /// already change nothing.
    func replace(_ update: ModelUpdate) {
        guard !update.isEmpty else { return }
        givenModels = givenModels ?? ModelUpdate()
        givenModels?.merge(update)
        begin(update)
    }

    private func begin(_ update: ModelUpdate) {
        if let personas = update.personas { table.replace(personas) }
        if let features = update.features { table.replace(features) }
        beginChange(evaluates: update.features != nil || modelChange?.evaluates ?? false)
    }

    private func beginChange(evaluates: Bool) {
        origin.models = nil
        modelChange = ModelChange(rows: table.rows, evaluates: evaluates)
    }

    /// Applies the table's models to profiles that were restored, unless they were applied to all
    /// of them before.
    ///
    /// - Parameter known: The fingerprint of the models under which all profiles were looked at;
    ///   nil = there was none, or they were being applied when the shard was left.
    func takeUpModels(after known: String?) {
        origin.models = table.modelFingerprint
        if table.count > 0, origin.models != nil, origin.models != known {
            beginChange(evaluates: true)
        }
    }

    /// Whether profiles are still to be looked at under new models.
    var isChangingModel: Bool { modelChange != nil }

    /// Looks at the next profiles under the new models, at the shard's clock.
    ///
    /// - Parameters:
    ///   - limit: The most profiles.
    ///   - events: An empty batch.
    ///   - encoder: Turns outcomes into records.
    ///   - outputs: Receives the records.
    func changeModel(
        limit: Int, _ events: borrowing EventBatch, _ encoder: OutcomeEncoder,
        into outputs: inout OutputBatch
    ) {
        guard let change = modelChange else { return }
        let end = min(change.next + limit, change.rows.count)
        apply(
            modelsTo: change.rows[change.next..<end], evaluates: change.evaluates, events, encoder,
            into: &outputs)
        modelChange?.next = end
        guard end == change.rows.count else { return }
        modelChange = nil
        origin.models = table.modelFingerprint
    }

    /// Goes back to where applying a model stood at the last commit.
    ///
    /// Models that were given since stay, and are applied anew.
    func rollBackModel() {
        modelChange = committed.modelChange
        if let givenModels { begin(givenModels) }
    }
}
