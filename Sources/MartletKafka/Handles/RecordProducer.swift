// SAFETY: keys, values and headers are ranges of one live buffer, checked against its bounds by
// slicing; librdkafka copies them before the call returns (RD_KAFKA_MSG_F_COPY). Topic and client
// pointers are those of live handles.
import CRdKafka
import MartletStream

/// One record to produce: where it goes and which parts of a byte buffer it consists of.
struct ProducedRecord {
    var topic: Int
    /// Partition; -1 = by key.
    var partition: Int32
    /// Timestamp, ms since the epoch; 0 = now.
    var timestamp: Int64
    var key: RecordBatch.ByteRange
    var value: RecordBatch.ByteRange
    var headers: ArraySlice<RecordBatch.Header>
}

/// Hands records to a producing client and waits while its queue is full.
@safe
struct RecordProducer: ~Copyable, Sendable {
    let topics: TopicTable
    private let client: ClientLifetime

    init(_ topics: [String], client: ClientLifetime) throws(LogError) {
        self.topics = try TopicTable(topics, client: client)
        self.client = client
    }

    /// Hands one record over.
    ///
    /// - Parameters:
    ///   - record: The record.
    ///   - bytes: What its ranges point into.
    ///   - budget: How long to wait while the client's queue is full, in ms.
    /// - Throws: A `LogError` that names the topic.
    func produce(
        _ record: ProducedRecord, of bytes: Span<UInt8>, budget: Int
    ) throws(LogError) {
        var code = attempt(record, of: bytes)
        if code == RD_KAFKA_RESP_ERR_NO_ERROR { return }
        var backoff = Backoff(budget: budget)
        while code == RD_KAFKA_RESP_ERR__QUEUE_FULL, let pause = backoff.next() {
            _ = unsafe rd_kafka_poll(client.raw, Int32(clamping: pause))
            code = attempt(record, of: bytes)
        }
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR else { throw failure(code, of: record) }
    }

    private func attempt(_ record: ProducedRecord, of bytes: Span<UInt8>) -> rd_kafka_resp_err_t {
        unsafe bytes.withUnsafeBufferPointer { bytes in
            let key = unsafe RecordProducer.slice(record.key, of: bytes)
            let value = unsafe RecordProducer.slice(record.value, of: bytes)
            guard !record.headers.isEmpty else {
                return unsafe martlet_rd_kafka_produce(
                    client.raw, topics[record.topic], record.partition,
                    key, max(record.key.count, 0), value, max(record.value.count, 0),
                    record.timestamp, nil)
            }
            return unsafe HeaderList(record.headers, of: bytes).offer { headers in
                unsafe martlet_rd_kafka_produce(
                    client.raw, topics[record.topic], record.partition,
                    key, max(record.key.count, 0), value, max(record.value.count, 0),
                    record.timestamp, headers)
            }
        }
    }

    /// The address of a range; null for a null range only.
    private static func slice(
        _ range: RecordBatch.ByteRange, of bytes: UnsafeBufferPointer<UInt8>
    ) -> UnsafePointer<UInt8>? {
        if range.isNull { return nil }
        if range.count == 0 { return unsafe EmptyBytes.address }
        return unsafe UnsafeBufferPointer(
            rebasing: bytes[range.start..<range.start + range.count]
        ).baseAddress
    }

    private func failure(_ code: rd_kafka_resp_err_t, of record: ProducedRecord) -> LogError {
        var failure = client.fatalFailure ?? KafkaFailure(code)
        // A transaction in which a delivery failed takes no more records until it is aborted.
        // Nor does one whose records find no room for longer than it may last.
        if code == RD_KAFKA_RESP_ERR__STATE || code == RD_KAFKA_RESP_ERR__QUEUE_FULL {
            failure.requiresAbort = true
        }
        return failure.error(during: "publish to \(topics.names[record.topic])")
    }
}
