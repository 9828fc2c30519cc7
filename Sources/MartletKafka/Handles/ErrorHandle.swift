// SAFETY: `raw` comes from a call that hands a new rd_kafka_error_t to its caller, and is
// destroyed once here. Its strings are copied before that.
import CRdKafka

/// Owner of an `rd_kafka_error_t`.
@safe
struct ErrorHandle: ~Copyable {
    private let raw: OpaquePointer

    /// Takes over what a call returned; nil means that it succeeded.
    init?(owning raw: OpaquePointer?) {
        guard let raw = unsafe raw else { return nil }
        unsafe self.raw = raw
    }

    deinit {
        unsafe rd_kafka_error_destroy(raw)
    }

    /// The error's content.
    var failure: KafkaFailure {
        unsafe KafkaFailure(
            code: rd_kafka_error_code(raw).rawValue,
            text: String(cString: rd_kafka_error_string(raw)),
            isFatal: rd_kafka_error_is_fatal(raw) != 0,
            isRetriable: rd_kafka_error_is_retriable(raw) != 0,
            requiresAbort: rd_kafka_error_txn_requires_abort(raw) != 0)
    }

    /// The failure that a call returned, if it failed; the C object is destroyed.
    static func failure(owning raw: OpaquePointer?) -> KafkaFailure? {
        guard let handle = unsafe ErrorHandle(owning: raw) else { return nil }
        return handle.failure
    }
}
