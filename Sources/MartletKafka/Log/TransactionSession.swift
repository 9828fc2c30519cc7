import Logging
import MartletStream

/// The transactional producer and the transaction that is open on it.
struct TransactionSession: ~Copyable, Sendable {
    private(set) var producer: TransactionalProducer
    private let options: KafkaLogOptions
    private let configuration: KafkaConfiguration
    let cancellation: Cancellation
    let logger: Logger
    private var latch = TransactionLatch()
    /// When the transaction was begun.
    private(set) var openedAt: ContinuousClock.Instant?
    private var reportedFailures = 0
    /// Where the last committed position of each partition stands in the changelog.
    private(set) var changelogOffsets: [Int32: Int64] = [:]
    /// Whether the producer is new and has not fenced its predecessor yet.
    private var isFresh = true

    /// Makes the first producer; asks no broker.
    init(
        _ options: KafkaLogOptions, configuration: KafkaConfiguration, logger: Logger
    ) throws(LogError) {
        producer = try TransactionalProducer(options, configuration: configuration, logger: logger)
        self.options = options
        self.configuration = configuration
        cancellation = Cancellation(options.isCancelled)
        self.logger = logger
    }

    /// The time that one call may take, ms.
    ///
    /// The coordinator gives up after the transaction timeout; later than that no answer can be a
    /// commit any more, so waiting longer would only hide it.
    var budget: Int { options.transactionTimeout + min(options.transactionTimeout, 10_000) }

    /// Whether the coordinator may have given the transaction up by itself.
    var isOverdue: Bool {
        guard let openedAt else { return false }
        return ContinuousClock.now - openedAt > .milliseconds(options.transactionTimeout)
    }

    /// Fences the previous incarnation and waits until its transaction is finished.
    mutating func initialise() throws(LogError) {
        guard options.isTransactional else { return }
        do throws(LogError) {
            try perform("initialise transactions") { client, timeout in
                client.initialiseTransactions(timeout: timeout)
            }
        } catch {
            guard error.remedy == .rebuild else { throw error }
            throw LogError(
                remedy: .unavailable, operation: error.operation, reason: error.reason)
        }
        isFresh = false
    }

    /// Replaces the producer, after a call whose outcome is unknown; may be called again.
    ///
    /// The new one gets a new epoch, so that nothing the old one sent can take effect any more:
    /// a delayed end of the old transaction could otherwise end a later one
    /// (https://jepsen.io/analyses/bufstream-0.1.0). Waits for the cluster for as long as that
    /// takes, or until the log is cancelled.
    mutating func rebuild() throws(LogError) {
        if !isFresh {
            var next = try TransactionalProducer(
                options, configuration: configuration, logger: logger)
            swap(&producer, &next)
            next.discard()
            finish()
            (isFresh, reportedFailures) = (true, 0)
            logger.warning("producer replaced: the outcome of a transaction is not known")
        }
        try awaitCluster("initialise transactions") { client, timeout in
            client.initialiseTransactions(timeout: timeout)
        }
        isFresh = false
    }

    /// Announces a transaction; the client begins it with the first record or offset.
    ///
    /// Aborting a transaction that the broker has never heard of is a fatal error on some
    /// brokers (librdkafka issues 3297 and 4849), hence the lazy begin.
    mutating func begin() {
        latch.announce()
    }

    /// Adds records to the transaction.
    mutating func publish(_ outputs: OutputBatch) throws(LogError) {
        guard !outputs.records.isEmpty else { return }
        try beginIfAnnounced()
        do throws(LogError) {
            try producer.publisher.publish(outputs, budget: budget)
        } catch {
            guard let fatal = producer.client.fatalFailure else { throw error }
            throw verdict(on: fatal, during: error.operation)
        }
        producer.client.serve(timeout: 0)
    }

    /// Whether no transaction is wanted or open.
    var isIdle: Bool { latch.phase == .idle }

    /// Adds the offsets to the transaction and commits it.
    ///
    /// - Parameters:
    ///   - offsets: Next offset to read of every partition that the transaction covers.
    ///   - consumer: Whose group they are of; its generation is taken for this commit, so that
    ///     the coordinator sees whether we are still a member (KIP-447).
    /// - Throws: A `LogError` whose remedy says what is known of the transaction.
    mutating func commit(
        _ offsets: [TopicPartition], of consumer: borrowing ClientHandle
    ) throws(LogError) {
        if latch.isDoomed {
            throw LogError(
                remedy: .abort, operation: "commit",
                reason: "the partitions were taken away during the transaction")
        }
        if latch.phase == .idle || (latch.phase == .announced && offsets.isEmpty) {
            return finish()
        }
        try beginIfAnnounced()
        if options.isTransactional {
            if !offsets.isEmpty { try sendOffsets(offsets, of: consumer) }
            try perform("commit") { client, timeout in client.commitTransaction(timeout: timeout) }
        } else {
            try commitPlainly(offsets, of: consumer)
        }
        // All reports have come by now: the commit waited for them.
        for delivery in producer.client.lifetime.context.takeDeliveries()
        where delivery.topic == options.outputs[.changelog] && delivery.offset >= 0 {
            changelogOffsets[delivery.partition] = delivery.offset
        }
        finish()
        reportFailedDeliveries()
    }

    /// Adds the offsets to the transaction.
    ///
    /// The client waits for the group's coordinator for ever, whatever timeout it is given
    /// (rdkafka_coord.c sets `creq_ts_timeout` and never looks at it).
    private func sendOffsets(
        _ offsets: [TopicPartition], of consumer: borrowing ClientHandle
    ) throws(LogError) {
        let group = consumer.lifetime
        try perform("send offsets") { client, timeout in
            let producer = client.lifetime
            let answer = BoundedCall.run(timeout: timeout + 500) {
                ClientHandle(producer).sendOffsets(
                    offsets, of: ClientHandle(group), timeout: timeout)
            }
            return answer ?? KafkaFailure.unanswered
        }
    }

    /// Drops the transaction.
    mutating func abort() throws(LogError) {
        if latch.phase == .open, options.isTransactional {
            try perform("abort") { client, timeout in client.abortTransaction(timeout: timeout) }
        }
        _ = producer.client.lifetime.context.takeDeliveries()
        finish()
        reportFailedDeliveries()
    }

    /// Makes the open transaction, if there is one, impossible to commit.
    mutating func losePartitions() {
        latch.losePartitions()
    }

    /// Aborts what is open, so that readers need not wait for the transaction timeout.
    ///
    /// - Parameter timeout: The most time to spend, in ms.
    mutating func abandon(timeout: Int) {
        guard options.isTransactional, latch.phase == .open, producer.client.fatalFailure == nil
        else { return }
        if let failure = producer.client.abortTransaction(timeout: timeout) {
            logger.warning("abort at close: \(failure.text) (\(failure.name))")
        }
        finish()
    }

    private mutating func beginIfAnnounced() throws(LogError) {
        guard latch.phase == .announced else {
            precondition(latch.phase == .open, "no transaction was begun")
            return
        }
        if options.isTransactional, let failure = producer.client.beginTransaction() {
            throw verdict(on: failure, during: "begin")
        }
        latch.open()
        openedAt = ContinuousClock.now
    }

    private mutating func finish() {
        latch.finish()
        openedAt = nil
    }

    private mutating func reportFailedDeliveries() {
        let failures = producer.client.lifetime.context.deliveryFailures
        guard failures > reportedFailures else { return }
        logger.warning("\(failures - reportedFailures) records of a transaction not delivered")
        reportedFailures = failures
    }
}
