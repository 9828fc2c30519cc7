// SAFETY: `raw` comes from rd_kafka_conf_new, is never handed out, and is either destroyed once
// here or taken over by rd_kafka_new, after which `discard self` keeps the deinitializer from
// running. Strings returned through a buffer are read up to their NUL. The opaque pointer is a
// retained CallbackContext that ClientLifetime releases after the client's threads have ended.
import CRdKafka
import MartletStream

/// Owner of an `rd_kafka_conf_t`.
@safe
struct ConfigurationHandle: ~Copyable {
    private let raw: OpaquePointer

    init() {
        unsafe raw = rd_kafka_conf_new()
    }

    deinit {
        unsafe rd_kafka_conf_destroy(raw)
    }

    /// Sets one property.
    ///
    /// - Throws: A `LogError` that names the property and says what is wrong, without its value.
    func set(_ name: String, to value: String) throws(LogError) {
        var reason = [CChar](repeating: 0, count: 512)
        let result = unsafe rd_kafka_conf_set(raw, name, value, &reason, reason.count)
        guard result == RD_KAFKA_CONF_OK else {
            throw LogError(
                remedy: .stop, operation: "configure Kafka",
                reason: result == RD_KAFKA_CONF_UNKNOWN
                    ? "no such librdkafka property: \"\(name)\""
                    : "property \"\(name)\": \(Redaction.text(reason, hiding: value))")
        }
    }

    /// Asks for rebalances and errors as events on the consumer's queue instead of callbacks.
    func enableRebalanceEvents() {
        unsafe rd_kafka_conf_set_events(raw, RD_KAFKA_EVENT_REBALANCE | RD_KAFKA_EVENT_ERROR)
    }

    /// Has failed deliveries counted, and those with an empty key noted, by the context that the
    /// client is made with.
    private func watchDeliveries() {
        unsafe rd_kafka_conf_set_dr_msg_cb(raw) { _, message, opaque in
            guard let message = unsafe message, let opaque = unsafe opaque else { return }
            let context = unsafe Unmanaged<CallbackContext>.fromOpaque(opaque)
                .takeUnretainedValue()
            guard unsafe message.pointee.err == RD_KAFKA_RESP_ERR_NO_ERROR else {
                return context.countDeliveryFailure()
            }
            guard unsafe message.pointee.key_len == 0, unsafe message.pointee.key != nil,
                let topic = unsafe rd_kafka_topic_name(message.pointee.rkt)
            else { return }
            context.note(
                CallbackContext.Delivery(
                    topic: unsafe String(cString: topic),
                    partition: unsafe message.pointee.partition,
                    offset: unsafe message.pointee.offset))
        }
    }

    /// Makes a client, which takes the configuration over.
    ///
    /// - Throws: A `LogError` if the properties contradict one another.
    consuming func makeClient(
        _ kind: ClientKind, context: CallbackContext
    ) throws(LogError) -> ClientHandle {
        let retained = unsafe Unmanaged.passRetained(context)
        unsafe rd_kafka_conf_set_opaque(raw, retained.toOpaque())
        unsafe rd_kafka_conf_set_log_cb(raw) { client, severity, facility, text in
            guard let facility = unsafe facility, let text = unsafe text,
                let context = unsafe CallbackContext.of(client: client)
            else { return }
            unsafe context.log(
                severity: severity, facility: String(cString: facility), text: String(cString: text)
            )
        }
        if kind == .producer { watchDeliveries() }
        var reason = [CChar](repeating: 0, count: 512)
        guard
            let client = unsafe rd_kafka_new(
                kind == .consumer ? RD_KAFKA_CONSUMER : RD_KAFKA_PRODUCER, raw, &reason,
                reason.count)
        else {
            unsafe retained.release()
            _ = consume self
            throw LogError(
                remedy: .stop, operation: "configure Kafka",
                reason: Redaction.text(reason, hiding: ""))
        }
        let handle = unsafe ClientHandle(ClientLifetime(owning: client, context: retained))
        discard self
        return handle
    }
}

extension CallbackContext {
    /// The context that was given to the client of a callback.
    fileprivate static func of(client: OpaquePointer?) -> CallbackContext? {
        guard let client = unsafe client, let opaque = unsafe rd_kafka_opaque(client) else {
            return nil
        }
        return unsafe Unmanaged<CallbackContext>.fromOpaque(opaque).takeUnretainedValue()
    }
}
