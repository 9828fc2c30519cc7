import MartletProfile
import MartletWire

extension Worker where Log: ~Copyable {
    /// Puts fitted models in the place of those in use; all profiles follow in the turns to come,
    /// in slices, with the cause `model_change`.
    ///
    /// - Parameter update: The models; they fit the configuration.
    public mutating func replace(_ update: ModelUpdate) {
        var update = update
        if update.features == plan.plan.models { update.features = nil }
        if update.personas == plan.plan.personaModel { update.personas = nil }
        plan.plan.models = update.features ?? plan.plan.models
        plan.plan.personaModel = update.personas ?? plan.plan.personaModel
        for shard in shards { shard.replace(update) }
        for index in restores.indices { restores[index].replace(update) }
    }

    /// Whether profiles are still to be looked at under new models.
    package var isChangingModels: Bool { shards.contains { $0.isChangingModel } }

    /// Looks at the next profiles under new models.
    ///
    /// - Returns: How much there is to commit: changed profiles, and shards where it has ended.
    mutating func changeModels() -> Int {
        guard isChangingModels else { return 0 }
        var work = 0
        events.removeAll()
        for shard in shards where shard.isChangingModel && openBytes < cycle.limits.bytes {
            let before = shard.table.touched.count
            shard.changeModel(limit: plan.timeSlice, events, encoder, into: &outputs)
            work += shard.table.touched.count - before + (shard.isChangingModel ? 0 : 1)
        }
        return work
    }

    /// Begins to sum up the customers of every partition; the summaries come in turns to come.
    public mutating func summarise() {
        scans = shards.map { ($0.partition, PopulationScan($0.table)) }
    }

    /// Goes on with that, a slice per turn.
    mutating func scanPopulation() {
        guard let partition = scans.first?.partition else { return }
        guard let shard = shards.first(where: { $0.partition == partition }) else {
            scans.removeFirst()
            return
        }
        // In its place: a copy would copy all that was summed up so far.
        if let summary = scans[0].scan.go(on: shard.table, limit: plan.timeSlice) {
            scans.removeFirst()
            onSummary(partition, summary)
        }
    }
}
