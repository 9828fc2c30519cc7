/// A partitioned log with consumer groups and transactions: Kafka, a file, or the simulator.
///
/// The worker calls it once per batch, never once per event, always from the worker's own thread.
/// Partition numbers stand for the same partition of every input topic: inputs are co-partitioned.
public protocol TransactionalLog: ~Copyable {
    /// Whether a transaction may ever be aborted; memory that need never go back keeps no images.
    var canAbort: Bool { get }

    /// Whether the group has given our partitions to others, as the next poll will tell.
    ///
    /// Asked in the midst of a transaction; says what is known and waits for nothing.
    var isAssignmentLost: Bool { get }

    /// Waits for records and appends at most `limit` of them to `batch`, which it empties first.
    ///
    /// - Parameters:
    ///   - batch: Receives the records; only of partitions handed over by ``assign(_:)``.
    ///   - limit: The most records to hand out; 0 = signals only.
    ///   - timeout: How long to wait for the first record, in ms.
    /// - Returns: What else happened, in which case there are no records; the worker must answer
    ///   each signal as it says.
    /// - Throws: ``LogError``; the remedy says what the worker does next.
    mutating func poll(
        into batch: inout RecordBatch, limit: Int, timeout: Int
    ) throws(LogError) -> [LogSignal]

    /// Accepts an assignment (first answer to ``LogSignal/assigned(_:)``) of which nothing is to be
    /// read before ``assign(_:)``: the group need not wait, and can take it back meanwhile.
    mutating func accept() throws(LogError)

    /// Starts to read what is assigned (last answer to ``LogSignal/assigned(_:)``), at these
    /// offsets.
    mutating func assign(_ positions: [InputPosition]) throws(LogError)

    /// Gives up every partition (answer to ``LogSignal/revoked(_:)`` and ``LogSignal/lost(_:)``).
    mutating func release() throws(LogError)

    /// The group's committed offset of every input for these partitions; -1 where there is none.
    mutating func committed(partitions: [Int32]) throws(LogError) -> [InputPosition]

    /// The offset that stands in the group for a position of ``committed(partitions:)``.
    ///
    /// It may be a little further: between them nothing is to be read, but marks of transactions.
    func groupOffset(of position: InputPosition) -> Int64

    /// Moves reading back to these offsets; records fetched already from them on are dropped.
    mutating func rewind(to positions: [InputPosition]) throws(LogError)

    /// Opens the changelog of one partition for reading, from `offset` or from its start.
    ///
    /// Its end is the end as of now, transactions that are not decided yet included: reading waits
    /// until they are.
    mutating func openChangelog(partition: Int32, from offset: Int64?) throws(LogError)

    /// Reads on in the opened changelog; committed records only.
    ///
    /// - Returns: Whether there may be more; false once the end is reached and it is closed.
    mutating func readChangelog(into batch: inout RecordBatch) throws(LogError) -> Bool

    /// The end of the changelog partition that is open, as far as it is known: for progress only.
    func changelogEnd() -> Int64?

    /// The offset of the last changelog record that this log has put into a partition, in a
    /// transaction that is committed; nil if there is none or it is not known.
    ///
    /// It is the log's own record, reported by the broker: the end of the partition could be behind
    /// those of an owner that has come after us.
    func changelogOffset(partition: Int32) -> Int64?

    /// What every input still has of these partitions; nothing where that is not known.
    mutating func extents(partitions: [Int32]) throws(LogError) -> [InputExtent]

    /// What tells the changelog from one of the same name elsewhere: the cluster's id and the
    /// topic's name, say; empty if nothing does.
    var changelogName: String { get }

    /// Partitions of every input; 0 = not known.
    var partitionCount: Int { get }

    /// Opens a transaction.
    mutating func begin() throws(LogError)

    /// Adds records to the open transaction.
    mutating func publish(_ outputs: borrowing OutputBatch) throws(LogError)

    /// Adds the input positions to the open transaction and commits it.
    mutating func commit(_ positions: [InputPosition]) throws(LogError)

    /// Drops the open transaction.
    mutating func abort() throws(LogError)

    /// Begins a new session as a producer, after a call whose outcome is unknown.
    ///
    /// The session before is fenced. On return its last transaction is decided, so that
    /// ``committed(partitions:)`` and the changelog tell what became of it. The assignment stays.
    mutating func rebuild() throws(LogError)

