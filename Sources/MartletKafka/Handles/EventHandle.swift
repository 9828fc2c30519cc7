// SAFETY: `raw` comes from rd_kafka_queue_poll and is destroyed once. What an event lends
// (partition list, results) is copied into Swift values before the handle goes.
import CRdKafka

/// Owner of an `rd_kafka_event_t`.
@safe
struct EventHandle: ~Copyable {
    let raw: OpaquePointer

    init?(owning raw: OpaquePointer?) {
        guard let raw = unsafe raw else { return nil }
        unsafe self.raw = raw
    }

    deinit {
        unsafe rd_kafka_event_destroy(raw)
    }

    /// The kind: an `RD_KAFKA_EVENT_` constant.
    var type: Int32 { unsafe rd_kafka_event_type(raw) }

    /// The kind in words.
    var typeName: String { unsafe String(cString: rd_kafka_event_name(raw)) }

    /// The error code; of a rebalance, whether partitions are assigned or revoked.
    var code: rd_kafka_resp_err_t { unsafe rd_kafka_event_error(raw) }

    /// What the event reports as failed.
    var failure: KafkaFailure {
        unsafe KafkaFailure(
            code: code.rawValue,
            text: rd_kafka_event_error_string(raw).map { unsafe String(cString: $0) } ?? "",
            isFatal: rd_kafka_event_error_is_fatal(raw) != 0)
    }

    /// The partitions of a rebalance.
    var partitions: [TopicPartition] {
        unsafe PartitionList.entries(of: rd_kafka_event_topic_partition_list(raw))
    }
}
