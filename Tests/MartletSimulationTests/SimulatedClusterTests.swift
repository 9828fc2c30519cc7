import MartletStream
import Testing

@testable import MartletSimulation

/// The simulated cluster does what brokers do.
@Suite struct SimulatedClusterTests {
    private let place = OutputPlace(output: .changelog, partition: 0)
    private let input = InputPlace(input: 0, partition: 0)

    private func cluster(without: Set<Safeguard> = []) -> SimulatedCluster {
        SimulatedCluster(
            inputs: 1, partitions: 1, faults: FaultPlan(seed: 1, odds: .none), without: without)
    }

    private func message(_ key: String, _ value: String? = "v") -> Message {
        Message(key: Array(key.utf8), value: value.map { Array($0.utf8) })
    }

    private func keys(_ cluster: SimulatedCluster) -> [String] {
        cluster.read(.changelog).map { String(decoding: $0.key ?? [], as: UTF8.self) }
    }

    @Test func readersSeeNothingOfWhatIsOpenOrAborted() throws {
        let cluster = cluster()
        let first = cluster.initialise(1)
        let second = cluster.initialise(2)
        try cluster.publish(message("a"), to: place, id: 1, epoch: first)
        try cluster.publish(message("b"), to: place, id: 2, epoch: second)
        try cluster.end(2, epoch: second, isAborted: false)
        // The first transaction is open: its record hides what stands behind it.
        #expect(keys(cluster) == [])
        try cluster.end(1, epoch: first, isAborted: true)
        #expect(keys(cluster) == ["b"])
        #expect(cluster.outputs[place]?.end == 4, "each end takes an offset")
    }

    @Test func endsReachPartitionsLate() throws {
        let cluster = cluster()
        cluster.faults.odds.lag = 1
        let epoch = cluster.initialise(1)
        try cluster.publish(message("a"), to: place, id: 1, epoch: epoch)
        let metadata = GroupMetadata()
        try cluster.sendOffsets([input: 1], id: 1, epoch: epoch, metadata: metadata)
        try cluster.end(1, epoch: epoch, isAborted: false)
        #expect(keys(cluster) == [])
        #expect(cluster.fetchOffsets([input]) == nil)
        cluster.advance(by: 5_000)
        #expect(keys(cluster) == ["a"])
        #expect(cluster.fetchOffsets([input]) == [input: 1])
    }

    @Test func positionsAreThoseOfCommittedTransactions() throws {
        let cluster = cluster()
        let epoch = cluster.initialise(1)
        let metadata = GroupMetadata()
        try cluster.sendOffsets([input: 5], id: 1, epoch: epoch, metadata: metadata)
        #expect(cluster.fetchOffsets([input]) == nil, "not while they may still change")
        try cluster.end(1, epoch: epoch, isAborted: true)
        #expect(cluster.fetchOffsets([input]) == [:])
        try cluster.sendOffsets([input: 6], id: 1, epoch: epoch, metadata: metadata)
        try cluster.end(1, epoch: epoch, isAborted: false)
        #expect(cluster.fetchOffsets([input]) == [input: 6])
        // The same request once more is answered as it was, another is refused.
        try cluster.end(1, epoch: epoch, isAborted: false)
        #expect(throws: BrokerError.invalidState) {
            try cluster.end(1, epoch: epoch, isAborted: true)
        }
    }

    @Test func anotherProducerOfTheSameIdFences() throws {
        let cluster = cluster()
        let old = cluster.initialise(1)
        try cluster.publish(message("old"), to: place, id: 1, epoch: old)
        let new = cluster.initialise(1)
        #expect(keys(cluster) == [])
        #expect(throws: BrokerError.fenced) {
            try cluster.publish(message("old"), to: place, id: 1, epoch: old)
        }
        #expect(throws: BrokerError.fenced) {
            try cluster.end(1, epoch: old, isAborted: false)
        }
        try cluster.publish(message("new"), to: place, id: 1, epoch: new)
        try cluster.end(1, epoch: new, isAborted: false)
        #expect(keys(cluster) == ["new"])
    }

    @Test func transactionsTimeOutAndFence() throws {
        let cluster = cluster()
        let epoch = cluster.initialise(1)
        try cluster.publish(message("a"), to: place, id: 1, epoch: epoch)
        cluster.advance(by: SimulatedCluster.transactionTimeout + 1)
        #expect(keys(cluster) == [] && cluster.isSettled)
        #expect(throws: BrokerError.fenced) {
            try cluster.end(1, epoch: epoch, isAborted: false)
        }
    }

    /// What brokers without KIP-890 allow, and why a client must begin a new session.
    @Test func aLateCommitEndsALaterTransaction() throws {
        for rebuilds in [false, true] {
            let cluster = cluster()
            var epoch = cluster.initialise(1)
            try cluster.publish(message("a"), to: place, id: 1, epoch: epoch)
            cluster.commitLate(1, epoch: epoch, after: 100)
            if rebuilds {
                epoch = cluster.initialise(1)
            } else {
                try cluster.end(1, epoch: epoch, isAborted: true)
            }
            try cluster.publish(message("half"), to: place, id: 1, epoch: epoch)
            cluster.advance(by: 200)
            #expect(keys(cluster) == (rebuilds ? [] : ["half"]))
        }
    }

    @Test func compactionKeepsTheNewestOfEachKey() throws {
        let cluster = cluster()
        let epoch = cluster.initialise(1)
        for key in ["a", "b", "a"] {
            try cluster.publish(message(key), to: place, id: 1, epoch: epoch)
        }
        try cluster.end(1, epoch: epoch, isAborted: false)
        try cluster.publish(message("b"), to: place, id: 1, epoch: epoch)
        try cluster.end(1, epoch: epoch, isAborted: true)
        try cluster.publish(message("a"), to: place, id: 1, epoch: epoch)
        cluster.compactChangelog()
        #expect(keys(cluster) == ["b", "a"], "neither aborted nor undecided records count")
    }
}
