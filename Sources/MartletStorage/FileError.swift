/// A file that cannot be read or written; never holds any of its contents.
public enum FileError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The input does not exist.
    case missing(path: String)
    /// The input exists but cannot be opened or read.
    case unreadable(path: String, reason: String)
    /// The input is compressed, and damaged or cut short.
    case corrupt(path: String, reason: String)
    /// The output cannot be created or written.
    case cannotWrite(path: String, reason: String)
    /// Another process has the directory.
    case inUse(path: String, owner: String?)
    /// Whoever read our standard output has stopped reading (`| head`): a reason to end quietly.
    case readerGone

    /// The process's exit code, after sysexits(3): 65, 66 or 73; 11 if the state is somebody
    /// else's; 0 if it is no failure.
    public var exitCode: Int32 {
        switch self {
        case .missing: 66
        case .unreadable, .corrupt: 65
        case .cannotWrite: 73
        case .inUse: 11
        case .readerGone: 0
        }
    }

    /// One sentence for a person.
    public var description: String {
        switch self {
        case .missing(let path): "\(path): no such file"
        case .unreadable(let path, let reason): "\(path): cannot be read: \(reason)"
        case .corrupt(let path, let reason): "\(path): damaged: \(reason)"
        case .cannotWrite(let path, let reason): "\(path): cannot be written: \(reason)"
        case .inUse(let path, let owner):
            "\(path): in use by another process\(owner.map { " (\($0))" } ?? "")"
        case .readerGone: "the reader of the output has gone"
        }
    }
}
