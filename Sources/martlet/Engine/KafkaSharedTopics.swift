import Logging
import MartletKafka
import MartletStream

/// The shared topics of an application on Kafka.
struct KafkaSharedTopics: SharedTopics, ~Copyable {
    private let names: [SharedTopic: String]
    private let configuration: KafkaConfiguration
    private let logger = Logger(label: "models")
    private let followed: KafkaReader
    private let producer: KafkaProducer
    private var batch = RecordBatch()

    /// Which topic is followed; the other is read when it is needed.
    private static let followedTopic = SharedTopic.models
    /// How long reading a topic to its end may take, ms.
    private static let patience: Int64 = 30_000

    /// Reaches the cluster.
    ///
    /// - Throws: ``LogError`` if it cannot be reached or a topic is missing.
    init(application: String, configuration: KafkaConfiguration) throws(LogError) {
        let topics = SharedTopic.allCases.map { "\(application).\($0.rawValue)" }
        let followed = try KafkaReader(
            topics: ["\(application).\(Self.followedTopic.rawValue)"],
            configuration: configuration, logger: logger)
        let producer = try KafkaProducer(
            topics: topics, configuration: configuration, logger: logger)
        names = Dictionary(uniqueKeysWithValues: zip(SharedTopic.allCases, topics))
        self.configuration = configuration
        self.followed = followed
        self.producer = producer
    }

    mutating func read(_ topic: SharedTopic) throws(LogError) -> [SharedRecord] {
        guard topic == Self.followedTopic else { return try readAll(topic) }
        try followed.follow(into: &batch, timeout: 0)
        return Self.records(batch)
    }

    mutating func readAll(_ topic: SharedTopic) throws(LogError) -> [SharedRecord] {
        let name = names[topic] ?? topic.rawValue
        let reader = try KafkaReader(
            topics: [name], configuration: configuration, logger: logger)
        let deadline = SystemClock().monotonic() + Self.patience
        var last: [String: [UInt8]] = [:]
        repeat {
            try reader.read(into: &batch)
            for record in Self.records(batch) { last[record.key] = record.value }
            guard SystemClock().monotonic() < deadline else {
                throw LogError(
                    remedy: .unavailable, operation: "read \(name)",
                    reason: "its end was not reached within \(Self.patience) ms")
            }
        } while !reader.isAtEnd
        return last.sorted { $0.key < $1.key }.map { SharedRecord(key: $0.key, value: $0.value) }
    }

    mutating func publish(_ records: [SharedRecord], to topic: SharedTopic) throws(LogError) {
        guard !records.isEmpty else { return }
        let index = SharedTopic.allCases.firstIndex(of: topic) ?? 0
        for record in records {
            try producer.send(
                topic: index, partition: 0, key: Array(record.key.utf8), value: record.value)
        }
        try producer.flush(timeout: 10_000)
    }

    private static func records(_ batch: RecordBatch) -> [SharedRecord] {
        batch.records.filter { !$0.value.isNull && !$0.key.isNull }.map { record in
            let key = batch.bytes[record.key.start..<record.key.start + record.key.count]
            let value = batch.bytes[
                record.value.start..<record.value.start + record.value.count]
            return SharedRecord(key: String(decoding: key, as: UTF8.self), value: Array(value))
        }
    }
}
