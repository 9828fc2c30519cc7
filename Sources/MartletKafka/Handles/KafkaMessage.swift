// SAFETY: `raw` is a message that librdkafka handed over; it is destroyed once, here. Keys,
// values and headers point into the message's buffer, so the spans lent out depend on the
// message by lifetime. A null pointer is a null key or value; `len` is then 0.
import CRdKafka
import Glibc
import MartletStream

/// Owner of one C message; lends its key, value and headers.
@safe
struct KafkaMessage: ~Copyable {
    private let raw: UnsafeMutablePointer<rd_kafka_message_t>

    init(owning raw: UnsafeMutablePointer<rd_kafka_message_t>) {
        unsafe self.raw = raw
    }

    deinit {
        unsafe rd_kafka_message_destroy(raw)
    }

    /// Error code; a message with one holds no record.
    var code: rd_kafka_resp_err_t { unsafe raw.pointee.err }
    /// Partition.
    var partition: Int32 { unsafe raw.pointee.partition }
    /// Offset; of the end-of-partition message, that of the next record.
    var offset: Int64 { unsafe raw.pointee.offset }
    /// Index of the message's topic in a table.
    func input(in topics: borrowing TopicTable) -> Int? {
        unsafe topics.index(of: raw.pointee.rkt)
    }

    /// What a message with an error code says; never a payload.
    var failure: KafkaFailure {
        let text = unsafe rd_kafka_message_errstr(raw).map { unsafe String(cString: $0) }
        return KafkaFailure(
            code: code.rawValue, text: text ?? "", isFatal: code == RD_KAFKA_RESP_ERR__FATAL)
    }

    /// Timestamp, ms since the epoch; -1 if there is none.
    var timestamp: Int64 {
        var type = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE
        let timestamp = unsafe rd_kafka_message_timestamp(raw, &type)
        return type == RD_KAFKA_TIMESTAMP_NOT_AVAILABLE ? -1 : timestamp
    }

    /// Key; nil is a null key.
    var key: Span<UInt8>? {
        @_lifetime(borrow self)
        get {
            guard let start = unsafe raw.pointee.key else { return nil }
            let bytes = unsafe UnsafeRawBufferPointer(start: start, count: raw.pointee.key_len)
            let span = unsafe Span<UInt8>(_unsafeBytes: bytes)
            return unsafe _overrideLifetime(span, borrowing: self)
        }
    }

    /// Value; nil is a tombstone.
    var value: Span<UInt8>? {
        @_lifetime(borrow self)
        get {
            guard let start = unsafe raw.pointee.payload else { return nil }
            let bytes = unsafe UnsafeRawBufferPointer(start: start, count: raw.pointee.len)
            let span = unsafe Span<UInt8>(_unsafeBytes: bytes)
            return unsafe _overrideLifetime(span, borrowing: self)
        }
    }

    /// Copies the record to the end of a batch.
    ///
    /// - Parameters:
    ///   - input: Index of the message's topic.
    ///   - batch: Receives key, value and headers.
    func append(asInput input: UInt16, to batch: inout RecordBatch) {
        let firstHeader = batch.headers.count
        let key = batch.append(key)
        let value = batch.append(value)
        // So that the value can be decoded where it stands.
        if !value.isNull { batch.bytes.append(0) }
        appendHeaders(to: &batch)
        batch.records.append(
            RecordBatch.Record(
                input: input, partition: partition, offset: offset, timestamp: timestamp,
                key: key, value: value, headerCount: batch.headers.count - firstHeader,
                firstHeader: firstHeader))
    }

    private func appendHeaders(to batch: inout RecordBatch) {
        var headers: OpaquePointer?
        // The list stays the message's own.
        guard unsafe rd_kafka_message_headers(raw, &headers) == RD_KAFKA_RESP_ERR_NO_ERROR else {
            return
        }
        var index = 0
        var name: UnsafePointer<CChar>?
        var value: UnsafeRawPointer?
        var count = 0
        while unsafe rd_kafka_header_get_all(headers, index, &name, &value, &count)
            == RD_KAFKA_RESP_ERR_NO_ERROR
        {
            let nameCount = unsafe name.map { unsafe strlen($0) } ?? 0
            let nameRange = unsafe batch.append(UnsafeRawPointer(name), count: nameCount)
            let valueRange = unsafe batch.append(value, count: count)
            batch.headers.append(RecordBatch.Header(name: nameRange, value: valueRange))
            index += 1
        }
    }
}

extension RecordBatch {
    /// Copies bytes to the end of the buffer; nil gives a null range.
    fileprivate mutating func append(_ part: Span<UInt8>?) -> ByteRange {
        guard let part else { return .null }
        let range = ByteRange(start: bytes.count, count: part.count)
        unsafe part.withUnsafeBufferPointer { unsafe bytes.append(contentsOf: $0) }
        return range
    }

    /// Copies bytes to the end of the buffer; a null pointer gives a null range.
    fileprivate mutating func append(_ start: UnsafeRawPointer?, count: Int) -> ByteRange {
        guard let start = unsafe start else { return .null }
        let range = ByteRange(start: bytes.count, count: count)
        unsafe bytes.append(contentsOf: UnsafeRawBufferPointer(start: start, count: count))
        return range
    }
}
