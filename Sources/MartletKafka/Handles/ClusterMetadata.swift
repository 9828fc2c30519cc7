// SAFETY: `raw` comes from rd_kafka_metadata and is destroyed once here. Arrays in it are read
// only below their counts; names are NUL-terminated and copied.
import CRdKafka

/// Owner of an answer to a metadata request.
@safe
struct ClusterMetadata: ~Copyable {
    private let raw: UnsafePointer<rd_kafka_metadata>

    init(owning raw: UnsafePointer<rd_kafka_metadata>) {
        unsafe self.raw = raw
    }

    deinit {
        unsafe rd_kafka_metadata_destroy(raw)
    }

    /// Number of brokers.
    var brokerCount: Int { unsafe Int(raw.pointee.broker_cnt) }

    /// The topics, without those that are Kafka's own.
    var topics: [TopicDescription] {
        unsafe (0..<Int(raw.pointee.topic_cnt)).map { index in
            let topic = unsafe raw.pointee.topics[index]
            let replicas = unsafe topic.partition_cnt > 0 ? topic.partitions[0].replica_cnt : 0
            return unsafe TopicDescription(
                name: String(cString: topic.topic), partitions: Int(topic.partition_cnt),
                replicationFactor: Int(replicas), code: topic.err.rawValue)
        }
    }
}
