// SAFETY: every call borrows the pointers of live handles; each returned error object is owned
// and destroyed by ErrorHandle.
import CRdKafka

/// librdkafka's transactional calls; each returns nil if it succeeded. Timeouts are in ms.
extension ClientHandle {
    /// Fences earlier producers of this transactional id; resumes where it was when repeated.
    func initialiseTransactions(timeout: Int) -> KafkaFailure? {
        unsafe ErrorHandle.failure(
            owning: rd_kafka_init_transactions(raw, Int32(clamping: timeout)))
    }

    /// Begins a transaction; a local operation.
    func beginTransaction() -> KafkaFailure? {
        // begin_transaction can hang while a fatal error is pending (librdkafka issue 4420).
        if let fatal = fatalFailure { return fatal }
        return unsafe ErrorHandle.failure(owning: rd_kafka_begin_transaction(raw))
    }

    /// Adds offsets to the transaction; starts over when repeated, with the same arguments.
    func sendOffsets(
        _ offsets: [TopicPartition], of consumer: borrowing ClientHandle, timeout: Int
    ) -> KafkaFailure? {
        guard let group = consumer.groupMetadata else {
            return KafkaFailure(RD_KAFKA_RESP_ERR__UNKNOWN_GROUP)
        }
        let list = PartitionList(capacity: offsets.count)
        for offset in offsets { list.add(offset) }
        return unsafe ErrorHandle.failure(
            owning: rd_kafka_send_offsets_to_transaction(
                raw, list.raw, group.raw, Int32(clamping: timeout)))
    }

    /// Waits for every delivery and commits; resumes where it was when repeated.
    func commitTransaction(timeout: Int) -> KafkaFailure? {
        unsafe ErrorHandle.failure(
            owning: rd_kafka_commit_transaction(raw, Int32(clamping: timeout)))
    }

    /// Purges what was not sent and aborts; resumes where it was when repeated.
    func abortTransaction(timeout: Int) -> KafkaFailure? {
        unsafe ErrorHandle.failure(
            owning: rd_kafka_abort_transaction(raw, Int32(clamping: timeout)))
    }
}
