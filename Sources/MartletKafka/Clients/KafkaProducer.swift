public import Logging
public import MartletStream

/// A plain producer, idempotent but not transactional: feeds events into topics.
///
/// It may be used from any thread. Records are copied and sent in the background.
public final class KafkaProducer: Sendable {
    private let client: ClientHandle
    private let producer: RecordProducer

    /// How long a call waits while the client's queue is full, in ms.
    private static let budget = 60_000

    /// Reaches the cluster and looks the topics up.
    ///
    /// - Parameters:
    ///   - topics: What is written to; calls name them by index.
    ///   - configuration: How to reach the cluster.
    ///   - timeout: How long to wait for the cluster, in ms.
    ///   - logger: Receives what librdkafka reports.
    /// - Throws: ``LogError`` if the cluster cannot be reached or a topic is missing.
    public init(
        topics: [String], configuration: KafkaConfiguration, timeout: Int = 10_000,
        logger: Logger = Logger(label: "kafka")
    ) throws(LogError) {
        let client = try configuration.makeClient(
            .producer, defaults: ClientProperties.producerDefaults,
            required: ClientProperties.producer, logger: logger)
        _ = try client.requireTopics(topics, timeout: timeout)
        producer = try RecordProducer(topics, client: client.lifetime)
        self.client = client
    }

    /// Sends a batch of records; `input` is the index of the topic.
    ///
    /// Offsets are ignored; a timestamp below 1 means now; partition -1 means by key (murmur2).
    ///
    /// - Parameter batch: The records; they are copied.
    /// - Throws: ``LogError`` if one cannot be queued, within 60 s if the queue is full.
    public func send(_ batch: RecordBatch) throws(LogError) {
        let bytes = batch.bytes.span
        for record in batch.records {
            let headers = batch.headers[
                record.firstHeader..<record.firstHeader + record.headerCount]
            try producer.produce(
                ProducedRecord(
                    topic: Int(record.input), partition: record.partition,
                    timestamp: max(record.timestamp, 0), key: record.key, value: record.value,
                    headers: headers),
                of: bytes, budget: KafkaProducer.budget)
        }
        client.serve(timeout: 0)
    }

    /// Sends one record.
    ///
    /// - Parameters:
    ///   - topic: Index of the topic.
    ///   - partition: Partition; -1 = by key.
    ///   - key: Key; nil = null.
    ///   - value: Value; nil = tombstone.
    ///   - timestamp: ms since the epoch; nil = now.
    ///   - headers: Names and values.
    /// - Throws: ``LogError`` if it cannot be queued, within 60 s if the queue is full.
    public func send(
        topic: Int = 0, partition: Int32 = -1, key: [UInt8]?, value: [UInt8]?,
        timestamp: Int64? = nil, headers: [(name: String, value: [UInt8]?)] = []
    ) throws(LogError) {
        var batch = RecordBatch()
        batch.append(
            topic: topic, partition: partition, key: key, value: value, timestamp: timestamp ?? -1,
            headers: headers)
        try send(batch)
    }

    /// Waits until everything sent is delivered.
    ///
    /// - Parameter timeout: The most time to wait, in ms.
    /// - Throws: ``LogError`` if records are left over then, or any record ever sent was lost.
    public func flush(timeout: Int) throws(LogError) {
        let left = client.flush(timeout: timeout)
        if let fatal = client.fatalFailure { throw fatal.error(during: "flush") }
        guard left == 0 else {
            throw LogError(
                remedy: .unavailable, operation: "flush",
                reason: "\(left) records not delivered within \(timeout) ms")
        }
        let failures = client.lifetime.context.deliveryFailures
        guard failures == 0 else {
            throw LogError(
                remedy: .stop, operation: "flush", reason: "\(failures) records not delivered")
        }
    }
}
