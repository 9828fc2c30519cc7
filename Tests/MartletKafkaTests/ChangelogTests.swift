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

        /// Who restores looks for a wish to stop between two reads, and then leaves in good order.
        @Test func aWishToStopEndsNothingButTheWaitForTheCluster() throws {
            let fixture = try Fixture()
            let producer = try fixture.producer(["changelog"])
            for number in 0..<100 {
                try producer.send(partition: 0, key: [1], value: [UInt8(number)])
            }
            try producer.flush(timeout: 20_000)
            let wish = Flag()
            var options = fixture.options()
            options.isCancelled = { wish.value }
            let log = try KafkaLog(
                options, configuration: fixture.cluster.configuration, logger: fixture.logger)
            defer { log.close() }
            wish.raise()
            #expect(try restore(log, partition: 0, from: nil).count == 100)
            try fixture.cluster.inflict(.brokerDown(1))
            let start = ContinuousClock.now
            let error = #expect(throws: LogError.self) {
                _ = try restore(log, partition: 0, from: nil)
            }
            #expect(error?.remedy == .stop)
            #expect(ContinuousClock.now - start < .seconds(10))
        }

        @Test func anOffsetBeyondTheEndIsAnError() throws {
            let fixture = try Fixture()
            let log = try fixture.log()
            defer { log.close() }
            #expect(throws: LogError.self) { try restore(log, partition: 0, from: 77) }
        }
    }
}
