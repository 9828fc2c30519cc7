// SAFETY: every pointer comes from rd_kafka_topic_new and is destroyed once, with the table; the
// table holds its client's lifetime. Indices are checked against `names`. Comparing a message's
// topic pointer is sound because the table keeps the topic object alive (rdkafka_topic.c: one
// object per name and client). Topic objects may be used from any thread.
import CRdKafka
import MartletStream

/// Owner of the `rd_kafka_topic_t` handles of a list of topics, addressed by index.
@safe
struct TopicTable: ~Copyable, @unchecked Sendable {
    /// The topics, in order.
    let names: [String]
    private let raw: [OpaquePointer]
    private let client: ClientLifetime

    init(_ names: [String], client: ClientLifetime) throws(LogError) {
        var handles: [OpaquePointer] = unsafe []
        for name in names {
            guard let handle = unsafe rd_kafka_topic_new(client.raw, name, nil) else {
                let failure = KafkaFailure(rd_kafka_last_error())
                for index in unsafe handles.indices {
                    unsafe rd_kafka_topic_destroy(handles[index])
                }
                throw failure.error(during: "open topic \(name)")
            }
            unsafe handles.append(handle)
        }
        self.names = names
        unsafe raw = handles
        self.client = client
    }

    deinit {
        for index in unsafe raw.indices { unsafe rd_kafka_topic_destroy(raw[index]) }
    }

    /// The handle of a topic.
    subscript(index: Int) -> OpaquePointer { unsafe raw[index] }

    /// Which topic a message's handle stands for.
    func index(of topic: OpaquePointer?) -> Int? {
        for index in unsafe raw.indices where unsafe raw[index] == topic { return index }
        guard let topic = unsafe topic else { return nil }
        return unsafe names.firstIndex(of: String(cString: rd_kafka_topic_name(topic)))
    }
}
