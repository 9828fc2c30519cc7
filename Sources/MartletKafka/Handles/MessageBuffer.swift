// SAFETY: `slots` is allocated and freed here. rd_kafka_consume_batch_queue fills the first slots
// with messages that become ours; `take` moves each into a KafkaMessage, which destroys it, and
// clears the slot; what is left in a slot is destroyed with the buffer. The buffer has one
// owner, which may hand it to another thread.
import CRdKafka

/// The array into which messages are taken from a queue, many at a time.
@safe
struct MessageBuffer: ~Copyable, @unchecked Sendable {
    private let slots: UnsafeMutablePointer<UnsafeMutablePointer<rd_kafka_message_t>?>
    private let capacity: Int

    init(capacity: Int) {
        self.capacity = capacity
        unsafe slots = .allocate(capacity: capacity)
        unsafe slots.initialize(repeating: nil, count: capacity)
    }

    deinit {
        for index in 0..<capacity { _ = take(index) }
        unsafe slots.deallocate()
    }

    /// Takes messages from a queue.
    ///
    /// With a timeout the call waits until `limit` messages are there or the time is over.
    ///
    /// - Parameters:
    ///   - queue: The queue.
    ///   - limit: The most messages to take; no more than the buffer's capacity are.
    ///   - timeout: How long to wait, in ms.
    /// - Returns: The number of messages; each must be taken out by ``take(_:)``.
    func fill(from queue: borrowing QueueHandle, limit: Int, timeout: Int) -> Int {
        let count = unsafe rd_kafka_consume_batch_queue(
            queue.raw, Int32(clamping: timeout), slots, min(limit, capacity))
        return max(count, 0)
    }

    /// Takes out the message at an index below what ``fill(from:limit:timeout:)`` returned.
    func take(_ index: Int) -> KafkaMessage? {
        precondition(index < capacity)
        guard let raw = unsafe slots[index] else { return nil }
        unsafe slots[index] = nil
        return unsafe KafkaMessage(owning: raw)
    }
}
