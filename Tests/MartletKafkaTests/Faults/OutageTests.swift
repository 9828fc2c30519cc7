import MartletKafka
import MartletStream
import Testing

extension KafkaSuite {
    /// Single calls while coordinators move or are gone, and producers that are fenced.
    @Suite(.serialized) struct OutageTests {
        private let position = InputPosition(input: 0, partition: 0, offset: 1)

        /// One record for the outputs.
        private var outputs: OutputBatch {
            var batch = OutputBatch()
            batch.bytes = Array("c".utf8)
            let key = RecordBatch.ByteRange(start: 0, count: 1)
            batch.records = [
                OutputBatch.Record(
                    output: .segmentChanges, partition: 0, key: key, value: key, firstHeader: 0,
                    headerCount: 0)
            ]
            return batch
        }

        /// A member that owns partitions, on three brokers.
        private func member(_ fixture: Fixture, timeout: Int = 30_000) throws -> Member {
            var options = fixture.options()
            options.transactionTimeout = timeout
            let member = Member(
                try KafkaLog(
                    options, configuration: fixture.cluster.configuration, logger: fixture.logger))
            try #require(try member.run { !$0.owned.isEmpty })
            return member
        }

        @Test func coordinatorsMoveInTheMidstOfATransaction() throws {
            let fixture = try Fixture(brokers: 3)
            let member = try member(fixture)
            defer { member.log.close() }
            for broker in Int32(1)...3 {
                try member.log.begin()
                try member.log.publish(outputs)
                try fixture.cluster.inflict(
                    .transactionCoordinatorMoved(transactionalID: "shop-0", broker: broker))
                try member.log.publish(outputs)
                try fixture.cluster.inflict(.groupCoordinatorMoved(group: "shop", broker: broker))
                try member.log.commit([position])
            }
            #expect(try fixture.readAll(["changes"]).count == 6)
        }

        /// The client itself would wait for ever.
        @Test func aGroupCoordinatorThatIsGoneHoldsACommitUpForAWhileOnly() throws {
            let fixture = try Fixture(brokers: 3)
            try fixture.cluster.inflict(.groupCoordinatorMoved(group: "shop", broker: 3))
            try fixture.cluster.inflict(
                .transactionCoordinatorMoved(transactionalID: "shop-0", broker: 1))
            let member = try member(fixture, timeout: 1_000)
            defer { member.log.close() }
            try member.log.begin()
            try fixture.cluster.inflict(.brokerDown(3))
            let start = ContinuousClock.now
            let error = #expect(throws: LogError.self) { try member.log.commit([position]) }
            #expect(error?.remedy == .rebuild)
            try member.log.rebuild()
            #expect(ContinuousClock.now - start < .seconds(8))
        }

        /// A producer that is new may write at once, whatever became of the old one.
        @Test func aNewProducerTakesThePlaceOfTheOld() throws {
            let fixture = try Fixture()
            let member = try member(fixture)
            defer { member.log.close() }
            for _ in 0..<3 {
                try member.log.begin()
                try member.log.publish(outputs)
                try member.log.rebuild()
                try member.log.begin()
                try member.log.publish(outputs)
                try member.log.commit([position])
            }
        }

        /// InitProducerId (22) is retried while the old transaction is being ended.
        @Test func aNewProducerWaitsForTheOldTransaction() throws {
            let fixture = try Fixture()
            let member = try member(fixture)
            defer { member.log.close() }
            try fixture.cluster.inflict(.requestsFail(api: 22, codes: [51, 51, 14, 16]))
            try member.log.rebuild()
            try member.log.begin()
            try member.log.commit([position])
        }

        /// Requests of a transaction that answer 47, INVALID_PRODUCER_EPOCH, 82,
        /// FENCED_INSTANCE_ID, or 90, PRODUCER_FENCED: another instance has our name.
        @Test func everyRequestOfATransactionTellsThatWeAreFenced() throws {
            let fixture = try Fixture()
            let member = try member(fixture)
            defer { member.log.close() }
            let requests: [(api: Int16, codes: [Int32])] = [
                (24, [47, 90]), (25, [47, 90]), (26, [47, 90]), (28, [47, 82, 90]), (0, [47]),
            ]
            for (api, codes) in requests {
                for code in codes {
                    try fixture.cluster.inflict(.requestsFail(api: api, codes: [code]))
                    try member.log.begin()
                    let error = #expect(throws: LogError.self, "\(api) \(code)") {
                        try member.log.publish(outputs)
                        try member.log.commit([position])
                    }
                    #expect(error?.remedy == .fenced, "\(api) \(code)")
                    try member.log.rebuild()
                }
            }
        }
    }
}
