import MartletKafka
import MartletStream

/// The topics of a configuration and how each ought to be set up.
struct TopicLayout {
    /// What a topic is for.
    enum Role: String {
        case input, output, changelog
        /// Of one partition, shared by all instances.
        case models
    }

    /// One topic.
    struct Topic {
        var role: Role
        var plan: TopicPlan
    }

    /// Inputs first, as configured, then outputs, then the changelog.
    var topics: [Topic]
    /// Topic of each output.
    var outputs: [OutputBatch.Output: String] = [:]

    /// Lays the topics out.
    ///
    /// - Parameters:
    ///   - configuration: The configuration.
    ///   - partitions: Partitions of the inputs, and so of the changelog.
    ///   - replicas: Replication factor of topics that are created.
    init(_ configuration: Configuration, partitions: Int, replicas: Int) {
        let name = configuration.name.value
        let make = {
            (role: Role, topic: String, count: Int, settings: [String: String]) in
            Topic(
                role: role,
                plan: TopicPlan(
                    name: topic, partitions: count, replicationFactor: replicas,
                    settings: replicas > 2 ? settings.merging(Self.safe) { $1 } : settings))
        }
        topics = configuration.inputs.map { make(.input, $0.topic.value, partitions, [:]) }
        let chosen: [(OutputBatch.Output, String?, [String: String])] = [
            (.segmentChanges, configuration.outputs.segmentChanges.value, TopicLayout.changes),
            (
                .churnAlerts,
                configuration.alerts.isEmpty ? nil : configuration.outputs.churnAlerts.value,
                TopicLayout.changes
            ),
            (
                .personaRefreshes,
                configuration.personas == nil
                    ? nil : configuration.outputs.personaRefreshes.value, TopicLayout.changes
            ),
            (.profiles, configuration.outputs.profiles.value, TopicLayout.compacted),
            (.deadLetters, configuration.outputs.deadLetters.value, TopicLayout.deadLetters),
        ]
        for case (let output, let topic?, let settings) in chosen {
            outputs[output] = topic
            topics.append(make(.output, topic, partitions, settings))
        }
        outputs[.changelog] = "\(name).changelog"
        topics.append(make(.changelog, "\(name).changelog", partitions, TopicLayout.compacted))
        guard configuration.fitsModels else { return }
        for topic in SharedTopic.allCases {
            topics.append(
                make(.models, "\(name).\(topic.rawValue)", 1, TopicLayout.compacted))
        }
    }

    /// A record that is acknowledged is on two brokers at least, and one of three may be down.
    private static let safe = ["min.insync.replicas": "2"]
    private static let changes = ["cleanup.policy": "delete", "retention.ms": "\(14 * day)"]
    private static let deadLetters = [
        "cleanup.policy": "delete", "retention.ms": "\(14 * day)", "max.message.bytes": "2097152",
    ]
    private static let compacted = [
        "cleanup.policy": "compact", "min.cleanable.dirty.ratio": "0.2",
        "segment.ms": "\(6 * 3_600_000)", "delete.retention.ms": "\(7 * day)",
        "max.compaction.lag.ms": "\(7 * day)", "compression.type": "zstd",
    ]
    private static let day = 86_400_000
}

extension Configuration {
    /// How to reach the cluster.
    var kafkaConfiguration: KafkaConfiguration {
        var properties: [String: String] = [:]
        for property in kafka.properties {
            properties[property.name.value] = property.value.value.reveal()
        }
        return KafkaConfiguration(
            bootstrapServers: kafka.bootstrapServers.value, properties: properties)
    }
}
