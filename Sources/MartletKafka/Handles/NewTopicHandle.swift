// SAFETY: `raw` comes from rd_kafka_NewTopic_new and is destroyed once here; creating topics
// copies what it needs before the call returns (rdkafka.h).
import CRdKafka
import MartletStream

/// Owner of an `rd_kafka_NewTopic_t`: a topic to create.
@safe
struct NewTopicHandle: ~Copyable {
    private let raw: OpaquePointer

    init(_ plan: TopicPlan) throws(LogError) {
        var reason = [CChar](repeating: 0, count: 256)
        guard
            let raw = unsafe rd_kafka_NewTopic_new(
                plan.name, Int32(plan.partitions), Int32(plan.replicationFactor), &reason,
                reason.count)
        else {
            throw LogError(
                remedy: .stop, operation: "create topic \(plan.name)",
                reason: Redaction.text(reason, hiding: ""))
        }
        unsafe self.raw = raw
        for (name, value) in plan.settings.sorted(by: { $0.key < $1.key }) {
            _ = unsafe rd_kafka_NewTopic_set_config(raw, name, value)
        }
    }

    deinit {
        unsafe rd_kafka_NewTopic_destroy(raw)
    }

    /// Asks the cluster to create the topic; the answer comes as an event.
    func create(
        _ client: borrowing ClientHandle, options: borrowing AdminOptionsHandle,
        answerTo queue: borrowing QueueHandle
    ) {
        var topic: OpaquePointer? = unsafe raw
        unsafe rd_kafka_CreateTopics(client.raw, &topic, 1, options.raw, queue.raw)
    }
}
