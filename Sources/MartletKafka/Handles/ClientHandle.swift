// SAFETY: the client pointer is that of `lifetime`, which this handle holds; so it is valid in
// every call below. New queues get the same lifetime.
import CRdKafka
import MartletStream

/// The one owner of a client (`rd_kafka_t`): what is asked of a client itself.
@safe
struct ClientHandle: ~Copyable, Sendable {
    let lifetime: ClientLifetime

    init(_ lifetime: ClientLifetime) {
        self.lifetime = lifetime
    }

    var raw: OpaquePointer { unsafe lifetime.raw }

    /// The error after which the client cannot be used any more, if there was one.
    var fatalFailure: KafkaFailure? { lifetime.fatalFailure }

    /// A failure known by its code; a fatal one is replaced by its cause.
    func failure(_ code: rd_kafka_resp_err_t) -> KafkaFailure {
        if code == RD_KAFKA_RESP_ERR__FATAL, let fatal = fatalFailure { return fatal }
        return KafkaFailure(code)
    }

    /// Serves a producer's delivery reports; never to be called on a group consumer, whose
    /// rebalances it would answer in the worker's place.
    ///
    /// - Parameter timeout: How long to wait for one, in ms.
    func serve(timeout: Int) {
        _ = unsafe rd_kafka_poll(raw, Int32(clamping: timeout))
    }

    /// Waits until every record is delivered or has failed.
    ///
    /// - Parameter timeout: The most time to wait, in ms.
    /// - Returns: Records that are neither, then.
    func flush(timeout: Int) -> Int {
        _ = unsafe rd_kafka_flush(raw, Int32(clamping: timeout))
        return unsafe Int(rd_kafka_outq_len(raw))
    }

    /// Makes a queue.
    func makeQueue() -> QueueHandle {
        unsafe QueueHandle(owning: rd_kafka_queue_new(raw), client: lifetime)
    }

    /// The queue on which a group consumer's events come; the client's own events join them.
    func consumerQueue() throws(LogError) -> QueueHandle {
        let code = unsafe rd_kafka_poll_set_consumer(raw)
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR,
            let queue = unsafe rd_kafka_queue_get_consumer(raw)
        else { throw KafkaFailure(code).error(during: "open consumer") }
        return unsafe QueueHandle(owning: queue, client: lifetime)
    }

    /// The queue into which one partition's records are fetched.
    func partitionQueue(topic: String, partition: Int32) throws(LogError) -> QueueHandle {
        guard let queue = unsafe rd_kafka_queue_get_partition(raw, topic, partition) else {
            throw LogError(
                remedy: .stop, operation: "assign", reason: "no queue for \(topic)-\(partition)")
        }
        return unsafe QueueHandle(owning: queue, client: lifetime)
    }

    /// The identity of the consumer in its group, as of now; nil if it is in none.
    var groupMetadata: GroupMetadata? {
        guard let raw = unsafe rd_kafka_consumer_group_metadata(raw) else { return nil }
        return unsafe GroupMetadata(owning: raw)
    }

    /// The cluster's id.
    ///
    /// - Parameter timeout: How long to wait for it, in ms.
    /// - Returns: The id; nil if there is none.
    func clusterID(timeout: Int) -> String? {
        guard let id = unsafe rd_kafka_clusterid(raw, Int32(clamping: timeout)) else { return nil }
        defer { unsafe rd_kafka_mem_free(raw, id) }
        return unsafe String(cString: id)
    }
}
