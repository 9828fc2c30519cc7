import CRdKafka

/// A topic as the cluster describes it.
public struct TopicDescription: Hashable, Sendable {
    /// Name.
    public var name: String
    /// Number of partitions; 0 if the topic does not exist.
    public var partitions: Int
    /// Replicas of the first partition.
    public var replicationFactor: Int
    /// Kafka's error code for the topic; 0 = none.
    package var code: Int32

    /// Whether the topic exists and may be used.
    public var exists: Bool { partitions > 0 && code == 0 }

    /// Whether the cluster says that there is no such topic.
    var isUnknown: Bool { code == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART.rawValue }

    /// What is wrong with the topic, if anything.
    public var problem: String? {
        if exists { return nil }
        guard code != 0 else { return "it has no partitions" }
        return KafkaFailure(rd_kafka_resp_err_t(rawValue: code)).text
    }

    /// Makes a description.
    package init(name: String, partitions: Int, replicationFactor: Int, code: Int32 = 0) {
        self.name = name
        self.partitions = partitions
        self.replicationFactor = replicationFactor
        self.code = code
    }
}
