// SAFETY: `raw` comes from rd_kafka_new and is destroyed once, when the last handle that needs
// the client has gone: every queue, topic and cluster handle holds this object, so none of them
// can outlive its client. librdkafka's functions may be called from any thread (rdkafka.h,
// "Threads and thread-safety"), so sharing the object between threads is sound. The context is
// released after rd_kafka_destroy has joined the client's threads.
import CRdKafka

/// The shared end of an `rd_kafka_t`: destroys it when no handle needs it any more.
@safe
final class ClientLifetime: @unchecked Sendable {
    let raw: OpaquePointer
    private let retained: Unmanaged<CallbackContext>

    init(owning raw: OpaquePointer, context: Unmanaged<CallbackContext>) {
        unsafe self.raw = raw
        unsafe retained = context
    }

    var context: CallbackContext { unsafe retained.takeUnretainedValue() }

    /// The error after which the client cannot be used any more, if there was one.
    var fatalFailure: KafkaFailure? {
        var reason = [CChar](repeating: 0, count: 512)
        let code = unsafe rd_kafka_fatal_error(raw, &reason, reason.count)
        guard code != RD_KAFKA_RESP_ERR_NO_ERROR else { return nil }
        return KafkaFailure(
            code: code.rawValue, text: Redaction.text(reason, hiding: ""), isFatal: true)
    }

    deinit {
        // Without the flag a consumer that was not closed would wait here for its group.
        unsafe rd_kafka_destroy_flags(raw, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE)
        unsafe retained.release()
    }
}
