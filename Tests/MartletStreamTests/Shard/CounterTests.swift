import MartletProfile
import MartletStream
import MartletWire
import Testing

/// Every record is accounted for, once, whatever happens to the transactions.
@Suite struct CounterTests {
    private static let odds = FaultPlan.Odds(retry: 16, abort: 12, rebalance: 24, kick: 24)

    private func totals(
        _ story: ShopStory, _ odds: FaultPlan.Odds, seed: UInt64
    ) throws -> (StreamCounters, StreamRun) {
        let plan = try ShopStory.plan(clock: .event, commitRecords: 5)
        var run = StreamRun(seed: seed, odds: odds, plan: plan)
        run.produce(story.records[...])
        run.drain(faultyTurns: odds.abort == 0 ? 0 : 60)
        return (run.seats[0].totals, run)
    }

    @Test(arguments: 0..<40) func recordsAreAccountedForOnce(seed: Int) throws {
        let story = ShopStory(seed: UInt64(seed), count: 80)
        let (expected, _) = try totals(story, .none, seed: UInt64(seed))
        let (found, run) = try totals(story, Self.odds, seed: UInt64(seed))
        #expect(run.isDone, "seed \(seed)")
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
        var run = StreamRun(seed: 1, odds: .none, plan: plan, partitions: 1)
        let values: [String?] = [
            #"{"customer_id":"c1","ts":\#(start),"event_id":"e1","type":"browse"}"#,
            #"{"customer_id":"c1","ts":\#(start),"event_id":"e1","type":"browse"}"#,
            #"{"customer_id":"c1","ts":\#(start - 5),"event_id":"e2","type":"ping"}"#,
            nil, "{", "[]", #"{"ts":1,"type":"browse"}"#, #"{"customer_id":"c1","type":"x"}"#,
            #"{"customer_id":"c1","ts":1}"#,
            #"{"customer_id":"c1","ts":1,"type":"browse","category":[]}"#,
        ]
        for (index, value) in values.enumerated() {
            run.cluster.inputs[.init(input: 1, partition: 0)]?.append(
                .init(
                    key: Array("c1".utf8), value: value.map { Array($0.utf8) },
                    timestamp: Int64(index)))
        }
        run.drain(faultyTurns: 0)
        let totals = run.seats[0].totals
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
        var run = StreamRun(seed: 1, odds: .none, plan: plan)
        let message = SimulatedTopicPartition.Message(
            key: Array("c1".utf8), value: Array(event.utf8), timestamp: 0)
        let record = ShopStory.Record(input: 0, message: message, at: ShopStory.start)
        run.produce([record])
        run.drain(faultyTurns: 0)
        let expected = run.result
        for _ in 0..<3 {
            run.produce([record])
            run.drain(faultyTurns: 0)
            #expect(run.seats[0].totals.duplicates == 1)
            run.seats[0].crash()
            run.seats[0].turn()
        }
        #expect(run.result == expected)
    }
}
