import CRdKafka
import Logging
import MartletStream

/// Reads single partitions from given offsets, outside of any group; committed records only.
///
/// It uses librdkafka's simple consumer, which needs no group coordinator and no group ACL.
struct PartitionReader: ~Copyable, Sendable {
    let topics: TopicTable
    let client: ClientHandle
    private let queue: QueueHandle
    private let buffer = MessageBuffer(capacity: PartitionReader.chunk)
    private let logger: Logger
    private var next: [Place: Int64] = [:]
    private var ended: Set<Place> = []
    /// The end that must be reached, undecided transactions included.
    private var goals: [Place: Int64] = [:]
    private let waitsForUndecided: Bool
    private var failure: LogError?

    private static let chunk = 4_096

    /// A partition that is being read.
    private struct Place: Hashable {
        var topic: Int
        var partition: Int32
    }

    /// Makes a reader; asks no broker.
    ///
    /// - Parameters:
    ///   - configuration: How to reach the cluster.
    ///   - names: The topics.
    ///   - logger: Receives what librdkafka reports.
    ///   - waitsForUndecided: Whether a partition ends only behind the transactions that are
    ///     undecided when its readable end is first reached.
    /// - Throws: A `LogError` if a property or a topic is refused.
    init(
        _ configuration: KafkaConfiguration, topics names: [String], logger: Logger,
        waitsForUndecided: Bool = false
    ) throws(LogError) {
        self.waitsForUndecided = waitsForUndecided
        var required = ClientProperties.reading
        required["enable.partition.eof"] = "true"
        let client = try configuration.makeClient(
            .consumer, defaults: ClientProperties.restoring, required: required, logger: logger)
        let topics = try TopicTable(names, client: client.lifetime)
        queue = client.makeQueue()
        self.topics = topics
        self.client = client
        self.logger = logger
    }

    deinit {
        for place in next.keys {
            client.stopReading(place.topic, of: topics, partition: place.partition)
        }
    }

    /// Starts reading a partition from an offset, or from its beginning.
    mutating func start(topic: Int, partition: Int32, from offset: Int64?) throws(LogError) {
        let place = Place(topic: topic, partition: partition)
        if next[place] != nil { stop(topic: topic, partition: partition) }
        try client.startReading(
            topic, of: topics, partition: partition, offset: offset ?? StartPolicy.earliest.offset,
            into: queue)
        next[place] = offset ?? 0
    }

    /// Stops reading a partition.
    mutating func stop(topic: Int, partition: Int32) {
        let place = Place(topic: topic, partition: partition)
        guard next.removeValue(forKey: place) != nil else { return }
        ended.remove(place)
        goals.removeValue(forKey: place)
        client.stopReading(topic, of: topics, partition: partition)
    }

    /// The end of a partition as of the last fetch; nil if it is not known yet.
    func end(topic: Int, partition: Int32) -> Int64? {
        let end = client.cachedEndOffset(topic: topics.names[topic], partition: partition)
        return end > 0 ? end : nil
    }

    /// Whether every partition that is being read is read to its end, as of the last call.
    var isAtEnd: Bool { ended.count == next.count }

    /// Empties `batch` and adds records to it, waiting for the first one.
    ///
    /// Records and the end may come in one call. At the end it waits only if told so.
    mutating func read(
        into batch: inout RecordBatch, limit: Int, timeout: Int, waitsAtEnd: Bool = false
    ) throws(LogError) {
        batch.removeAll()
        try throwFailure()
        var wait = 0
        let waiting = Backoff(budget: timeout)
        while batch.records.count < limit {
            let wanted = wait > 0 ? 1 : min(limit - batch.records.count, PartitionReader.chunk)
            let count = buffer.fill(from: queue, limit: wanted, timeout: wait)
            for index in 0..<count {
                guard let message = buffer.take(index) else { continue }
                take(message, into: &batch)
            }
            let isDrained = count < wanted
            wait = 0
            guard isDrained else { continue }
            if !batch.records.isEmpty || failure != nil || (isAtEnd && !waitsAtEnd) { break }
            wait = waiting.remaining
            if wait == 0 { break }
        }
        if batch.records.isEmpty { try throwFailure() }
    }

    private mutating func throwFailure() throws(LogError) {
        guard let failure else { return }
        self.failure = nil
        throw failure
    }

    private mutating func take(
        _ message: borrowing KafkaMessage, into batch: inout RecordBatch
    ) {
        guard let topic = message.input(in: topics) else { return }
        let place = Place(topic: topic, partition: message.partition)
        guard let expected = next[place] else { return }
        switch message.code {
        case RD_KAFKA_RESP_ERR_NO_ERROR:
            guard message.offset >= expected else { return }
            next[place] = message.offset + 1
            ended.remove(place)
            message.append(asInput: UInt16(topic), to: &batch)
        case RD_KAFKA_RESP_ERR__PARTITION_EOF:
            if waitsForUndecided {
                let goal =
                    goals[place]
                    ?? client.cachedEndOffset(
                        topic: topics.names[topic], partition: message.partition)
                goals[place] = goal
                guard message.offset >= goal else { return }
            }
            ended.insert(place)
        default:
            let problem = message.failure
            let name = "\(topics.names[topic])-\(message.partition)"
            if problem.isPassing && !problem.isFatal {
                logger.warning("\(name): \(problem.text) (\(problem.name))")
            } else if problem.isOutOfRange {
                failure = LogError(
                    remedy: .unusable, operation: "read \(name)",
                    reason: "the offset to read from is not in it: \(problem.text)")
            } else {
                failure = client.failure(message.code).error(during: "read \(name)")
            }
        }
    }
}
