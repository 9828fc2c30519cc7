/// A partitioned log with consumer groups and transactions: Kafka, a file, or the simulator.
///
/// The worker calls it once per batch, never once per event, always from the worker's own thread.
/// Partition numbers stand for the same partition of every input topic: inputs are co-partitioned.
public protocol TransactionalLog: ~Copyable {
    /// Waits for records and appends at most `limit` of them to `batch`, which it empties first.
    ///
    /// - Parameters:
    ///   - batch: Receives the records; only of partitions handed over by ``assign(_:)``.
    ///   - limit: The most records to hand out.
    ///   - timeout: How long to wait for the first record, in ms.
    /// - Returns: What else happened, in which case there are no records; the worker must answer
    ///   each signal as it says.
    /// - Throws: ``LogError``; the remedy says what the worker does next.
    mutating func poll(
        into batch: inout RecordBatch, limit: Int, timeout: Int
    ) throws(LogError) -> [LogSignal]

    /// Accepts an assignment (answer to ``LogSignal/assigned(_:)``): reading starts at these
    /// offsets.
    mutating func assign(_ positions: [InputPosition]) throws(LogError)

    /// Gives up every partition (answer to ``LogSignal/revoked(_:)`` and ``LogSignal/lost(_:)``).
    mutating func release() throws(LogError)

    /// The group's committed offset of every input for these partitions; -1 where there is none.
    mutating func committed(partitions: [Int32]) throws(LogError) -> [InputPosition]

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

    /// Opens a transaction.
    mutating func begin() throws(LogError)

    /// Adds records to the open transaction.
    mutating func publish(_ outputs: borrowing OutputBatch) throws(LogError)

    /// Adds the input positions to the open transaction and commits it.
    mutating func commit(_ positions: [InputPosition]) throws(LogError)

    /// Drops the open transaction.
    mutating func abort() throws(LogError)

    /// Leaves the group and closes everything; bounded in time.
    mutating func close()
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
        /// Abort the transaction, roll memory back, go on from the committed offsets.
        case abort
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

    /// Makes an error.
    public init(remedy: Remedy, operation: String, reason: String) {
        self.remedy = remedy
        self.operation = operation
        self.reason = reason
    }

    /// `operation: reason`.
    public var description: String { "\(operation): \(reason)" }
}
