public import Logging
public import MartletStream

/// Kafka as the worker sees it: one consumer group member and one transactional producer.
///
/// All calls must come from one thread at a time; the object may be handed to a thread at start.
/// Calls block; the longest are ``commit(_:)`` and ``abort()``, for the transaction timeout and
/// 10 s at most.
public final class KafkaLog: TransactionalLog {
    private var session: KafkaSession?
    private let hasStoodStill: @Sendable () -> Bool

    /// Partitions that every input and the changelog have.
    public let partitionCount: Int

    /// The changelog's topic, behind the cluster's id.
    public let changelogName: String

    /// Reaches the cluster, fences the previous incarnation and joins the group.
    ///
    /// - Parameters:
    ///   - options: Topics, names and time limits.
    ///   - configuration: How to reach the cluster.
    ///   - logger: Receives what librdkafka reports.
    /// - Throws: ``LogError``: `unavailable` if the cluster cannot be reached or a topic is
    ///   missing, `stop` if a property is wrong or topics are not co-partitioned.
    public init(
        _ options: KafkaLogOptions, configuration: KafkaConfiguration,
        logger: Logger = Logger(label: "kafka")
    ) throws(LogError) {
        let session = try KafkaSession(options, configuration: configuration, logger: logger)
        hasStoodStill = options.hasStoodStill
        partitionCount = session.partitionCount
        changelogName = session.changelogName
        self.session = consume session
    }

    /// Returns either a signal or records, never both.
    ///
    /// A signal is repeated until it is answered by ``assign(_:)`` or ``release()``: the group
    /// waits for that, whatever else may have failed.
    public func poll(
        into batch: inout RecordBatch, limit: Int, timeout: Int
    ) throws(LogError) -> [LogSignal] {
        let signals = try session?.consumer.poll(into: &batch, limit: limit, timeout: timeout)
        guard let signals else { throw KafkaLog.closed("poll") }
        for case .lost in signals { session?.transactions.losePartitions() }
        if signals.isEmpty, batch.records.isEmpty { try session?.commitEnds() }
        return signals
    }

    /// Whether the group has given our partitions to others.
    public var isAssignmentLost: Bool { session?.consumer.isAssignmentLost ?? false }

    /// Accepts an assignment; nothing of it is read yet.
    ///
    /// Asks no broker.
    public func accept() throws(LogError) {
        guard try session?.consumer.accept() != nil else { throw KafkaLog.closed("accept") }
    }

    /// Starts reading at these offsets; the last answer to `assigned`.
    ///
    /// Asks no broker.
    public func assign(_ positions: [InputPosition]) throws(LogError) {
        guard try session?.consumer.assign(positions) != nil else {
            throw KafkaLog.closed("assign")
        }
    }

    /// Gives up every partition; what is in the open transaction cannot be committed after that.
    public func release() throws(LogError) {
        session?.transactions.losePartitions()
        try checkPlace("release")
        guard try session?.consumer.release() != nil else { throw KafkaLog.closed("release") }
    }

    /// The committed offsets, once the last owner's transactions are settled; waits for the
    /// cluster until cancelled.
    public func committed(partitions: [Int32]) throws(LogError) -> [InputPosition] {
        let positions = try session?.consumer.committed(partitions: partitions)
        guard let positions else { throw KafkaLog.closed("read committed offsets") }
        return positions
    }

    /// The offset that the group has for a position, as of the last call of
    /// ``committed(partitions:)``.
    public func groupOffset(of position: InputPosition) -> Int64 {
        session?.consumer.tracker.knownOffset(of: position) ?? position.offset
    }

    /// Moves reading back; drops what was fetched already.
    ///
    /// Asks no broker.
    public func rewind(to positions: [InputPosition]) throws(LogError) {
        guard try session?.consumer.rewind(to: positions) != nil else {
            throw KafkaLog.closed("rewind")
        }
    }

    /// Opens a changelog partition on a client of its own, in place of the one that is open.
    public func openChangelog(partition: Int32, from offset: Int64?) throws(LogError) {
        let opened: Void? = try session?.changelog?.open(partition: partition, from: offset)
        guard opened != nil else { throw KafkaLog.closed("open changelog") }
    }

    /// Reads on in the opened changelog partition; waits up to 100 ms for the first record.
    ///
    /// The group is kept from thinking that the worker hangs.
    public func readChangelog(into batch: inout RecordBatch) throws(LogError) -> Bool {
        session?.consumer.keepAlive()
        let hasMore = try session?.changelog?.read(into: &batch)
        guard let hasMore else { throw KafkaLog.closed("read changelog") }
        return hasMore
    }

    /// The end of the opened changelog partition as of the last fetch.
    public func changelogEnd() -> Int64? { session?.changelogEnd() }

    /// Where the broker has put the last committed position of a partition.
    public func changelogOffset(partition: Int32) -> Int64? {
        session?.changelogOffset(partition)
    }

    /// What the inputs still have; asks the partitions' leaders, each for 6 s at most, and leaves
    /// out those that do not answer.
    public func extents(partitions: [Int32]) throws(LogError) -> [InputExtent] {
        let extents = session?.consumer.extents(partitions: partitions)
        return extents ?? []
    }

    /// Announces a transaction; the broker learns of it with the first record or offset.
    public func begin() throws(LogError) {
        guard session?.transactions.begin() != nil else { throw KafkaLog.closed("begin") }
    }

    /// Adds records to the open transaction; waits while the client's queue is full.
    public func publish(_ outputs: OutputBatch) throws(LogError) {
        guard try session?.transactions.publish(outputs) != nil else {
            throw KafkaLog.closed("publish")
        }
    }

    /// Commits, unless the partitions were taken away since the transaction was begun.
    public func commit(_ positions: [InputPosition]) throws(LogError) {
        let committed: Void? = try session?.commit(positions)
        guard committed != nil else { throw KafkaLog.closed("commit") }
    }

    /// Drops the open transaction.
    public func abort() throws(LogError) {
        guard try session?.transactions.abort() != nil else { throw KafkaLog.closed("abort") }
    }

    /// Replaces the producer by one with a new epoch; waits for the cluster until cancelled.
    public func rebuild() throws(LogError) {
        try checkPlace("rebuild")
        guard try session?.transactions.rebuild() != nil else { throw KafkaLog.closed("rebuild") }
    }

    /// The end of each input partition as of the last fetch, -1 if unknown; for the lag.
    public func endOffsets(partitions: [Int32]) -> [InputPosition] {
        session?.consumer.endOffsets(partitions: partitions) ?? []
    }

    /// How often, among the keys that are followed, one came from another partition than before.
    ///
    /// More than 0 means that inputs are keyed in different ways, and profiles are split.
    public var keyingConflicts: Int { session?.consumer.keying.conflicts ?? 0 }

    /// Drops the open transaction, leaves the group and closes all clients within about 10 s.
    public func close() {
        guard let session = session.take() else { return }
        Departure(session).run(timeout: 9_000)
    }

    /// Whoever took our place while we stood still is not to be fenced by us.
    private func checkPlace(_ operation: String) throws(LogError) {
        guard hasStoodStill() else { return }
        throw LogError(
            remedy: .fenced, operation: operation,
            reason: "the process stood still for longer than the session timeout: the group has "
                + "given its partitions to others")
    }

    private static func closed(_ operation: String) -> LogError {
        LogError(remedy: .stop, operation: operation, reason: "the log is closed or not configured")
    }
}
