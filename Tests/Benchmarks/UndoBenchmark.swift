import MartletProfile
import MartletStream

/// What the way back to the last commit costs: to keep it open, and to take it.
struct UndoBenchmark {
    /// Events.
    let count: Int
    /// Customers.
    let customers: Int
    /// Each figure is the best of so many runs.
    let repeats: Int
    /// Batches of 128 events in one commit.
    private let batches = 78

    /// Events with and without images of the profiles that they change, and the way back.
    func run() throws -> [Measurement] {
        let plan = try Workload.plan()
        let events = Workload(count: count, customers: customers).batches(plan)
        let (plain, _) = Measurement.best(
            of: repeats, "undo: none kept", count: count, unit: "event"
        ) { apply(events[...], to: empty(plan)) }
        let (keeping, shard) = Measurement.best(
            of: repeats, "undo: images kept", count: count, unit: "event"
        ) {
            let shard = empty(plan)
            shard.keepImages()
            return apply(events[...], to: shard)
        }
        return [plain, keeping, rollBack(shard, events)]
    }

    private func empty(_ plan: Plan) -> Shard { Shard(partition: 0, plan: plan, inputs: 1) }

    @discardableResult
    private func apply(_ events: ArraySlice<EventBatch>, to shard: Shard) -> Shard {
        var selection = OutcomeEncoder.Selection()
        selection.segmentChanges = false
        selection.changelog = false
        let encoder = OutcomeEncoder(
            plan: shard.table.plan, name: "bench", inputs: ["events"], selection: selection)
        var outputs = OutputBatch()
        for (index, batch) in events.enumerated() {
            shard.apply(batch, now: nil, encoder, into: &outputs)
            outputs.removeAll()
            if index % batches == batches - 1 { shard.commit() }
        }
        return shard
    }

    /// One commit's worth of events is undone, again and again.
    private func rollBack(_ shard: Shard, _ events: [EventBatch]) -> Measurement {
        shard.commit()
        var best = Double.infinity
        var touched = 0
        for _ in 0..<max(1, repeats) {
            apply(events.prefix(batches - 1), to: shard)
            touched = shard.table.touched.count
            let start = ContinuousClock.now
            shard.rollBack()
            best = min(best, (ContinuousClock.now - start) / .seconds(1))
        }
        return Measurement(
            name: "undo: roll back", count: max(1, touched), seconds: best, unit: "profile",
            details: [("profiles", Double(shard.table.count)), ("ms", best * 1_000)])
    }
}
