import MartletKafka
import Testing

@testable import martlet

/// What `martlet topics` says of a topic.
struct TopicLineTests {
    private func line(
        _ role: TopicLayout.Role, partitions: Int = 6, replicas: Int = 3,
        _ settings: [String: String] = [:], brokers: Int = 3
    ) -> TopicLine {
        let topic = TopicLayout.Topic(
            role: role, plan: TopicPlan(name: "t", partitions: 6, replicationFactor: 3))
        var line = TopicLine(
            topic,
            TopicDescription(name: "t", partitions: partitions, replicationFactor: replicas))
        line.compare(settings, brokers: brokers)
        return line
    }

    @Test func aTopicAsItOughtToBe() {
        let good = line(.changelog, ["cleanup.policy": "compact", "min.insync.replicas": "2"])
        #expect(good.isGood)
        #expect(good.risks == [])
        #expect(good.json.contains(#""replicas":3,"state":"present""#))
    }

    @Test func partitionsMatterWhereCustomersAreFoundByThem() {
        #expect(line(.input, partitions: 5).state == .otherPartitions)
        #expect(line(.changelog, partitions: 5).state == .otherPartitions)
        #expect(line(.output, partitions: 5).isGood)
    }

    @Test func theChangelogMustBeCompacted() {
        #expect(line(.changelog, ["cleanup.policy": "delete"]).state == .otherCleanup)
        #expect(line(.changelog, ["cleanup.policy": "compact,delete"]).state == .otherCleanup)
        #expect(line(.output, ["cleanup.policy": "delete"]).isGood)
    }

    @Test func risksAreNamed() {
        #expect(line(.input, ["min.insync.replicas": "1"]).risks.count == 1)
        #expect(line(.input, ["unclean.leader.election.enable": "true"]).risks.count == 1)
        #expect(line(.input, replicas: 1).risks == ["one replica only"])
        #expect(line(.input, replicas: 1, brokers: 1).risks == [])
    }
}
