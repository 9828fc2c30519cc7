import MartletKafka
import MartletStream
import Testing

extension KafkaSuite {
    /// Members that come, go, are lost and are fenced.
    @Suite(.serialized) struct RebalanceTests {
        private func position(_ input: UInt16, _ partition: Int32, _ offset: Int64) -> InputPosition
        {
            InputPosition(input: input, partition: partition, offset: offset)
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

        /// Joining again, or a new producer, would fence whoever has taken our place meanwhile.
        @Test func whoStoodStillTakesNothingBack() throws {
            let fixture = try Fixture()
            let flag = Flag()
            var options = fixture.options()
            options.hasStoodStill = { flag.value }
            let member = Member(
                try KafkaLog(
                    options, configuration: fixture.cluster.configuration, logger: fixture.logger))
            defer { member.log.close() }
            #expect(try member.run { !$0.owned.isEmpty })
            try member.log.rebuild()
            flag.raise()
            try fixture.cluster.inflict(.requestsFail(api: 12, codes: [25]))
            let lost = #expect(throws: LogError.self) { _ = try member.run { _ in false } }
            #expect(lost?.remedy == .fenced && lost?.operation == "release")
            let rebuilt = #expect(throws: LogError.self) { try member.log.rebuild() }
            #expect(rebuilt?.remedy == .fenced)
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
    }
}
