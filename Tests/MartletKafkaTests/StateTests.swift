import MartletKafka
import MartletStream
import Testing

/// The parts that need no cluster: offsets, co-partitioning, the latch, properties.
@Suite struct StateTests {
    private func position(_ input: UInt16, _ partition: Int32, _ offset: Int64) -> InputPosition {
        InputPosition(input: input, partition: partition, offset: offset)
    }

    @Test func trackerDropsWhatIsOldOrForeign() {
        var tracker = OffsetTracker(inputCount: 2, partitionCount: 2)
        var accepted: [Bool] = []
        accepted.append(tracker.accept(0, 0, 5))
        tracker.assign(position(0, 0, 5))
        for offset: Int64 in [4, 5, 5, 9] { accepted.append(tracker.accept(0, 0, offset)) }
        accepted.append(tracker.accept(1, 0, 9))
        accepted.append(tracker.accept(0, 7, 9))
        #expect(accepted == [false, false, true, false, true, false, false])
        #expect(tracker.isAssigned(0, 0) && !tracker.isAssigned(0, 1))
        #expect(!tracker.isAssigned(0, 7) && !tracker.isAssigned(0, -1))
    }

    @Test func trackerGoesBack() {
        var tracker = OffsetTracker(inputCount: 2, partitionCount: 2)
        tracker.assign(position(0, 0, -1))
        var accepted = [tracker.accept(0, 0, 5), tracker.accept(0, 0, 9)]
        var offsets = [tracker.rewind(to: position(0, 0, 6))]
        accepted += [tracker.accept(0, 0, 5), tracker.accept(0, 0, 6)]
        offsets.append(tracker.rewind(to: position(0, 0, -1)))
        accepted.append(tracker.accept(0, 0, 5))
        tracker.removeAll()
        accepted.append(tracker.accept(0, 0, 6))
        #expect(accepted == [true, true, false, true, true, false])
        #expect(offsets == [6, 5])
        #expect(tracker.isEmpty)
    }

    @Test func theGroupIsToldTheEndBehindWhatIsHandedOut() {
        var tracker = OffsetTracker(inputCount: 1, partitionCount: 2)
        tracker.assign(position(0, 1, 5))
        // Left over from before: nothing was handed out since.
        tracker.reachEnd(0, 1, 9)
        var offsets = [tracker.groupOffset(of: position(0, 1, 5))]
        for offset: Int64 in [5, 6] { _ = tracker.accept(0, 1, offset) }
        tracker.reachEnd(0, 1, 8)
        // Record 6 is handed out, and not yet in the positions.
        offsets.append(tracker.groupOffset(of: position(0, 1, 6)))
        offsets.append(tracker.groupOffset(of: position(0, 1, 7)))
        _ = tracker.accept(0, 1, 9)
        offsets.append(tracker.groupOffset(of: position(0, 1, 10)))
        #expect(offsets == [5, 6, 8, 10])
    }

    @Test func endsThatTheGroupDoesNotKnowTrail() {
        var tracker = OffsetTracker(inputCount: 1, partitionCount: 2)
        tracker.assign(position(0, 1, 5))
        _ = tracker.accept(0, 1, 5)
        var trailing = [tracker.trailing]
        tracker.noteCommitted([position(0, 1, 6)])
        trailing.append(tracker.trailing)
        tracker.reachEnd(0, 1, 7)
        trailing.append(tracker.trailing)
        tracker.noteCommitted([position(0, 1, 6)])
        trailing.append(tracker.trailing)
        // A record that is not committed yet: the end must wait for it.
        _ = tracker.accept(0, 1, 7)
        tracker.reachEnd(0, 1, 9)
        trailing.append(tracker.trailing)
        #expect(trailing == [[], [], [position(0, 1, 6)], [], []])
        #expect(tracker.rewind(to: position(0, 1, 6)) == 6)
        #expect(tracker.groupOffset(of: position(0, 1, 6)) == 6)
    }

    @Test func whatTheGroupHasIsCommittedAlready() {
        var tracker = OffsetTracker(inputCount: 1, partitionCount: 3)
        for partition: Int32 in 0..<3 { tracker.learn(position(0, partition, 5), offset: 8) }
        #expect(tracker.knownOffset(of: position(0, 1, 5)) == 8)
        #expect(tracker.knownOffset(of: position(0, 1, 6)) == 6)
        for (partition, offset) in [(0, 5), (1, 5), (2, 6)] as [(Int32, Int64)] {
            tracker.assign(position(0, partition, offset))
        }
        tracker.reachEnd(0, 0, 8)
        tracker.reachEnd(0, 1, 9)
        tracker.reachEnd(0, 2, 9)
        #expect(tracker.trailing == [position(0, 1, 5)])
        #expect(tracker.groupOffset(of: position(0, 1, 5)) == 9)
        tracker.removeAll()
        #expect(tracker.knownOffset(of: position(0, 1, 5)) == 8)
    }

