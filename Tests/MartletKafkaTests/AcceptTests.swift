import MartletKafka
import MartletStream
import Testing

extension KafkaSuite {
    /// What a restore and a checkpoint need to know of the log.
    @Suite(.serialized) struct AcceptTests {
        /// Polls without answering until the group has spoken.
        private func signal(
            _ log: KafkaLog, seconds: Int = 20
        ) throws -> LogSignal? {
            var batch = RecordBatch()
            let deadline = ContinuousClock.now + .seconds(seconds)
            while ContinuousClock.now < deadline {
                if let signal = try log.poll(into: &batch, limit: 100, timeout: 50).first {
                    return signal
                }
                #expect(batch.records.isEmpty)
            }
            return nil
        }

        private func starts(_ offset: Int64, inputs: Int = 2) -> [InputPosition] {
            (0..<inputs).flatMap { input in
                [0, 1].map {
                    InputPosition(input: UInt16(input), partition: $0, offset: offset)
                }
            }
        }

        @Test func anAcceptedAssignmentIsNotRepeatedAndReadLater() throws {
            let fixture = try Fixture()
            try fixture.feed(50)
            let log = try fixture.log()
            defer { log.close() }
            #expect(try signal(log) == .assigned([0, 1]))
            try log.accept()
            #expect(try signal(log, seconds: 1) == nil)
            #expect(throws: LogError.self) { try log.assign([]) }
            try log.assign(starts(20))
            var batch = RecordBatch()
            var count = 0
            let deadline = ContinuousClock.now + .seconds(20)
            while count < 60, ContinuousClock.now < deadline {
                _ = try log.poll(into: &batch, limit: 100, timeout: 50)
                #expect(batch.records.allSatisfy { $0.offset >= 20 })
                count += batch.records.count
            }
            #expect(count == 60)
        }

        /// The group takes back what is still being restored, and does not wait for that.
        @Test func anAcceptedAssignmentIsRevokedWhenAnotherMemberComes() throws {
            let fixture = try Fixture()
            let first = try fixture.log(member: "0")
            defer { first.close() }
            #expect(try signal(first) == .assigned([0, 1]))
            try first.accept()
            let second = try fixture.log(member: "1")
            defer { second.close() }
            #expect(try signal(first) == .revoked([0, 1]))
            try first.release()
            // On a busy machine the group may first give all to one of them, and take it back.
            let members = [first, second]
            var owned: [[Int32]] = [[], []]
            let deadline = ContinuousClock.now + .seconds(30)
            while owned.joined().sorted() != [0, 1] || owned.contains([]),
                ContinuousClock.now < deadline
            {
                for (index, log) in members.enumerated() {
                    var batch = RecordBatch()
                    for signal in try log.poll(into: &batch, limit: 100, timeout: 50) {
                        owned[index] = []
                        guard case .assigned(let partitions) = signal else {
                            try log.release()
                            continue
                        }
                        owned[index] = partitions
                        try log.accept()
                    }
                }
            }
            #expect(Set(owned) == [[0], [1]])
        }

        @Test func theOffsetOfTheLastPositionIsKnown() throws {
            let fixture = try Fixture()
            let log = try fixture.log()
            defer { log.close() }
            #expect(try signal(log) == .assigned([0, 1]))
            try log.assign(starts(0))
            var positions = OutputBatch()
            func add(_ partition: Int32, key: [UInt8]) {
                let start = positions.bytes.count
                positions.bytes += key + [7]
                positions.records.append(
                    OutputBatch.Record(
                        output: .changelog, partition: partition,
                        key: .init(start: start, count: key.count),
                        value: .init(start: start + key.count, count: 1), firstHeader: 0,
                        headerCount: 0))
            }
            for key in [[1], [2], []] as [[UInt8]] { add(1, key: key) }
            #expect(log.changelogOffset(partition: 1) == nil)
            try log.begin()
            try log.publish(positions)
            #expect(log.changelogOffset(partition: 1) == nil)
            try log.commit(starts(3))
            #expect(log.changelogOffset(partition: 1) == 2)
            #expect(log.changelogOffset(partition: 0) == nil)
            try log.begin()
            try log.publish(positions)
            try log.abort()
            #expect(log.changelogOffset(partition: 1) == 2)
            add(0, key: [])
            try log.begin()
            try log.publish(positions)
            try log.commit(starts(4))
            #expect(log.changelogOffset(partition: 1) ?? 0 >= 5)
            #expect(log.changelogOffset(partition: 0) == 0)
            try log.openChangelog(partition: 1, from: log.changelogOffset(partition: 1))
            var batch = RecordBatch()
            var records: [ReadRecord] = []
            while try log.readChangelog(into: &batch) {
                records += batch.records.map { ReadRecord($0, of: batch) }
            }
            records += batch.records.map { ReadRecord($0, of: batch) }
            #expect(records.first?.key == [] && records.count == 1)
        }

        @Test func extentsAndNames() throws {
            let fixture = try Fixture()
            try fixture.feed(10)
            let log = try fixture.log()
            defer { log.close() }
            let extents = try log.extents(partitions: [0, 1])
            #expect(extents.count == 4 && extents.allSatisfy { $0.first == 0 })
            #expect(extents.map(\.end) == [10, 10, 0, 0])
            #expect(log.changelogName.hasSuffix("/changelog"))
            #expect(log.changelogName.count > "/changelog".count)
            #expect(log.partitionCount == 2)
        }

        @Test func anOffsetThatIsNotThereIsUnusable() throws {
            let fixture = try Fixture()
            let log = try fixture.log()
            defer { log.close() }
            var batch = RecordBatch()
            try log.openChangelog(partition: 0, from: 77)
            let error = #expect(throws: LogError.self) {
                while try log.readChangelog(into: &batch) {}
            }
            #expect(error?.remedy == .unusable)
        }
    }
}
