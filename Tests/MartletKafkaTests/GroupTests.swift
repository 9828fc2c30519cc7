import MartletKafka
import MartletStream
import Testing

extension KafkaSuite {
    /// Assignments, positions and rebalances.
    @Suite(.serialized) struct GroupTests {
        private func position(_ input: UInt16, _ partition: Int32, _ offset: Int64) -> InputPosition
        {
            InputPosition(input: input, partition: partition, offset: offset)
        }

        @Test func readingStartsAtTheGivenOffsets() throws {
            let fixture = try Fixture()
            try fixture.feed(100)
            try fixture.feed(10, input: 1)
            let member = Member(try fixture.log())
            defer { member.log.close() }
            member.starts = [position(0, 0, 90), position(1, 1, 10)]
            #expect(try member.run { $0.records.count == 10 + 100 + 10 })
            #expect(member.signals == [.assigned([0, 1])])
            let first = member.records.filter { $0.input == 0 && $0.partition == 0 }
            #expect(first.map(\.offset) == Array(90..<100))
            #expect(first.map(\.timestamp) == Array(1_090..<1_100))
            #expect(!member.records.contains { $0.input == 1 && $0.partition == 1 })
            #expect(member.log.partitionCount == 2)
        }

        @Test func rewindReadsAgainAndDropsWhatIsNotYetRead() throws {
            let fixture = try Fixture()
            try fixture.feed(1_000)
            let member = Member(try fixture.log())
            defer { member.log.close() }
            for _ in 0..<400 where member.records.isEmpty { try member.step(limit: 10) }
            try #require(!member.records.isEmpty)
            member.forget()
            // The rest of both partitions is in the client's queue by now, or on its way.
            try member.log.rewind(to: [position(0, 0, 5), position(0, 1, 990)])
            #expect(try member.run { $0.records.count == 995 + 10 })
            for partition in Int32(0)..<2 {
                let own = member.records.filter { $0.partition == partition }.map(\.offset)
                #expect(own == Array((partition == 0 ? 5 : 990)..<1_000))
            }
        }

        @Test func rewindToNowhereStartsOver() throws {
            let fixture = try Fixture()
            try fixture.feed(20)
            let member = Member(try fixture.log())
            defer { member.log.close() }
            member.starts = [position(0, 0, 7)]
            #expect(try member.run { $0.records.count == 13 + 20 })
            member.forget()
            try member.log.rewind(to: [position(0, 0, -1), position(0, 1, -1)])
            #expect(try member.run { $0.records.count == 13 + 20 })
        }

        @Test func nothingIsCommittedAtFirst() throws {
            let fixture = try Fixture()
            let log = try fixture.log()
            defer { log.close() }
            let positions = try log.committed(partitions: [0, 1])
            #expect(
                Set(positions) == [
                    position(0, 0, -1), position(0, 1, -1), position(1, 0, -1), position(1, 1, -1),
                ])
        }

        @Test func anAssignmentMustCoverEveryInput() throws {
            let fixture = try Fixture()
            let log = try fixture.log()
            defer { log.close() }
            var batch = RecordBatch()
            var signals: [LogSignal] = []
            for _ in 0..<400 where signals.isEmpty {
                signals = try log.poll(into: &batch, limit: 1, timeout: 50)
            }
            #expect(signals == [.assigned([0, 1])])
            // It is repeated until it is answered.
            #expect(try log.poll(into: &batch, limit: 1, timeout: 0) == signals)
            try log.rewind(to: [position(0, 0, 0)])
            #expect(throws: LogError.self) { try log.assign([position(0, 0, 0)]) }
            let all = [0, 1].flatMap { [position($0, 0, 0), position($0, 1, 0)] }
            try log.assign(all)
            #expect(try log.poll(into: &batch, limit: 1, timeout: 0).isEmpty)
            #expect(throws: LogError.self) { try log.assign(all) }
        }

        @Test func anOffsetThatTheLogHasLostIsAnError() throws {
            let fixture = try Fixture()
            try fixture.feed(10)
            let member = Member(try fixture.log())
            defer { member.log.close() }
            member.starts = [position(0, 0, 5_000)]
            let error = #expect(throws: LogError.self) {
                _ = try member.run { _ in false }
            }
            #expect(error?.remedy == .unusable)
            #expect(error?.operation == "read purchases-0")
        }

        @Test func closingIsQuickAndFinal() throws {
            let fixture = try Fixture()
            let member = Member(try fixture.log())
            #expect(try member.run { !$0.owned.isEmpty })
            try fixture.cluster.inflict(.brokerDown(1))
            let start = ContinuousClock.now
            member.log.close()
            #expect(ContinuousClock.now - start < .seconds(10))
            #expect(throws: LogError.self) { try member.step() }
        }
    }
}
