// SAFETY: `raw` comes from rd_kafka_topic_partition_list_new and is destroyed once. Its elements
// are read only below `cnt`; their topic names are NUL-terminated and copied, notes are read up to
// their size. A note that is added is allocated with strdup(3), and freed with the list.
import CRdKafka
import Glibc

/// A partition of a topic, as librdkafka tells of it.
struct TopicPartition: Hashable, Sendable {
    var topic: String
    var partition: Int32
    var offset: Int64
    /// Error code; 0 = none.
    var code: Int32 = 0
    /// What was committed with the offset.
    var note = ""
}

/// Owner of an `rd_kafka_topic_partition_list_t`.
@safe
struct PartitionList: ~Copyable {
    let raw: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>

    init(capacity: Int) {
        unsafe raw = rd_kafka_topic_partition_list_new(Int32(capacity))
    }

    deinit {
        unsafe rd_kafka_topic_partition_list_destroy(raw)
    }

    /// Adds a partition with an offset.
    func add(topic: String, partition: Int32, offset: Int64) {
        let element = unsafe rd_kafka_topic_partition_list_add(raw, topic, partition)
        unsafe element?.pointee.offset = offset
    }

    /// Adds a partition with an offset and what is to be committed with it.
    func add(_ partition: TopicPartition) {
        let element = unsafe rd_kafka_topic_partition_list_add(
            raw, partition.topic, partition.partition)
        unsafe element?.pointee.offset = partition.offset
        guard !partition.note.isEmpty else { return }
        unsafe element?.pointee.metadata = UnsafeMutableRawPointer(strdup(partition.note))
        unsafe element?.pointee.metadata_size = partition.note.utf8.count
    }

    /// Adds a topic, for a subscription.
    func add(topic: String) {
        unsafe rd_kafka_topic_partition_list_add(raw, topic, RD_KAFKA_PARTITION_UA)
    }

    /// Whether nothing stands in the list.
    var isEmpty: Bool { unsafe raw.pointee.cnt == 0 }

    /// What stands in the list.
    var entries: [TopicPartition] { unsafe PartitionList.entries(of: raw) }

    /// The first failure that a call noted for one of the partitions.
    var firstFailure: KafkaFailure? {
        entries.first { $0.code != 0 }.map { entry in
            var failure = KafkaFailure(rd_kafka_resp_err_t(rawValue: entry.code))
            failure.text = "\(entry.topic)-\(entry.partition): \(failure.text)"
            return failure
        }
    }

    /// What stands in a list that another object owns.
    static func entries(
        of list: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>?
    ) -> [TopicPartition] {
        guard let list = unsafe list else { return [] }
        return unsafe (0..<Int(list.pointee.cnt)).map { index in
            let element = unsafe list.pointee.elems[index]
            return unsafe TopicPartition(
                topic: String(cString: element.topic), partition: element.partition,
                offset: element.offset, code: element.err.rawValue,
                note: element.metadata.map { note in
                    unsafe String(
                        decoding: UnsafeRawBufferPointer(
                            start: note, count: element.metadata_size), as: UTF8.self)
                } ?? "")
        }
    }
}
