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

    @Test func backoffStaysWithinItsBudget() {
        var backoff = Backoff(budget: 0)
        #expect(backoff.next() == nil)
        backoff = Backoff(budget: 60_000)
        let pauses = (0..<8).compactMap { _ in backoff.next() }
        #expect(pauses == [50, 100, 200, 400, 800, 1_000, 1_000, 1_000])
    }
}
