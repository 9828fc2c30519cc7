import CRdKafka
import Logging
import MartletStream

/// The consumer of the inputs: a group member whose rebalances are answered by the worker.
///
/// Records do not come through the consumer's own queue. Every assigned partition's queue is
/// forwarded to one shared queue, which is drained in batches; so rebalances come through the
/// consumer's queue alone, and never in the midst of a batch.
struct GroupConsumer: ~Copyable, Sendable {
    let client: ClientHandle
    let topics: TopicTable
    let events: QueueHandle
    let records: QueueHandle
    let buffer = MessageBuffer(capacity: GroupConsumer.chunk)
    let logger: Logger
    private let pollBytes: Int
    let start: StartPolicy
    let cancellation: Cancellation
    var tracker: OffsetTracker
    var keying: KeyingCheck
    /// The last rebalance, as long as the worker has not answered it.
    var unanswered: LogSignal?
    /// Partitions that were accepted and of which nothing is read yet.
    var accepted: [Int32] = []
    var failure: LogError?

    /// The most messages taken from the queue at once; bounds what exceeds `pollBytes`.
    private static let chunk = 1_024
    /// How long a rebalance may wait while no records come, in ms.
    private static let slice = 50

    init(
        _ options: KafkaLogOptions, partitionCount: Int, start: StartPolicy,
        client: consuming ClientHandle, logger: Logger
    ) throws(LogError) {
        let topics = try TopicTable(options.inputs, client: client.lifetime)
        let events = try client.consumerQueue()
        let list = PartitionList(capacity: options.inputs.count)
        for input in options.inputs { list.add(topic: input) }
        try client.subscribe(list)
        records = client.makeQueue()
        tracker = OffsetTracker(inputCount: options.inputs.count, partitionCount: partitionCount)
        keying = KeyingCheck(inputs: options.inputs, partitions: partitionCount)
        pollBytes = options.pollBytes
        self.start = start
        cancellation = Cancellation(options.isCancelled)
        self.logger = logger
        self.topics = topics
        self.events = events
        self.client = client
    }

    /// Tells the client that its user is alive, while no records are wanted.
    ///
    /// Else the member would be expelled after `max.poll.interval.ms`.
    ///
    /// Any look into a queue counts (rdkafka_queue.c, `rd_kafka_app_polled`); before an assignment
    /// is accepted the queue of records is empty.
    mutating func keepAlive() {
        guard case .assigned = unanswered else {
            do throws(LogError) { try serveEvents() } catch { failure = error }
            return
        }
        for index in 0..<buffer.fill(from: records, limit: 1, timeout: 0) { _ = buffer.take(index) }
    }

    /// Either a signal or records; see `TransactionalLog.poll`.
    mutating func poll(
        into batch: inout RecordBatch, limit: Int, timeout: Int
    ) throws(LogError) -> [LogSignal] {
        batch.removeAll()
        try serveEvents()
        if let signal = pendingSignal { return [signal] }
        try throwFailure()
        drain(into: &batch, limit: limit, timeout: 0)
        let waiting = Backoff(budget: timeout)
        while batch.records.isEmpty, failure == nil {
            let remaining = waiting.remaining
            if remaining == 0 { break }
            // A batch call with a timeout waits for a full batch: so wait for one record only.
            drain(into: &batch, limit: 1, timeout: min(remaining, GroupConsumer.slice))
            if batch.records.isEmpty {
                try serveEvents()
                if let signal = pendingSignal { return [signal] }
            } else {
                drain(into: &batch, limit: limit, timeout: 0)
            }
        }
        if batch.records.isEmpty { try throwFailure() }
        if let finding = keying.takeFinding() { logger.warning("\(finding)") }
        return []
    }

    private mutating func throwFailure() throws(LogError) {
        guard let failure else { return }
        self.failure = nil
        throw failure
    }

    private mutating func drain(into batch: inout RecordBatch, limit: Int, timeout: Int) {
        var timeout = timeout
        while batch.records.count < limit, batch.bytes.count < pollBytes {
            let wanted = min(limit - batch.records.count, GroupConsumer.chunk)
            let count = buffer.fill(from: records, limit: wanted, timeout: timeout)
            for index in 0..<count {
                guard let message = buffer.take(index) else { continue }
                take(message, into: &batch)
            }
            if count < wanted { return }
            timeout = 0
        }
    }

    private mutating func take(
        _ message: borrowing KafkaMessage, into batch: inout RecordBatch
    ) {
        guard let index = message.input(in: topics) else { return }
        let input = UInt16(index)
        guard message.code == RD_KAFKA_RESP_ERR_NO_ERROR else {
            if message.code == RD_KAFKA_RESP_ERR__PARTITION_EOF {
                return tracker.reachEnd(input, message.partition, message.offset)
            }
            note(message, topic: topics.names[index])
            return
        }
        guard tracker.accept(input, message.partition, message.offset) else { return }
        if let key = message.key {
            keying.see(key, input: input, partition: message.partition)
        }
        message.append(asInput: input, to: &batch)
    }

    private mutating func note(_ message: borrowing KafkaMessage, topic: String) {
        let problem = message.failure
        let place = "\(topic)-\(message.partition)"
        if problem.isPassing && !problem.isFatal {
            logger.warning("\(place): \(problem.text) (\(problem.name))")
        } else if message.code == RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET {
            failure = LogError(
                remedy: .unusable, operation: "read \(place)",
                reason: "the offset to read next is not in the log any more: records are gone that "
                    + "were never read, or the topic is another one (\(problem.text)); with "
                    + "'on_missing_input: rebuild' reading goes on behind a gap")
        } else {
            failure = client.failure(message.code).error(during: "read \(place)")
        }
    }
}
