/// A directory of checkpoint files: a disk, or the simulator's idea of one.
///
/// It holds no policy: what is written, in which order it is made durable, how many files are kept
/// and what is believed of a file is decided by ``CheckpointWriter`` and ``CheckpointReader``, so
/// that the simulator runs them for real.
///
/// Writing never keeps the worker waiting: a step is started and asked after later. Reading waits,
/// for one block at a time. All calls come from the worker's own thread.
public protocol CheckpointStore: AnyObject {
    /// Starts a step; the outcome of the step before must have been taken.
    ///
    /// Returns at once. One file is written at a time; steps take effect in their order.
    func start(_ step: CheckpointStep)

    /// What came of the step that was started; nil while it is under way, or if there is none.
    ///
    /// Tells of each step once. After a failure of ``CheckpointStep/append(_:)`` or
    /// ``CheckpointStep/synchronize`` the open file must be given up: whether its bytes are on the
    /// disk is not known any more, and asking again would not tell.
    func takeOutcome() -> CheckpointStep.Outcome?

    /// The names of the files that are there, in any order, whoever wrote them.
    ///
    /// - Throws: A ``StorageFailure`` if the directory cannot be listed.
    func names() throws(StorageFailure) -> [String]

    /// Opens a file for reading, in place of the one that is open.
    ///
    /// - Returns: Its length in bytes.
    /// - Throws: A ``StorageFailure`` if it is not there or cannot be read.
    func open(_ name: String) throws(StorageFailure) -> Int

    /// Replaces `bytes` by the next `count` bytes of the open file; by fewer only at its end.
    ///
    /// - Throws: A ``StorageFailure`` if they cannot be read.
    func read(_ count: Int, into bytes: inout [UInt8]) throws(StorageFailure)

    /// Closes the file that is open for reading.
    func close()
}

/// A failure of a file operation; never holds a payload, a key or a customer id.
public struct StorageFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was being done: `write`, say.
    public var operation: String
    /// What went wrong, in the operating system's words.
    public var reason: String

    /// Makes a failure.
    public init(operation: String, reason: String) {
        self.operation = operation
        self.reason = reason
    }

    /// `operation: reason`.
    public var description: String { "\(operation): \(reason)" }
}
