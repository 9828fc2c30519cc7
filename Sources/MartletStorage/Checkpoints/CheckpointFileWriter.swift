import MartletStream
import Synchronization

/// Performs the steps of writing a checkpoint, one after the other, and keeps the outcome of the
/// last.
final class CheckpointFileWriter: Sendable {
    private let directory: String
    /// The file that is being written.
    private let file = Mutex<OpenFile?>(nil)
    private let outcome = Mutex<CheckpointStep.Outcome?>(nil)

    private final class OpenFile: Sendable {
        let descriptor: FileDescriptor
        let path: String

        init(_ path: String) throws(FileError) {
            descriptor = try FileDescriptor.writing(path, reportedAs: path, isPrivate: true)
            self.path = path
        }
    }

    init(directory: String) { self.directory = directory }

    /// The outcome of the last step, once; nil while it is under way.
    func takeOutcome() -> CheckpointStep.Outcome? { outcome.withLock { $0.take() } }

    /// Performs a step; may take as long as the disk does.
    func perform(_ step: CheckpointStep) {
        var result = CheckpointStep.Outcome.done
        do throws(FileError) {
            try attempt(step)
        } catch {
            result = .failed(StorageFailure(step.name, error))
        }
        outcome.withLock { $0 = result }
    }

    private func attempt(_ step: CheckpointStep) throws(FileError) {
        switch step {
        case .create(let name):
            let created = try OpenFile(path(name))
            file.withLock { $0 = created }
        case .append(let bytes):
            let file = try open()
            try file.descriptor.write(bytes, count: bytes.count, path: file.path)
        case .synchronize:
            let file = try open()
            try file.descriptor.synchronize(path: file.path)
            self.file.withLock { $0 = nil }
        case .giveUp: file.withLock { $0 = nil }
        case .rename(let name, let newName):
            try FileDescriptor.rename(path(name), to: path(newName))
        case .synchronizeNames: try FileDescriptor.synchronizeDirectory(directory)
        case .remove(let name): FileDescriptor.remove(path(name))
        }
    }

    private func path(_ name: String) -> String { "\(directory)/\(name)" }

    private func open() throws(FileError) -> OpenFile {
        guard let file = file.withLock({ $0 }) else {
            throw .cannotWrite(path: directory, reason: "no file is open")
        }
        return file
    }
}

extension CheckpointStep {
    /// What the step is called in messages.
    fileprivate var name: String {
        switch self {
        case .create: "create"
        case .append: "write"
        case .synchronize, .synchronizeNames: "synchronize"
        case .giveUp: "close"
        case .rename: "rename"
        case .remove: "remove"
        }
    }
}
