public import Logging
public import MartletStream

/// Reads whole topics from their beginning, outside of any group; committed records only.
///
/// All calls must come from one thread at a time.
public final class KafkaReader {
    private var reader: PartitionReader

    /// The topics; a record's `input` is an index into them.
    public let topics: [String]
    /// Partitions of each topic.
    public let partitionCounts: [Int]

    /// Reaches the cluster and starts reading every partition of the topics.
    ///
    /// - Parameters:
    ///   - topics: What is read.
    ///   - configuration: How to reach the cluster.
    ///   - timeout: How long to wait for the cluster, in ms.
    ///   - logger: Receives what librdkafka reports.
    /// - Throws: ``LogError`` if the cluster cannot be reached or a topic is missing.
    public init(
        topics: [String], configuration: KafkaConfiguration, timeout: Int = 10_000,
        logger: Logger = Logger(label: "kafka")
    ) throws(LogError) {
        var reader = try PartitionReader(configuration, topics: topics, logger: logger)
        let found = try reader.client.requireTopics(topics, timeout: timeout)
        for (index, topic) in found.enumerated() {
            for partition in 0..<Int32(topic.partitions) {
                try reader.start(topic: index, partition: partition, from: nil)
            }
        }
        self.topics = topics
        partitionCounts = found.map(\.partitions)
        self.reader = reader
    }

    /// Whether every partition was read to its end, as of the last ``read(into:limit:timeout:)``.
    public var isAtEnd: Bool { reader.isAtEnd }

    /// Empties `batch` and adds records to it, in order within each partition.
    ///
    /// - Parameters:
    ///   - batch: Receives the records.
    ///   - limit: The most records to hand out.
    ///   - timeout: How long to wait for the first record, in ms; it does not wait at the end.
    /// - Throws: ``LogError`` if a partition cannot be read.
    public func read(
        into batch: inout RecordBatch, limit: Int = 10_000, timeout: Int = 100
    ) throws(LogError) {
        try reader.read(into: &batch, limit: limit, timeout: timeout)
    }

    /// Waits for records also at the end, in order to follow the topics.
    ///
    /// - Parameters:
    ///   - batch: Emptied, then receives the records.
    ///   - limit: The most records to hand out.
    ///   - timeout: How long to wait for the first record, in ms.
    /// - Throws: ``LogError`` if a partition cannot be read.
    public func follow(
        into batch: inout RecordBatch, limit: Int = 10_000, timeout: Int = 100
    ) throws(LogError) {
        try reader.read(into: &batch, limit: limit, timeout: timeout, waitsAtEnd: true)
    }
}