    /// Leaves the group and closes everything; bounded in time.
    mutating func close()
}

extension TransactionalLog where Self: ~Copyable {
    /// Transactions may be aborted.
    public var canAbort: Bool { true }

    /// Nobody else wants the partitions.
    public var isAssignmentLost: Bool { false }

    /// There is no other session to begin.
    public mutating func rebuild() throws(LogError) {
        throw LogError(
            remedy: .stop, operation: "rebuild", reason: "the outcome of a call is unknown")
    }
}

/// What a log without a changelog of its own says of it: nothing.
extension TransactionalLog where Self: ~Copyable {
    /// Does nothing: the signal may be repeated until ``assign(_:)``.
    public mutating func accept() throws(LogError) {}

    /// The position itself.
    public func groupOffset(of position: InputPosition) -> Int64 { position.offset }

    /// Not known.
    public func changelogEnd() -> Int64? { nil }

    /// Not known: no checkpoint is written.
    public func changelogOffset(partition: Int32) -> Int64? { nil }

    /// Not known.
    public mutating func extents(partitions: [Int32]) throws(LogError) -> [InputExtent] { [] }

    /// Nothing.
    public var changelogName: String { "" }

    /// Not known.
    public var partitionCount: Int { 0 }
}

/// An offset to read next in one partition of one input.
public struct InputPosition: Hashable, Sendable {
    /// Index of the input topic.
    public var input: UInt16
    /// Partition.
    public var partition: Int32
    /// Offset of the next record to read: last processed + 1; -1 = none known.
    public var offset: Int64

    /// Makes a position.
    public init(input: UInt16, partition: Int32, offset: Int64) {
        self.input = input
        self.partition = partition
        self.offset = offset
    }
}

/// The offsets that one partition of one input has.
public struct InputExtent: Hashable, Sendable {
    /// Index of the input topic.
    public var input: UInt16
    /// Partition.
    public var partition: Int32
    /// The first offset that is still there.
    public var first: Int64
    /// The offset of the next record to come.
    public var end: Int64

    /// Makes an extent.
    public init(input: UInt16, partition: Int32, first: Int64, end: Int64) {
        self.input = input
        self.partition = partition
        self.first = first
        self.end = end
    }
}

/// What a log tells besides records.
public enum LogSignal: Hashable, Sendable {
    /// These partitions are ours once the worker answers with ``TransactionalLog/assign(_:)``.
    case assigned([Int32])
    /// We must give these up: commit what is open, then ``TransactionalLog/release()``.
    case revoked([Int32])
    /// These are somebody else's already: abort, discard, then ``TransactionalLog/release()``.
    case lost([Int32])
    /// The log is read to its end (finite logs only: a file).
    case finished
}

/// A failure of the log, with the one thing to do about it.
///
/// Never holds a payload, a key or a customer id, so that it can be logged.
public struct LogError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What to do next.
    public enum Remedy: Hashable, Sendable {
        /// Make the same call again; what pause that needs, the log has made before it threw.
        case retry
        /// Abort the transaction, roll memory back, go on from the last commit.
        case abort
        /// Begin a new session and read memory back: whether the transaction was committed is not
        /// known.
        case rebuild
        /// Stop the process.
        case stop
        /// Stop the process: another instance has taken our place.
        case fenced
        /// Stop the process: what was stored cannot be used with this configuration or program.
        case unusable
        /// Stop the process: the cluster or a topic that is needed cannot be reached.
        case unavailable
    }

    /// What to do next.
    public var remedy: Remedy
    /// What was being done: `commit`, say.
    public var operation: String
    /// What went wrong, in the log's own words.
    public var reason: String
    /// Whether a topic that is needed is not there, and nothing else is wrong with it.
    public var isTopicMissing: Bool

    /// Makes an error.
    public init(
        remedy: Remedy, operation: String, reason: String, isTopicMissing: Bool = false
    ) {
        self.remedy = remedy
        self.operation = operation
        self.reason = reason
        self.isTopicMissing = isTopicMissing
    }

    /// `operation: reason`.
    public var description: String { "\(operation): \(reason)" }
}
