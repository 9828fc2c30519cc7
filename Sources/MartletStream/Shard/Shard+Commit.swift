import MartletProfile

/// The last commit, and the way back to it.
extension Shard {
    /// What a shard beside its table has to go back to.
    struct Committed {
        var offsets: [Int64]
        var changes = 0
        var alerts = 0
        var firstEvent = Instant.never
        var lastEvent = Instant.distantPast
        var origin = ShardOrigin()
        var ruleChange: RuleChange?
        var lists: CustomerLists
        var listChange: ListChange?
        var nextLists: CustomerLists?
        var modelChange: ModelChange?
    }

    /// Takes everything as it is for committed, and begins to keep what a way back needs.
    package func keepImages() {
        table.keepImages()
        commit()
    }

    /// Takes everything as it is for committed.
    package func commit() {
        origin.commit()
        table.endCycle()
        committed = Committed(
            offsets: offsets, changes: changes, alerts: alerts, firstEvent: firstEvent,
            lastEvent: lastEvent, origin: origin, ruleChange: ruleChange,
            lists: table.customerLists, listChange: listChange, nextLists: nextLists,
            modelChange: modelChange)
        givenLists = nil
        givenModels = nil
    }

    /// Goes back to the last commit: profiles, clock, offsets and counts.
    ///
    /// Costs in proportion to what was changed since. Lists given meanwhile stay; the profiles that
    /// they concern are looked for anew.
    package func rollBack() {
        table.rollBack()
        due.putBack(into: &table)
        offsets = committed.offsets
        changes = committed.changes
        alerts = committed.alerts
        firstEvent = committed.firstEvent
        lastEvent = committed.lastEvent
        origin = committed.origin
        ruleChange = committed.ruleChange
        _ = table.replace(committed.lists)
        listChange = committed.listChange
        nextLists = committed.nextLists
        if let givenLists { replace(givenLists) }
        rollBackModel()
    }
}
