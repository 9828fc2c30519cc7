import MartletKafka
import MartletStream
import Testing

extension KafkaSuite {
    /// The calls of a transaction; whether brokers isolate it cannot be seen on this cluster.
    @Suite(.serialized) struct TransactionTests {
        private func outputs(_ count: Int) -> OutputBatch {
            var batch = OutputBatch()
            for number in 0..<count {
                let start = batch.bytes.count
                batch.bytes += Array("c\(number)".utf8)
                let key = RecordBatch.ByteRange(start: start, count: batch.bytes.count - start)
                batch.headers.append(RecordBatch.Header(name: key, value: .null))
                batch.records.append(
                    OutputBatch.Record(
                        output: .segmentChanges, partition: -1, key: key, value: key,
                        firstHeader: number, headerCount: 1))
                batch.records.append(
                    OutputBatch.Record(
                        output: .changelog, partition: 1, key: key, value: .null, firstHeader: 0,
                        headerCount: 0))
                batch.records.append(
                    OutputBatch.Record(
                        output: .profiles, partition: -1, key: key, value: key, firstHeader: 0,
                        headerCount: 0))
            }
            return batch
        }

        @Test func committedRecordsAreReadable() throws {
            let fixture = try Fixture()
            try fixture.feed(10)
            let member = Member(try fixture.log())
            defer { member.log.close() }
            #expect(try member.run { $0.records.count == 20 })
            try member.log.begin()
            try member.log.publish(outputs(50))
            try member.log.commit([InputPosition(input: 0, partition: 0, offset: 10)])

            let changes = try fixture.readAll(["changes"])
            #expect(changes.count == 50)
            #expect(changes.allSatisfy { $0.headers.count == 1 && $0.key == $0.value })
            let changelog = try fixture.readAll(["changelog"])
            #expect(changelog.count == 50)
            #expect(changelog.allSatisfy { $0.partition == 1 && $0.value == nil })
        }

        @Test func anAbortedTransactionIsFollowedByAnother() throws {
            let fixture = try Fixture()
            let member = Member(try fixture.log())
            defer { member.log.close() }
            #expect(try member.run { !$0.owned.isEmpty })
            for _ in 0..<3 {
                try member.log.begin()
                try member.log.publish(outputs(5))
                try member.log.abort()
            }
            try member.log.begin()
            try member.log.publish(outputs(5))
            try member.log.commit([InputPosition(input: 1, partition: 1, offset: 0)])
        }

        @Test func anEmptyTransactionNeverReachesTheBroker() throws {
            let fixture = try Fixture()
            let log = try fixture.log()
            defer { log.close() }
            // InitProducerId is done; any of the transaction's own requests would fail for good.
            for api in [Int16(24), 25, 26, 28] {
                try fixture.cluster.inflict(.requestsFail(api: api, codes: [47, 47]))
            }
            try log.begin()
            try log.abort()
            try log.begin()
            try log.publish(OutputBatch())
            try log.commit([])
        }

        @Test func commitIsRefusedAfterRelease() throws {
            let fixture = try Fixture()
            let member = Member(try fixture.log())
            defer { member.log.close() }
            #expect(try member.run { !$0.owned.isEmpty })
            try member.log.begin()
            try member.log.publish(outputs(1))
            try member.log.release()
            let error = #expect(throws: LogError.self) {
                try member.log.commit([InputPosition(input: 0, partition: 0, offset: 1)])
            }
            #expect(error?.remedy == .abort)
            try member.log.abort()
        }

        @Test func commitOfAPartitionThatIsNotOursIsRefused() throws {
            let fixture = try Fixture()
            let log = try fixture.log()
            defer { log.close() }
            try log.begin()
            try log.publish(outputs(1))
            let error = #expect(throws: LogError.self) {
                try log.commit([InputPosition(input: 0, partition: 0, offset: 1)])
            }
            #expect(error?.remedy == .abort)
        }

        /// AddOffsetsToTxn (25) answers 51, CONCURRENT_TRANSACTIONS, and TxnOffsetCommit (28)
        /// answers 14, COORDINATOR_LOAD_IN_PROGRESS: both are to be tried again.
        @Test func passingFailuresAreRiddenOut() throws {
            let fixture = try Fixture()
            let member = Member(try fixture.log())
            defer { member.log.close() }
            #expect(try member.run { !$0.owned.isEmpty })
            try fixture.cluster.inflict(.requestsFail(api: 25, codes: [51, 51]))
            try fixture.cluster.inflict(.requestsFail(api: 28, codes: [14]))
            try member.log.begin()
            try member.log.publish(outputs(1))
            try member.log.commit([InputPosition(input: 0, partition: 0, offset: 1)])
        }

        /// TxnOffsetCommit (28) answers 22, ILLEGAL_GENERATION: abort and go on.
        @Test func aStaleGenerationAsksForAbort() throws {
            let fixture = try Fixture()
            let member = Member(try fixture.log())
            defer { member.log.close() }
            #expect(try member.run { !$0.owned.isEmpty })
            try fixture.cluster.inflict(.requestsFail(api: 28, codes: [22]))
            try member.log.begin()
            try member.log.publish(outputs(1))
            let position = InputPosition(input: 0, partition: 0, offset: 1)
            let error = #expect(throws: LogError.self) { try member.log.commit([position]) }
            #expect(error?.remedy == .abort)
            try member.log.abort()
            try member.log.begin()
            try member.log.publish(outputs(1))
            try member.log.commit([position])
        }

        @Test func aClusterThatVanishesDoesNotHoldUsForEver() throws {
            let fixture = try Fixture()
            var options = fixture.options()
            options.transactionTimeout = 1_000
            let isCancelled = Flag()
            options.isCancelled = { isCancelled.value }
            let member = Member(
                try KafkaLog(
                    options, configuration: fixture.cluster.configuration, logger: fixture.logger))
            #expect(try member.run { !$0.owned.isEmpty })
            try member.log.begin()
            try member.log.publish(outputs(1))
            try fixture.cluster.inflict(.brokerDown(1))
            try member.log.publish(outputs(1))
            var start = ContinuousClock.now
            let commit = #expect(throws: LogError.self) {
                try member.log.commit([InputPosition(input: 0, partition: 0, offset: 1)])
            }
            #expect(commit?.remedy == .abort || commit?.remedy == .rebuild)
            let abort = #expect(throws: LogError.self) { try member.log.abort() }
            #expect(abort?.remedy == .rebuild)
            #expect(ContinuousClock.now - start < .seconds(8))
            isCancelled.raise()
            let rebuild = #expect(throws: LogError.self) { try member.log.rebuild() }
            #expect(rebuild?.remedy == .stop)
            start = ContinuousClock.now
            member.log.close()
            #expect(ContinuousClock.now - start < .seconds(10))
        }

        /// EndTxn (26) answers 47, INVALID_PRODUCER_EPOCH: somebody else took our place.
        @Test func aFencedProducerIsToldSo() throws {
            let fixture = try Fixture()
            let member = Member(try fixture.log())
            defer { member.log.close() }
            #expect(try member.run { !$0.owned.isEmpty })
            try fixture.cluster.inflict(.requestsFail(api: 26, codes: [47]))
            try member.log.begin()
            try member.log.publish(outputs(1))
            let error = #expect(throws: LogError.self) {
                try member.log.commit([InputPosition(input: 0, partition: 0, offset: 1)])
            }
            #expect(error?.remedy == .fenced)
        }
    }
}
