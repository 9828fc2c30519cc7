import MartletKafka
import MartletStream
import Testing

extension KafkaSuite {
    /// Assignments, positions and rebalances.
    @Suite struct GroupTests {
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

        @Test func membersShareThePartitionsAndTakeThemOver() throws {
            let fixture = try Fixture(partitions: 4)
            try fixture.feed(50, partitions: 0..<4)
            let first = Member(try fixture.log(member: "0"))
            #expect(try first.run { $0.owned.count == 4 && $0.records.count == 200 })

            var commits = 0
            first.beforeRelease = {
                try first.log.begin()
                try first.log.commit(first.owned.map { position(0, $0, 50) })
                commits += 1
            }
            let second = Member(try fixture.log(member: "1"))
            let deadline = ContinuousClock.now + .seconds(30)
            while second.owned.count != 2 || first.owned.count != 2 {
                try #require(ContinuousClock.now < deadline, "\(first.signals) \(second.signals)")
                try first.step(timeout: 20)
                try second.step(timeout: 20)
            }
            #expect(first.owned.union(second.owned) == [0, 1, 2, 3])
            #expect(first.signals.contains(.revoked([0, 1, 2, 3])))
            #expect(commits >= 1)
            // Both partitions of each input number belong to the same member.
            second.forget()
            try fixture.feed(10, input: 1, partitions: 0..<4)
            #expect(try second.run { $0.records.filter { $0.input == 1 }.count == 20 })
            #expect(Set(second.records.filter { $0.input == 1 }.map(\.partition)) == second.owned)

            second.log.close()
            #expect(try first.run(seconds: 30) { $0.owned.count == 4 })
            first.log.close()
        }

        /// Heartbeat (12) answers 25, UNKNOWN_MEMBER_ID: the group has gone on without us.
        @Test func aLostAssignmentIsToldAndForbidsToCommit() throws {
            let fixture = try Fixture()
            let member = Member(try fixture.log())
            defer { member.log.close() }
            #expect(try member.run { !$0.owned.isEmpty })
            try member.log.begin()
            try fixture.cluster.inflict(.requestsFail(api: 12, codes: [25]))
            #expect(try member.run { $0.signals.contains(.lost([0, 1])) })
            let error = #expect(throws: LogError.self) {
                try member.log.commit([position(0, 0, 1)])
            }
            #expect(error?.remedy == .abort)
            try member.log.abort()
            #expect(try member.run(seconds: 30) { !$0.owned.isEmpty })
        }

        /// Heartbeat (12) answers 82, FENCED_INSTANCE_ID: another instance has our name.
        @Test func aFencedStaticMemberIsToldSo() throws {
            let fixture = try Fixture()
            var options = fixture.options()
            options.instanceID = "shop-0"
            let member = Member(
                try KafkaLog(
                    options, configuration: fixture.cluster.configuration, logger: fixture.logger))
            defer { member.log.close() }
            #expect(try member.run { !$0.owned.isEmpty })
            try fixture.cluster.inflict(.requestsFail(api: 12, codes: [82]))
            let error = #expect(throws: LogError.self) { _ = try member.run { _ in false } }
            #expect(error?.remedy == .fenced)
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
            #expect(error?.remedy == .stop)
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
