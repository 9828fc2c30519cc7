import MartletProfile
import MartletSimulation
import MartletStream
import MartletWire
import Testing

/// Every record is accounted for, once, whatever happens to the transactions.
@Suite struct CounterTests {
    /// Nobody dies: the counts are those of one process.
    private static let odds = FaultOdds(retry: 16, abort: 24, unknown: 32, kick: 24, rebalance: 24)

    private func totals(
        _ story: ShopStory, _ odds: FaultOdds, seed: UInt64
    ) throws -> (StreamCounters, Deployment) {
        let plan = try ShopStory.plan(clock: .event, commitRecords: 5)
        let run = Deployment(plan: plan, seed: seed)
        run.produce(story.records)
        if odds != .none { run.suffer(odds, steps: 60) }
        #expect(run.settle(), "seed \(seed)")
        #expect(run.starts == 1, "seed \(seed)")
        return (run.process()?.totals ?? StreamCounters(), run)
    }

    @Test(arguments: 0..<40) func recordsAreAccountedForOnce(seed: Int) throws {
        let story = ShopStory(seed: UInt64(seed), count: 80)
        let (expected, _) = try totals(story, .none, seed: UInt64(seed))
        let (found, run) = try totals(story, Self.odds, seed: UInt64(seed))
        #expect(expected.records == story.records.count, "seed \(seed)")
        let nulls = story.records.filter { $0.message.value == nil }.count
        #expect(expected.tombstones == nulls, "seed \(seed)")
        #expect(found.records == expected.records, "seed \(seed)")
        #expect(found.tombstones == expected.tombstones, "seed \(seed)")
        #expect(found.deadLetters == expected.deadLetters, "seed \(seed)")
        #expect(found.duplicates == expected.duplicates, "seed \(seed)")
        #expect(found.late == expected.late, "seed \(seed)")
        #expect(found.changes == expected.changes, "seed \(seed)")
        #expect(found.accepted == expected.accepted, "seed \(seed)")
        let published = run.result
        #expect(published.deadLetters.count == found.deadLetters.values.reduce(0, +))
        #expect(published.changes.values.joined().count == found.changes)
    }

    @Test func everyKindOfRecordIsCounted() throws {
        let start = ShopStory.start
        let plan = try ShopStory.plan(clock: .event)
        let run = Deployment(plan: plan, partitions: 1)
        let values: [String?] = [
            #"{"customer_id":"c1","ts":\#(start),"event_id":"e1","type":"browse"}"#,
            #"{"customer_id":"c1","ts":\#(start),"event_id":"e1","type":"browse"}"#,
            #"{"customer_id":"c1","ts":\#(start - 5),"event_id":"e2","type":"ping"}"#,
            nil, "{", "[]", #"{"ts":1,"type":"browse"}"#, #"{"customer_id":"c1","type":"x"}"#,
            #"{"customer_id":"c1","ts":1}"#,
            #"{"customer_id":"c1","ts":1,"type":"browse","category":[]}"#,
        ]
        for (index, value) in values.enumerated() {
            let message = Message(
                key: Array("c1".utf8), value: value.map { Array($0.utf8) },
                timestamp: Int64(index))
            run.cluster.produce(message, to: 1)
        }
        run.settle()
        let totals = run.process()?.totals ?? StreamCounters()
        #expect(totals.records == 10)
        #expect(totals.accepted == 2)
        #expect(totals.duplicates == 1)
        #expect(totals.tombstones == 1)
        #expect(totals.late == 1)
        #expect(
            totals.deadLetters == [
                .invalidJSON: 1, .notAnObject: 1, .missingCustomerID: 1, .missingTimestamp: 1,
                .missingType: 1, .invalidField: 1,
            ])
        #expect(run.cluster.read(.deadLetters).count == 6)
    }

    /// The same event again, from a producer that repeats itself, changes nothing, also after a
    /// restart.
    @Test func duplicatesUpstreamChangeNothing() throws {
        let plan = try ShopStory.plan(clock: .event)
        let event = #"{"customer_id":"c1","ts":\#(ShopStory.start),"event_id":"e1","amount":5}"#
        let run = Deployment(plan: plan)
        let message = Message(
            key: Array("c1".utf8), value: Array(event.utf8), timestamp: 0)
        let record = ShopStory.Record(input: 0, message: message, at: ShopStory.start)
        run.produce([record])
        run.settle()
        let expected = run.result
        for _ in 0..<3 {
            run.produce([record])
            run.settle()
            #expect(run.process()?.totals.duplicates == 1)
            run.killAll()
            run.settle()
        }
        #expect(run.result == expected)
        #expect(run.starts == 4)
    }
}
