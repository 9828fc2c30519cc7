import MartletKafka
import MartletStream
import Testing

extension KafkaSuite {
    /// Reading a changelog partition to its end.
    @Suite(.serialized) struct ChangelogTests {
        private func restore(
            _ log: KafkaLog, partition: Int32, from offset: Int64?
        ) throws -> [ReadRecord] {
            var batch = RecordBatch()
            var records: [ReadRecord] = []
            try log.openChangelog(partition: partition, from: offset)
            var hasMore = true
            while hasMore {
                hasMore = try log.readChangelog(into: &batch)
                records += batch.records.map { ReadRecord($0, of: batch) }
            }
            return records
        }

        @Test func itEndsAtTheEnd() throws {
            let fixture = try Fixture()
            let producer = try fixture.producer(["changelog"])
            for number in 0..<40_000 {
                try producer.send(
                    partition: Int32(number % 2), key: [1], value: Array("\(number)".utf8))
            }
            try producer.flush(timeout: 20_000)
            let log = try fixture.log()
            defer { log.close() }
            let all = try restore(log, partition: 1, from: nil)
            #expect(all.map(\.offset) == Array(0..<20_000))
            #expect(all.allSatisfy { $0.partition == 1 })
            #expect(all.last?.text == "39999")
            let tail = try restore(log, partition: 0, from: 19_990)
            #expect(tail.map(\.offset) == Array(19_990..<20_000))
            #expect(try restore(log, partition: 0, from: 20_000).isEmpty)
        }

        @Test func anEmptyOneEndsAtOnce() throws {
            let fixture = try Fixture()
            let log = try fixture.log()
            defer { log.close() }
            #expect(try restore(log, partition: 0, from: nil).isEmpty)
        }

        @Test func oneThatIsGivenUpDoesNotDisturbTheNext() throws {
            let fixture = try Fixture()
            let producer = try fixture.producer(["changelog"])
            for number in 0..<30_000 {
                try producer.send(
                    partition: Int32(number % 2), key: [1], value: Array("\(number)".utf8))
            }
            try producer.flush(timeout: 20_000)
            let log = try fixture.log()
            defer { log.close() }
            var batch = RecordBatch()
            try log.openChangelog(partition: 0, from: nil)
            _ = try log.readChangelog(into: &batch)
            let records = try restore(log, partition: 1, from: nil)
            #expect(records.count == 15_000)
            #expect(records.allSatisfy { $0.partition == 1 })
            #expect(try restore(log, partition: 0, from: nil).count == 15_000)
        }

        @Test func anOffsetBeyondTheEndIsAnError() throws {
            let fixture = try Fixture()
            let log = try fixture.log()
            defer { log.close() }
            #expect(throws: LogError.self) { try restore(log, partition: 0, from: 77) }
        }
    }
}
