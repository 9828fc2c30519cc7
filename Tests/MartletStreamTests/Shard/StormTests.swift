import MartletProfile
import Testing

@testable import MartletStream

/// Many deadlines at one instant, and events that come while they are fired in slices.
@Suite struct StormTests {
    private static let day: Int64 = 86_400_000
    private static let customers = 10_000

    /// Buys of all customers on the first day, then turns with the clock at the midnight at which
    /// all of them leave; in turn `events` comes a second buy of some.
    private static func run(events: Int, turns: Int) throws -> [String: [String]] {
        let plan = try Plan(
            features: [
                FeatureDefinition(
                    name: "n", aggregate: .count, sources: [.init(type: "p")],
                    window: Window(length: 2, unit: .day))
            ],
            segments: [
                SegmentDefinition(name: "active", when: "n >= 1"),
                SegmentDefinition(name: "once", when: "n == 1"),
            ])
        var selection = OutcomeEncoder.Selection()
        selection.headers = false
        let stream = StreamPlan(
            name: "shop", plan: plan, inputs: [.init(topic: "events")], clock: .wall,
            commitInterval: 1, selection: selection)
        let first = (0..<customers).map {
            #"{"customer_id":"c\#($0)","type":"p","ts":\#(1000 + $0)}"#
        }
        let second = stride(from: 0, to: customers, by: 7).map {
            #"{"customer_id":"c\#($0)","type":"p","ts":\#(2 * day - 5)}"#
        }
        var script = [[String]](repeating: [], count: turns)
        script[0] = first
        script[events] = second
        var worker = Worker(
            plan: stream, log: ScriptedLog(script), clock: SetClock(now: .init(milliseconds: day)))
        var done = 0
        try worker.run(until: { done == 2 }, onTurn: { _ in done += 1 })
        worker.clock.now = Instant(milliseconds: 2 * day)
        try worker.run(until: { done == turns }, onTurn: { _ in done += 1 })
        let members = worker.shards[0].table.members
        #expect(members == [1429, 1429])
        try worker.leave()
        var byCustomer: [String: [String]] = [:]
        for record in worker.log.published[.segmentChanges] ?? [] {
            let id = record.split(separator: #"""#)[7]
            byCustomer[String(id), default: []].append(record)
        }
        return byCustomer
    }

    @Test func `events between the slices find their customer's deadline fired`() throws {
        let quiet = try Self.run(events: 8, turns: 10)
        #expect(quiet.count == Self.customers)
        for turn in 1...3 {
            let busy = try Self.run(events: turn, turns: 10)
            #expect(busy == quiet, "events in turn \(turn)")
        }
    }

    @Test func `a slice is as long as it is and the next turn comes at once`() throws {
        let (stream, script) = try Self.oneDay()
        var worker = Worker(
            plan: stream, log: ScriptedLog(script), clock: SetClock(now: .init(milliseconds: 1000)))
        var done = 0
        try worker.run(until: { done == 2 }, onTurn: { _ in done += 1 })
        let before = worker.shards[0].table.members
        #expect(before == [Self.customers])
        worker.clock.now = Instant(milliseconds: 3 * Self.day)
        try worker.run(until: { done == 3 }, onTurn: { _ in done += 1 })
        let left = worker.shards[0].table.members[0]
        #expect(left > 0 && left < Self.customers)
        let clock = worker.shards[0].table.clock.milliseconds
        #expect(clock == Self.day)
        let timeout = worker.pollTimeout()
        #expect(timeout == 0)
        try worker.run(until: { done == 6 }, onTurn: { _ in done += 1 })
        let after = worker.shards[0].table.members
        #expect(after == [0])
        let clockAfter = worker.shards[0].table.clock.milliseconds
        #expect(clockAfter == 3 * Self.day)
    }

    @Test func `going back in the middle of a storm loses no deadline`() throws {
        let (stream, script) = try Self.oneDay()
        var worker = Worker(
            plan: stream, log: ScriptedLog(script), clock: SetClock(now: .init(milliseconds: 1000)))
        var done = 0
        try worker.run(until: { done == 2 }, onTurn: { _ in done += 1 })
        let shard = worker.shards[0]
        let events = EventBatch(schema: stream.plan.features.schema)
        let midnight = Instant(milliseconds: Self.day)
        for (committed, lost) in [(0, 10), (50, 70), (3, 0)] {
            var outputs = OutputBatch()
            if committed > 0 {
                shard.pass(to: midnight, limit: committed, events, worker.encoder, into: &outputs)
            }
            shard.commit()
            let members = shard.table.members
            shard.pass(to: midnight, limit: lost, events, worker.encoder, into: &outputs)
            #expect(shard.table.members == [members[0] - lost])
            shard.rollBack()
            #expect(shard.table.members == members)
        }
        worker.clock.now = midnight
        try worker.run(until: { done == 6 }, onTurn: { _ in done += 1 })
        let left = worker.shards[0].table.members
        #expect(left == [0])
        try worker.leave()
        let changes = (worker.log.published[.segmentChanges] ?? []).count
        #expect(changes == 2 * Self.customers - 53)
    }

    /// One event of every customer in the first batch, all of which leave at the same midnight.
    private static func oneDay() throws -> (StreamPlan, [[String]]) {
        let plan = try Plan(
            features: [
                FeatureDefinition(
                    name: "n", aggregate: .count, sources: [.init(type: "p")],
                    window: Window(length: 1, unit: .day))
            ],
            segments: [SegmentDefinition(name: "active", when: "n >= 1")])
        var selection = OutcomeEncoder.Selection()
        selection.headers = false
        let stream = StreamPlan(
            name: "shop", plan: plan, inputs: [.init(topic: "events")], clock: .wall,
            selection: selection)
        let lines = (0..<Self.customers).map {
            #"{"customer_id":"c\#($0)","type":"p","ts":1000}"#
        }
        return (stream, [lines] + [[String]](repeating: [], count: 9))
    }
}
