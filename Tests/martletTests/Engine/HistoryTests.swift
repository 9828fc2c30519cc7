import MartletProfile
import MartletStream
import Testing

@testable import martlet

@Suite struct HistoryTests {
    private func plan() throws -> StreamPlan {
        var file = ConfigurationFile(
            text: """
                version: 1
                name: shop
                inputs: [{topic: events}]
                features: {orders: {count: purchase}}
                """, name: "shop.yaml")
        return try file.compiled(.init())
    }

    private func lines(_ range: Range<Int>) -> RecordBatch {
        var batch = RecordBatch()
        for number in range {
            let line = #"{"type":"purchase","customer_id":"c\#(number)","ts":\#(number)}"#
            let start = batch.bytes.count
            batch.bytes += Array(line.utf8)
            batch.records.append(
                RecordBatch.Record(
                    input: 0, partition: 0, offset: 0, timestamp: -1, key: .null,
                    value: .init(start: start, count: line.utf8.count), headerCount: 0,
                    firstHeader: 0))
        }
        return batch
    }

    /// Work that is larger than a transaction may be takes several turns.
    @Test(arguments: [1, 200, 5_000, 8 << 20]) func nothingIsLeftBehind(bytes: Int) throws {
        var plan = try plan()
        plan.commitBytes = bytes
        var history = try History(plan: plan) { _, _, _, _, _ in }
        for start in stride(from: 0, to: 3_000, by: 500) {
            try history.apply(lines(start..<start + 500))
            #expect(history.counters.accepted == start + 500)
            #expect(history.clock == Instant(milliseconds: Int64(start) + 499))
        }
        #expect(history.withTable { $0.count } == 3_000)
    }
}
