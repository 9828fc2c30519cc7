/// The librdkafka properties that Martlet's guarantees rest on, and its defaults.
///
/// Source: librdkafka's CONFIGURATION.md and the exactly-once notes of its INTRODUCTION.md.
package enum ClientProperties {
    /// What every reading client needs: nothing but committed records, own offset tracking.
    package static let reading = [
        "enable.auto.commit": "false", "enable.auto.offset.store": "false",
        "isolation.level": "read_committed",
    ]

    /// Defaults of every reading client.
    ///
    /// librdkafka up to 2.1 looks only once per second whether a full queue has been emptied
    /// (fetch.queue.backoff.ms came later), so the queue must hold more than a second's worth.
    package static let fetching = [
        "queued.min.messages": "1000000", "queued.max.messages.kbytes": "131072",
        "fetch.error.backoff.ms": "100",
    ]

    /// Defaults of a client that reads partitions to their end.
    ///
    /// The end is told with the first fetch that finds nothing, which the broker holds back for
    /// `fetch.wait.max.ms`.
    package static let restoring = fetching.merging(
        ["auto.offset.reset": "error", "fetch.wait.max.ms": "20"]) { _, own in own }

    /// What the group consumer needs.
    ///
    /// `range` gives partition p of every input to the same member, which joined profiles need.
    package static func groupConsumer(_ options: KafkaLogOptions) -> [String: String] {
        var properties = reading
        properties["group.id"] = options.application
        properties["partition.assignment.strategy"] = "range"
        properties["enable.partition.eof"] = "true"
        if let instance = options.instanceID { properties["group.instance.id"] = instance }
        return properties
    }

    /// Defaults of the group consumer.
    ///
    /// The engine says itself where reading starts, so that `auto.offset.reset` only decides about
    /// an offset that the log no longer has: losing records silently is not a default.
    ///
    /// `max.poll.interval.ms` is also how long a rebalance may wait for a member that does not
    /// answer. The worker is away for as long as a commit may take, at most.
    package static func groupConsumerDefaults(
        _ options: KafkaLogOptions, under configuration: KafkaConfiguration
    ) -> [String: String] {
        let sessionTimeout = options.sessionTimeout(under: configuration)
        let absence = 2 * options.transactionTimeout + 10_000
        return fetching.merging(
            [
                "session.timeout.ms": String(options.sessionTimeout),
                "max.poll.interval.ms": String(max(60_000, sessionTimeout, absence)),
                "heartbeat.interval.ms": String(min(3_000, options.sessionTimeout / 3)),
                "auto.offset.reset": "error",
            ]) { _, own in own }
    }

    /// What the transactional producer needs.
    ///
    /// Reports of successful deliveries are left on: they end the wait for them in a commit,
    /// which without them looks only every 10 ms (rdkafka.c, `rd_kafka_flush`).
    package static func transactionalProducer(_ options: KafkaLogOptions) -> [String: String] {
        guard options.isTransactional else { return producer }
        return producer.merging(["transactional.id": options.transactionalID]) { $1 }
    }

    /// Defaults of the transactional producer; the partitioner is that of Java clients.
    package static func transactionalProducerDefaults(
        _ options: KafkaLogOptions
    ) -> [String: String] {
        [
            "compression.type": options.compression, "partitioner": "murmur2_random",
            "transaction.timeout.ms": String(options.transactionTimeout),
            "linger.ms": "5", "queue.buffering.max.messages": "1000000",
        ]
    }

    /// What a plain producer needs.
    package static let producer = [
        "enable.idempotence": "true", "acks": "all",
    ]

    /// Defaults of a plain producer.
    package static let producerDefaults = [
        "compression.type": "lz4", "partitioner": "murmur2_random", "linger.ms": "20",
        "queue.buffering.max.messages": "1000000", "batch.num.messages": "100000",
    ]
}
