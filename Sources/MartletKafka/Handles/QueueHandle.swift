// SAFETY: `raw` comes from one of librdkafka's queue constructors and is given back once. The
// handle holds its client's lifetime, so the queue never outlives the client. Queues may
// be used from any thread.
import CRdKafka

/// Owner of an `rd_kafka_queue_t`, or of the reference to one that the client itself owns.
@safe
struct QueueHandle: ~Copyable, @unchecked Sendable {
    let raw: OpaquePointer
    private let client: ClientLifetime

    init(owning raw: OpaquePointer, client: ClientLifetime) {
        unsafe self.raw = raw
        self.client = client
    }

    deinit {
        unsafe rd_kafka_queue_destroy(raw)
    }

    /// Sends what comes into this queue to `target` from now on.
    func forward(to target: borrowing QueueHandle) {
        unsafe rd_kafka_queue_forward(raw, target.raw)
    }

    /// Keeps what comes into this queue.
    func stopForwarding() {
        unsafe rd_kafka_queue_forward(raw, nil)
    }

    /// The next event.
    ///
    /// - Parameter timeout: How long to wait, in ms.
    /// - Returns: The event; nil if none came.
    func nextEvent(timeout: Int) -> EventHandle? {
        unsafe EventHandle(owning: rd_kafka_queue_poll(raw, Int32(clamping: timeout)))
    }
}
