// SAFETY: `raw` comes from rd_kafka_consumer_group_metadata and is destroyed once here.
import CRdKafka

/// Owner of an `rd_kafka_consumer_group_metadata_t`; valid for one commit (KIP-447).
@safe
struct GroupMetadata: ~Copyable {
    let raw: OpaquePointer

    init(owning raw: OpaquePointer) {
        unsafe self.raw = raw
    }

    deinit {
        unsafe rd_kafka_consumer_group_metadata_destroy(raw)
    }
}