    @Test func aCommittedOffsetTellsThePosition() {
        #expect(GroupOffset.position(of: 9, note: GroupOffset.note(of: 7)) == 7)
        #expect(GroupOffset.position(of: 9, note: "") == 9)
        #expect(GroupOffset.position(of: 9, note: "next=x") == 9)
        // Moved back by hand, with the old note left on it.
        #expect(GroupOffset.position(of: 3, note: "next=7") == 3)
        #expect(GroupOffset.position(of: -1001, note: "next=7") == -1)
    }

    @Test func copartitionWantsTheSameEverywhere() throws {
        let inputs = ["a", "b"]
        let partitions = try Copartition.partitions(
            of: [("b", 2), ("a", 0), ("a", 2), ("b", 0)], inputs: inputs, partitionCount: 3)
        #expect(partitions == [0, 2])
        #expect(
            try Copartition.partitions(of: [], inputs: inputs, partitionCount: 3).isEmpty)
        for assignment: [(topic: String, partition: Int32)] in [
            [("a", 0), ("b", 1)], [("a", 0)], [("a", 0), ("b", 0), ("c", 0)],
        ] {
            let error = #expect(throws: LogError.self) {
                try Copartition.partitions(of: assignment, inputs: inputs, partitionCount: 3)
            }
            #expect(error?.remedy == .stop)
        }
        let grown = #expect(throws: LogError.self) {
            try Copartition.partitions(
                of: [("a", 3), ("b", 3)], inputs: inputs, partitionCount: 3)
        }
        #expect(grown?.remedy == .unusable)
    }

    @Test func partitionCountsMustAgree() throws {
        #expect(try Copartition.partitionCount(of: [("a", 3), ("b", 3)]) == 3)
        #expect(try Copartition.partitionCount(of: [("a", 3)], changelog: ("c", 3)) == 3)
        let inputs = #expect(throws: LogError.self) {
            try Copartition.partitionCount(of: [("a", 3), ("b", 4)], changelog: ("c", 3))
        }
        #expect(inputs?.remedy == .unavailable)
        let state = #expect(throws: LogError.self) {
            try Copartition.partitionCount(of: [("a", 4), ("b", 4)], changelog: ("c", 3))
        }
        #expect(state?.remedy == .unusable)
        #expect(state?.reason.contains("when they had 3") == true)
    }

    @Test func latchRemembersWhatWasLostDuringTheTransaction() {
        var latch = TransactionLatch()
        latch.losePartitions()
        #expect(!latch.isDoomed)
        latch.announce()
        latch.losePartitions()
        #expect(latch.isDoomed)
        latch.open()
        #expect(latch.isDoomed)
        latch.finish()
        #expect(latch == TransactionLatch())
        latch.announce()
        #expect(!latch.isDoomed)
    }

    @Test func propertiesMergeByRole() throws {
        let configuration = KafkaConfiguration(
            bootstrapServers: "a:1",
            properties: [
                "client.id": "x", "consumer.client.id": "y", "producer.linger.ms": "1",
                "consumer.fetch.min.bytes": "2",
            ])
        let consumer = Dictionary(
            uniqueKeysWithValues: try configuration.properties(
                of: .consumer, defaults: ["fetch.min.bytes": "7", "check.crcs": "true"],
                required: ["group.id": "g"]
            ).map { ($0.name, $0.value) })
        #expect(
            consumer == [
                "bootstrap.servers": "a:1", "client.id": "y", "check.crcs": "true",
                "fetch.min.bytes": "2", "group.id": "g", "socket.nagle.disable": "true",
            ])
        let producer = try configuration.properties(of: .producer, defaults: [:], required: [:])
        #expect(producer.contains { $0 == ("linger.ms", "1") })
        #expect(producer.contains { $0 == ("client.id", "x") })
    }

    @Test func whatGuaranteesRestOnCannotBeChanged() throws {
        var configuration = KafkaConfiguration(bootstrapServers: "a:1")
        configuration.properties["isolation.level"] = "read_uncommitted"
        let error = #expect(throws: LogError.self) {
            try configuration.properties(
                of: .consumer, defaults: [:], required: ClientProperties.reading)
        }
        #expect(error?.reason.contains("isolation.level") == true)
        configuration.properties["isolation.level"] = "read_committed"
        _ = try configuration.properties(
            of: .consumer, defaults: [:], required: ClientProperties.reading)
    }

    @Test func tokensThatNobodyRenewsAreRefused() {
        let error = #expect(throws: LogError.self) {
            try KafkaAdmin(
                configuration: KafkaConfiguration(
                    bootstrapServers: "a:1", properties: ["sasl.mechanism": "OAUTHBEARER"]))
        }
        #expect(error?.reason.contains("OAUTHBEARER") == true)
    }

    @Test func backoffStaysWithinItsBudget() {
        var backoff = Backoff(budget: 0)
        #expect(backoff.next() == nil)
        backoff = Backoff(budget: 60_000)
        let pauses = (0..<8).compactMap { _ in backoff.next() }
        #expect(pauses == [50, 100, 200, 400, 800, 1_000, 1_000, 1_000])
    }
}
