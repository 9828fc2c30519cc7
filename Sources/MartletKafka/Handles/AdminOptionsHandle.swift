// SAFETY: `raw` comes from rd_kafka_AdminOptions_new and is destroyed once here.
import CRdKafka

/// Owner of an `rd_kafka_AdminOptions_t`: the time that an administrative request may take.
@safe
struct AdminOptionsHandle: ~Copyable {
    let raw: OpaquePointer

    /// Makes options.
    ///
    /// - Parameters:
    ///   - client: Who asks.
    ///   - operation: What is asked.
    ///   - timeout: How long the request may take, in ms.
    init(_ client: borrowing ClientHandle, for operation: rd_kafka_admin_op_t, timeout: Int) {
        unsafe raw = rd_kafka_AdminOptions_new(client.raw, operation)
        var reason = [CChar](repeating: 0, count: 256)
        _ = unsafe rd_kafka_AdminOptions_set_request_timeout(
            raw, Int32(clamping: timeout), &reason, reason.count)
    }

    deinit {
        unsafe rd_kafka_AdminOptions_destroy(raw)
    }
}
