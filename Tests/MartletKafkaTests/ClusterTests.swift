import MartletKafka
import MartletStream
import Testing

extension KafkaSuite {
    /// What is told about clusters that are not as they should be.
    @Suite(.serialized) struct ClusterTests {
        @Test func topicsAreDescribed() throws {
            let fixture = try Fixture(brokers: 3)
            let admin = try KafkaAdmin(
                configuration: fixture.cluster.configuration, logger: fixture.logger)
            #expect(try admin.reach(timeout: 10_000) != nil)
            let topics = try admin.describe(["purchases", "missing"], timeout: 10_000)
            #expect(topics.map(\.name) == ["purchases", "missing"])
            #expect(topics[0].exists && topics[0].partitions == 2)
            #expect(topics[0].replicationFactor >= 1)
            #expect(!topics[1].exists && topics[1].problem != nil)
            let all = try admin.describe(nil, timeout: 10_000)
            #expect(all.map(\.name) == ["browses", "changelog", "changes", "purchases"])
        }

        /// The embedded cluster knows no such requests, and answers so or not at all.
        @Test func creatingIsRefusedInWords() throws {
            let fixture = try Fixture()
            let admin = try KafkaAdmin(
                configuration: fixture.cluster.configuration, logger: fixture.logger)
            let plan = TopicPlan(
                name: "new", partitions: 3, replicationFactor: 1,
                settings: ["cleanup.policy": "compact"])
            let error = #expect(throws: LogError.self) { try admin.create(plan, timeout: 500) }
            #expect(error?.operation == "create topic new")
            #expect(error?.remedy == .unavailable || error?.remedy == .stop)
            let bad = TopicPlan(name: "", partitions: 3)
            #expect(throws: LogError.self) { try admin.create(bad, timeout: 500) }
            #expect(throws: LogError.self) { try admin.settings(of: "changes", timeout: 500) }
        }

        @Test func aClusterThatIsDownIsUnavailableInTime() throws {
            let fixture = try Fixture()
            try fixture.cluster.inflict(.brokerDown(1))
            var options = fixture.options()
            options.reachTimeout = 1_500
            let start = ContinuousClock.now
            let error = #expect(throws: LogError.self) {
                try KafkaLog(
                    options, configuration: fixture.cluster.configuration, logger: fixture.logger)
            }
            #expect(ContinuousClock.now - start < .seconds(6))
            #expect(error?.remedy == .unavailable)
            #expect(error?.operation == "reach Kafka")
            #expect(error?.reason.contains("Connection refused") == true)
        }

        @Test func aMissingTopicIsNamed() throws {
            let fixture = try Fixture()
            var options = fixture.options()
            options.inputs.append("carts")
            let error = #expect(throws: LogError.self) {
                try KafkaLog(
                    options, configuration: fixture.cluster.configuration, logger: fixture.logger)
            }
            #expect(error?.remedy == .unavailable)
            #expect(error?.operation == "find topic carts")
            #expect(error?.isTopicMissing == true)
        }

        @Test func inputsMustBeCopartitioned() throws {
            let fixture = try Fixture()
            try fixture.cluster.createTopic(TopicPlan(name: "carts", partitions: 5))
            var options = fixture.options()
            options.inputs.append("carts")
            let error = #expect(throws: LogError.self) {
                try KafkaLog(
                    options, configuration: fixture.cluster.configuration, logger: fixture.logger)
            }
            #expect(error?.remedy == .unavailable)
            #expect(error?.reason.contains("carts has 5") == true)
        }

        @Test func badPropertiesAreNamedWithoutTheirValues() throws {
            let unknown = #expect(throws: LogError.self) {
                try KafkaAdmin(
                    configuration: KafkaConfiguration(
                        bootstrapServers: "localhost:1", properties: ["no.such.thing": "s3cret"]))
            }
            #expect(unknown?.reason == "no such librdkafka property: \"no.such.thing\"")
            let invalid = #expect(throws: LogError.self) {
                try KafkaAdmin(
                    configuration: KafkaConfiguration(
                        bootstrapServers: "localhost:1",
                        properties: ["security.protocol": "s3cret"]))
            }
            #expect(invalid?.reason.contains("security.protocol") == true)
            #expect(invalid?.reason.contains("s3cret") == false)
        }

        @Test func aMovedLeaderIsFollowed() throws {
            let fixture = try Fixture(brokers: 2)
            try fixture.feed(10)
            let member = Member(try fixture.log())
            defer { member.log.close() }
            #expect(try member.run { $0.records.count == 20 })
            for partition in Int32(0)..<2 {
                try fixture.cluster.inflict(
                    .leaderMoved(topic: "purchases", partition: partition, broker: 2))
            }
            try fixture.feed(10)
            #expect(try member.run(seconds: 30) { $0.records.count == 40 })
        }
    }
}
