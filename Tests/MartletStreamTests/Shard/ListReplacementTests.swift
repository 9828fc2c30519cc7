import MartletProfile
import Testing

@testable import MartletStream

@Suite struct ListReplacementTests {
    private static func lists(_ ids: [String]) -> CustomerLists {
        var bytes: [UInt8] = []
        var ends: [UInt32] = []
        for id in ids {
            bytes += Array(id.utf8)
            ends.append(UInt32(bytes.count))
        }
        return CustomerLists(names: ["vip"], lists: [CustomerList(ids: bytes, ends: ends)])
    }

    private static func worker(
        _ customers: [String], vip: [String], turns: Int
    ) throws -> Worker<ScriptedLog, SetClock> {
        let plan = try Plan(
            features: [
                FeatureDefinition(name: "n", aggregate: .count, sources: [.init(type: "p")])
            ],
            segments: [SegmentDefinition(name: "vips", when: "in_list('vip') && n >= 1")],
            lists: lists(vip))
        var selection = OutcomeEncoder.Selection()
        selection.headers = false
        let stream = StreamPlan(
            name: "shop", plan: plan, inputs: [.init(topic: "events")], commitInterval: 1_000_000,
            selection: selection)
        let lines = customers.map { #"{"customer_id":"\#($0)","type":"p","ts":1000}"# }
        let script = [lines] + [[String]](repeating: [], count: turns)
        return Worker(
            plan: stream, log: ScriptedLog(script), clock: SetClock(now: .init(milliseconds: 0)))
    }

    /// Runs so many turns.
    private static func run(
        _ worker: inout Worker<ScriptedLog, SetClock>, turns: Int
    ) throws(LogError) {
        var done = 0
        try worker.run(until: { done == turns }, onTurn: { _ in done += 1 })
    }

    @Test func `those who come and go are evaluated with the cause rule_change`() throws {
        var worker = try Self.worker(["c1", "c2", "c3"], vip: ["c1", "c2"], turns: 3)
        try Self.run(&worker, turns: 2)
        let before = worker.totals.changes
        #expect(before == 2)
        worker.replace(Self.lists(["c3", "c2", "c9"]))
        let during = worker.totals.changes
        #expect(during == 2, "nothing happens before the next turn")
        try Self.run(&worker, turns: 1)
        let isChanging = worker.isChangingLists
        #expect(!isChanging)
        try worker.leave()
        let changes = worker.log.published[.segmentChanges] ?? []
        try #require(changes.count == 4)
        for (record, parts) in zip(
            changes[2...],
            [
                [#""customer_id":"c1","seq":2"#, #""exited":["vips"]"#],
                [#""customer_id":"c3","seq":1"#, #""entered":["vips"]"#],
            ])
        {
            for part in parts + [
                #""cause":{"kind":"rule_change"}"#, #""at":"1970-01-01T00:00:01.000Z""#,
            ] {
                #expect(record.contains(part), "\(part)")
            }
        }
    }

    @Test func `a long list is gone through in slices, and new shards have the new list`() throws {
        let customers = (0..<5000).map { "c\($0)" }
        var worker = try Self.worker(customers, vip: customers, turns: 10)
        try Self.run(&worker, turns: 2)
        let entered = worker.totals.changes
        #expect(entered == 5000)
        worker.replace(Self.lists([]))
        let isStarted = worker.isChangingLists
        #expect(isStarted)
        try Self.run(&worker, turns: 1)
        let afterOne = worker.totals.changes
        #expect(afterOne > 5000 && afterOne < 10_000)
        let isUnderWay = worker.isChangingLists
        #expect(isUnderWay)
        let timeout = worker.pollTimeout()
        #expect(timeout == 0)
        try Self.run(&worker, turns: 4)
        let afterAll = worker.totals.changes
        #expect(afterAll == 10_000)
        let isChanging = worker.isChangingLists
        #expect(!isChanging)
        let customersLeft = worker.plan.plan.lists.lists[0].count
        #expect(customersLeft == 0)
    }

    @Test func `of the changes that wait for one under way the last counts`() throws {
        let customers = (0..<5000).map { "c\($0)" }
        var worker = try Self.worker(customers, vip: [], turns: 20)
        try Self.run(&worker, turns: 2)
        worker.replace(Self.lists(customers))
        try Self.run(&worker, turns: 1)
        worker.replace(Self.lists(["c1"]))
        worker.replace(Self.lists(["c1", "c2"]))
        try Self.run(&worker, turns: 10)
        let isChanging = worker.isChangingLists
        #expect(!isChanging)
        let members = worker.shards[0].table.members
        #expect(members == [2])
    }
}
