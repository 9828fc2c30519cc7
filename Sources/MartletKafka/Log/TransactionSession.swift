import Logging
import MartletStream

/// The transactional producer and the transaction that is open on it.
struct TransactionSession: ~Copyable, Sendable {
    private let client: ClientHandle
    private let publisher: RecordPublisher
    private let inputs: [String]
    private let budget: Int
    private let logger: Logger
    private var latch = TransactionLatch()
    private var reportedFailures = 0

    init(
        _ options: KafkaLogOptions, client: consuming ClientHandle, logger: Logger
    ) throws(LogError) {
        publisher = try RecordPublisher(options.outputs, client: client.lifetime)
        self.client = client
        inputs = options.inputs
        // The coordinator gives up after the transaction timeout; later than that no answer
        // can be a commit any more, so waiting longer would only hide it.
        budget = options.transactionTimeout + 10_000
        self.logger = logger
    }

    /// Fences the previous incarnation and waits until its transaction is finished.
    func initialise() throws(LogError) {
        try perform("initialise transactions") { client.initialiseTransactions(timeout: $0) }
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
        try publisher.publish(outputs, budget: budget)
        client.serve(timeout: 0)
    }

    /// Adds the positions to the transaction and commits it.
    ///
    /// - Parameters:
    ///   - positions: Next offset to read of every partition that the transaction covers.
    ///   - group: Taken for this commit, so that the coordinator sees our generation (KIP-447).
    /// - Throws: A `LogError` whose remedy says whether to abort or to stop.
    mutating func commit(
        _ positions: [InputPosition], group: borrowing GroupMetadata
    ) throws(LogError) {
        if latch.isDoomed {
            throw LogError(
                remedy: .abort, operation: "commit",
                reason: "the partitions were taken away during the transaction")
        }
        if latch.phase == .idle || (latch.phase == .announced && positions.isEmpty) {
            latch.finish()
            return
        }
        try beginIfAnnounced()
        if !positions.isEmpty {
            let offsets = PartitionList(capacity: positions.count)
            for position in positions where position.offset >= 0 {
                offsets.add(
                    topic: inputs[Int(position.input)], partition: position.partition,
                    offset: position.offset)
            }
            try perform("send offsets") {
                client.sendOffsets(offsets, group: group, timeout: $0)
            }
        }
        try perform("commit") { client.commitTransaction(timeout: $0) }
        latch.finish()
        reportFailedDeliveries()
    }

    /// Drops the transaction.
    mutating func abort() throws(LogError) {
        if latch.phase == .open {
            try perform("abort") { client.abortTransaction(timeout: $0) }
        }
        latch.finish()
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
        guard latch.phase == .open, client.fatalFailure == nil else { return }
        if let failure = client.abortTransaction(timeout: timeout) {
            logger.warning("abort at close: \(failure.text) (\(failure.name))")
        }
        latch.finish()
    }

    private mutating func beginIfAnnounced() throws(LogError) {
        guard latch.phase == .announced else {
            precondition(latch.phase == .open, "no transaction was begun")
            return
        }
        if let failure = client.beginTransaction() { throw failure.error(during: "begin") }
        latch.open()
    }

    /// Makes a call until it succeeds, fails for good or the budget is spent.
    ///
    /// All of them may be repeated as long as the error says so: commit, abort and initialise
    /// resume where they were, send offsets starts over with the same offsets (rdkafka.h).
    private func perform(
        _ operation: String, _ call: (_ timeout: Int) -> KafkaFailure?
    ) throws(LogError) {
        var backoff = Backoff(budget: budget)
        while true {
            guard let failure = call(max(backoff.remaining, 1_000)) else { return }
            guard failure.remedy == .retry else { throw failure.error(during: operation) }
            guard let pause = backoff.next() else {
                // Whether the transaction was committed is unknown: only a new producer can tell.
                throw LogError(
                    remedy: .stop, operation: operation,
                    reason: "no answer within \(budget) ms: \(failure.text) (\(failure.name))")
            }
            logger.debug("\(operation): \(failure.text) (\(failure.name)), trying again")
            client.serve(timeout: pause)
        }
    }

    private mutating func reportFailedDeliveries() {
        let failures = client.lifetime.context.deliveryFailures
        guard failures > reportedFailures else { return }
        logger.warning("\(failures - reportedFailures) records of a transaction not delivered")
        reportedFailures = failures
    }
}
