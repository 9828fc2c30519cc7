import Dispatch
public import MartletStream
import Synchronization

/// Checkpoint files of one worker in a ``StateDirectory``.
///
/// Writing is done on a queue of its own, because a disk may take seconds to make bytes durable.
public final class CheckpointDirectory: CheckpointStore {
    private let directory: StateDirectory
    private let writer: CheckpointFileWriter
    private let queue = DispatchQueue(label: "checkpoints", qos: .utility)
    private var reading: CheckpointFileReader?

    /// Makes a store in a directory.
    public init(_ directory: StateDirectory) {
        self.directory = directory
        writer = CheckpointFileWriter(directory: directory.path)
    }

    /// Hands a step to the queue.
    public func start(_ step: CheckpointStep) {
        let writer = writer
        queue.async { writer.perform(step) }
    }

    /// What came of the step, once it has been performed.
    public func takeOutcome() -> CheckpointStep.Outcome? { writer.takeOutcome() }

    /// The names of all files in the directory.
    public func names() throws(StorageFailure) -> [String] {
        do {
            return try FileDescriptor.names(in: directory.path)
        } catch {
            throw StorageFailure("list", error)
        }
    }

    /// Opens a file for reading.
    public func open(_ name: String) throws(StorageFailure) -> Int {
        reading = nil
        do {
            let reader = try CheckpointFileReader("\(directory.path)/\(name)")
            reading = reader
            return reader.size
        } catch {
            throw StorageFailure("open", error)
        }
    }

    /// Reads on in the open file.
    public func read(_ count: Int, into bytes: inout [UInt8]) throws(StorageFailure) {
        guard let reading else {
            throw StorageFailure(operation: "read", reason: "no file is open")
        }
        do {
            try reading.read(count, into: &bytes)
        } catch {
            throw StorageFailure("read", error)
        }
    }

    /// Closes the file that is open for reading.
    public func close() { reading = nil }
}

extension StorageFailure {
    init(_ operation: String, _ error: FileError) {
        self.init(operation: operation, reason: error.description)
    }
}
