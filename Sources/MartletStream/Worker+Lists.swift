public import MartletProfile

extension Worker where Log: ~Copyable {
    /// Ids of lists that are looked at per turn and shard, so that events need not wait long.
    private var slice: Int { 2048 }

    /// Puts other contents in the place of the lists, between two batches.
    ///
    /// Rules see them at once. Profiles whose membership in a list changed that a rule asks about
    /// are evaluated in the turns that follow, in slices, with the cause `rule_change`.
    ///
    /// - Parameter lists: The new contents, in the order of the configuration.
    public mutating func replace(_ lists: CustomerLists) {
        plan.plan.lists = lists
        for shard in shards { shard.replace(lists) }
        for index in restores.indices { restores[index].replace(lists) }
    }

    /// Whether profiles are still to be evaluated after rules have changed.
    var isChangingRules: Bool { shards.contains { $0.isChangingRules } }

    /// Evaluates the next slice.
    ///
    /// - Returns: How many records that made.
    mutating func changeRules() -> Int {
        guard isChangingRules else { return 0 }
        let before = outputs.records.count
        events.removeAll()
        for shard in shards where openBytes < cycle.limits.bytes {
            shard.changeRules(limit: slice, events, encoder, into: &outputs)
        }
        return outputs.records.count - before
    }

    /// Whether profiles are still to be evaluated after lists have changed.
    var isChangingLists: Bool { shards.contains { $0.isChangingLists } }

    /// Evaluates the next slice.
    ///
    /// - Returns: How many records that made.
    mutating func changeLists() -> Int {
        guard isChangingLists else { return 0 }
        let before = outputs.records.count
        events.removeAll()
        for shard in shards {
            shard.changeLists(limit: slice, events, encoder, into: &outputs)
        }
        return outputs.records.count - before
    }
}
