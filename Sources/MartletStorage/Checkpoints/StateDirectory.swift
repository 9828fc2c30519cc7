/// The directory of a process's local state, locked for as long as this lives.
///
/// Two processes in one directory would remove each other's files, so the second is refused. The
/// lock goes with the process, however that ends.
public final class StateDirectory: Sendable {
    /// The directory.
    public let path: String
    private let lock: FileDescriptor

    /// Makes the directory if need be, locks it and removes what unfinished writes have left.
    ///
    /// - Parameters:
    ///   - path: The directory.
    ///   - owner: What to write into the lock file for people who look who has it: a process id.
    /// - Throws: ``FileError``, ``FileError/inUse(path:owner:)`` if another process has it.
    public init(_ path: String, owner: String) throws(FileError) {
        try OutputDirectory.create(path)
        let name = "\(path)/\(StateDirectory.lockName)"
        let file = try FileDescriptor.updating(name)
        guard try file.lock(path: name) else {
            let text = try? FileBytes.read(name, limit: 256)
            let owner = String(decoding: text ?? [], as: UTF8.self)
            throw .inUse(path: path, owner: owner.split(separator: "\n").first.map(String.init))
        }
        try file.truncate(path: name)
        let line = Array("\(owner)\n".utf8)
        try file.write(line, count: line.count, path: name)
        self.path = path
        lock = file
        for name in try FileDescriptor.names(in: path) where name.contains(".checkpoint.partial-") {
            FileDescriptor.remove("\(path)/\(name)")
        }
    }

    private static let lockName = "lock"
}
