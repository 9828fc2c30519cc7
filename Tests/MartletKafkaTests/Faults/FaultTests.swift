import MartletKafka
import MartletStream
import Testing

extension KafkaSuite {
    /// What a cluster does to a worker: it goes on, in time, and no event is lost.
    ///
    /// Error codes and API keys are those of https://kafka.apache.org/protocol.
    @Suite(.serialized) struct FaultTests {
        /// Inflicts each fault in turn, sends events meanwhile, and waits until all came out.
        private func survive(
            _ faults: [(name: String, fault: ClusterFault, repair: ClusterFault?)],
            within seconds: Double = 15
        ) throws {
            let run = try FaultRun()
            defer { run.log.close() }
            try run.send(FaultRun.customers)
            try #require(try run.settle(within: 20))
            for (name, fault, repair) in faults {
                try run.send(FaultRun.customers)
                try run.inflict(fault, then: repair)
                #expect(try run.settle(within: seconds), "\(name)")
            }
            #expect(run.complaints == [])
            try run.leave()
        }

        /// Requests of a kind that fail with each code in turn.
        private func failing(
            _ name: String, _ api: Int16, _ codes: [Int32]
        ) -> [(name: String, fault: ClusterFault, repair: ClusterFault?)] {
            codes.map { ("\(name) \($0)", .requestsFail(api: api, codes: [$0]), nil) }
        }

        @Test func failuresOfFetchAndProduce() throws {
            try survive(
                failing("Fetch", 1, [-1, 3, 6, 7, 56])
                    + failing("Produce", 0, [2, 3, 6, 7, 14, 19, 20, 56]))
        }

        @Test func failuresOfTransactions() throws {
            try survive(
                failing("AddPartitionsToTxn", 24, [3, 14, 15, 16, 29, 51])
                    + failing("AddOffsetsToTxn", 25, [14, 15, 16, 30, 51])
                    + failing("TxnOffsetCommit", 28, [3, 7, 14, 15, 16, 22, 25, 27, 30])
                    + failing("EndTxn", 26, [7, 14, 15, 16, 51]))
        }

        /// After these the producer is of no use any more, and the worker goes on with another.
        ///
        /// Not so for Produce: the embedded cluster shows aborted records as if they were
        /// committed, so a changelog whose outputs were refused would be taken for the truth.
        @Test func failuresThatEndAProducer() throws {
            try survive(
                failing("AddOffsetsToTxn", 25, [48, 49])
                    + failing("EndTxn", 26, [48, 49]))
        }

        @Test func brokersComeAndGo() throws {
            try survive([
                ("leader 0", .leaderMoved(topic: "purchases", partition: 0, broker: 2), nil),
                ("leader 1", .leaderMoved(topic: "purchases", partition: 1, broker: 3), nil),
                ("leader of output", .leaderMoved(topic: "changes", partition: 0, broker: 1), nil),
                ("changelog", .leaderMoved(topic: "changelog", partition: 2, broker: 3), nil),
                ("slow broker", .roundTripTime(broker: 1, milliseconds: 300), nil),
                ("fast again", .roundTripTime(broker: 1, milliseconds: 0), nil),
                ("broker 1", .brokerDown(1), .brokerUp(1)),
                ("broker 2", .brokerDown(2), .brokerUp(2)),
                ("broker 3", .brokerDown(3), .brokerUp(3)),
                (
                    "transactions move",
                    .transactionCoordinatorMoved(transactionalID: "shop-0", broker: 3), nil
                ),
                ("group moves", .groupCoordinatorMoved(group: "shop", broker: 2), nil),
            ])
        }
    }
}
