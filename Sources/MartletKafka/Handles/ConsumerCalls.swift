// SAFETY: every call borrows the pointers of live handles; each returned error object is owned
// and destroyed by ErrorHandle.
import CRdKafka
import MartletStream

/// librdkafka's consumer calls.
extension ClientHandle {
    /// Joins the group to read these topics.
    func subscribe(_ topics: borrowing PartitionList) throws(LogError) {
        try check(unsafe rd_kafka_subscribe(raw, topics.raw), "subscribe")
    }

    /// Starts fetching these partitions at their offsets, in place of all others.
    func assign(_ partitions: borrowing PartitionList) throws(LogError) {
        try check(unsafe rd_kafka_assign(raw, partitions.raw), "assign")
    }

    /// Stops fetching; the answer to a revocation.
    func unassign() throws(LogError) {
        try check(unsafe rd_kafka_assign(raw, nil), "release")
    }

    /// The next message of any assigned partition.
    ///
    /// - Parameter timeout: How long to wait, in ms.
    /// - Returns: The message; nil if none came.
    func nextMessage(timeout: Int) -> KafkaMessage? {
        guard let message = unsafe rd_kafka_consumer_poll(raw, Int32(clamping: timeout)) else {
            return nil
        }
        return unsafe KafkaMessage(owning: message)
    }

    /// Whether the group has given our partitions to others already.
    var isAssignmentLost: Bool { unsafe rd_kafka_assignment_lost(raw) != 0 }

    /// Fills in the group's committed offsets.
    ///
    /// - Parameters:
    ///   - partitions: The partitions; their offsets are replaced, -1001 = none.
    ///   - timeout: How long to wait, in ms.
    /// - Returns: What failed, if anything.
    func committed(_ partitions: borrowing PartitionList, timeout: Int) -> KafkaFailure? {
        let code = unsafe rd_kafka_committed(raw, partitions.raw, Int32(clamping: timeout))
        return code == RD_KAFKA_RESP_ERR_NO_ERROR ? nil : failure(code)
    }

    /// Commits offsets outside of any transaction; waits for the answer.
    func commit(_ offsets: [TopicPartition]) -> KafkaFailure? {
        let list = PartitionList(capacity: offsets.count)
        for offset in offsets { list.add(offset) }
        let code = unsafe rd_kafka_commit(raw, list.raw, 0)
        return code == RD_KAFKA_RESP_ERR_NO_ERROR ? nil : failure(code)
    }

    /// Moves fetching to these offsets; returns the partitions with their error codes.
    ///
    /// The timeout is infinite because 2.0 counts it 1000 times too short (librdkafka issue
    /// 4230); the answer comes from the client's own thread without asking a broker.
    func seek(_ partitions: borrowing PartitionList) -> KafkaFailure? {
        unsafe ErrorHandle.failure(owning: rd_kafka_seek_partitions(raw, partitions.raw, -1))
    }

    /// Starts leaving the group; `queue` must be served until ``isConsumerClosed``.
    func startClosingConsumer(_ queue: borrowing QueueHandle) -> KafkaFailure? {
        unsafe ErrorHandle.failure(owning: rd_kafka_consumer_close_queue(raw, queue.raw))
    }

    /// Whether leaving the group is done.
    var isConsumerClosed: Bool { unsafe rd_kafka_consumer_closed(raw) != 0 }

    /// The end of a partition as of the last fetch, -1 if none was made; asks no broker.
    func cachedEndOffset(topic: String, partition: Int32) -> Int64 {
        var low: Int64 = -1
        var high: Int64 = -1
        unsafe rd_kafka_get_watermark_offsets(raw, topic, partition, &low, &high)
        return max(high, -1)
    }

    /// The offsets that a partition has; asks its leader and waits for `timeout` ms.
    ///
    /// - Returns: The first and the one to come; nil if there was no answer.
    func extent(topic: String, partition: Int32, timeout: Int) -> Range<Int64>? {
        var low: Int64 = -1
        var high: Int64 = -1
        let code = unsafe rd_kafka_query_watermark_offsets(
            raw, topic, partition, &low, &high, Int32(clamping: timeout))
        return code == RD_KAFKA_RESP_ERR_NO_ERROR && 0...high ~= low ? low..<high : nil
    }

    /// Starts reading one partition into a queue, outside of any group.
    func startReading(
        _ topic: Int, of topics: borrowing TopicTable, partition: Int32, offset: Int64,
        into queue: borrowing QueueHandle
    ) throws(LogError) {
        let result = unsafe rd_kafka_consume_start_queue(
            topics[topic], partition, offset, queue.raw)
        guard result == 0 else {
            throw failure(rd_kafka_last_error())
                .error(during: "read \(topics.names[topic])-\(partition)")
        }
    }

    /// Stops reading one partition; what is left in the queue is discarded when it is met.
    func stopReading(_ topic: Int, of topics: borrowing TopicTable, partition: Int32) {
        _ = unsafe rd_kafka_consume_stop(topics[topic], partition)
    }

    private func check(_ code: rd_kafka_resp_err_t, _ operation: String) throws(LogError) {
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR else {
            throw failure(code).error(during: operation)
        }
    }
}
