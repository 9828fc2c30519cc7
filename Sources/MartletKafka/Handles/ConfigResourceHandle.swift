// SAFETY: `raw` comes from rd_kafka_ConfigResource_new and is destroyed once here; describing
// copies what it needs before the call returns (rdkafka.h).
import CRdKafka

/// Owner of an `rd_kafka_ConfigResource_t`: a topic whose settings are asked for.
@safe
struct ConfigResourceHandle: ~Copyable {
    private let raw: OpaquePointer

    init(topic: String) {
        unsafe raw = rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, topic)
    }

    deinit {
        unsafe rd_kafka_ConfigResource_destroy(raw)
    }

    /// Asks the cluster for the topic's settings; the answer comes as an event.
    func describe(
        _ client: borrowing ClientHandle, options: borrowing AdminOptionsHandle,
        answerTo queue: borrowing QueueHandle
    ) {
        var resource: OpaquePointer? = unsafe raw
        unsafe rd_kafka_DescribeConfigs(client.raw, &resource, 1, options.raw, queue.raw)
    }
}
