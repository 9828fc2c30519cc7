import MartletProfile
import MartletWire

/// Profiles that were stored under another configuration.
extension Shard {
    /// Profiles that are still to be written down or evaluated, and how far that has come.
    ///
    /// Those that another plan wrote are written down anew, whether they change or not: what the
    /// changelog gives must not depend on which plans come after.
    struct RuleChange {
        /// The rows, by customer id.
        var rows: [Int]
        /// Which of all rows another plan wrote.
        var migrated: RowSet
        /// The first that is still to be evaluated.
        var next = 0
    }

    /// Whether profiles are still to be evaluated; until then neither events nor time come.
    var isChangingRules: Bool { ruleChange != nil }

    /// Evaluates the next profiles, at the shard's clock.
    ///
    /// - Parameters:
    ///   - limit: The most profiles.
    ///   - events: An empty batch.
    ///   - encoder: Turns outcomes into records.
    ///   - outputs: Receives the records.
    func changeRules(
        limit: Int, _ events: borrowing EventBatch, _ encoder: OutcomeEncoder,
        into outputs: inout OutputBatch
    ) {
        guard let change = ruleChange else { return }
        let end = min(change.next + limit, change.rows.count)
        let slice = change.rows[change.next..<end].filter { table.isProfile($0) }
        for row in slice where change.migrated.contains(row) { table.rewrite(row) }
        evaluate(
            slice, cause: .ruleChange, events, encoder,
            into: &outputs)
        ruleChange?.next = end
        guard end == change.rows.count else { return }
        ruleChange = nil
        origin.rules = nil
    }
}
