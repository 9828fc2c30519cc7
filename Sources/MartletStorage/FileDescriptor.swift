internal import Glibc

// SAFETY: every pointer handed to the C library comes from an array's `withUnsafe...` closure and
// is used only inside it, with a count that the precondition before it checks against the array;
// the messages that the library returns are copied into a String at once.

/// The one owner of an open file; closes it when it goes.
struct FileDescriptor: ~Copyable {
    /// What the operating system says about a path.
    struct Status {
        /// A file with a size, as opposed to a pipe, a terminal or a device.
        var isRegular: Bool
        /// Whether it is a directory.
        var isDirectory: Bool
        /// Bytes; meaningful for a regular file.
        var size: Int
    }

    private let number: Int32
    private let isOwned: Bool

    private init(number: Int32, isOwned: Bool) {
        self.number = number
        self.isOwned = isOwned
    }

    deinit {
        if isOwned { _ = close(number) }
    }

    /// Standard input or output, which stays open.
    static func standard(_ number: Int32) -> FileDescriptor {
        FileDescriptor(number: number, isOwned: false)
    }

    /// Opens a file for reading.
    static func reading(_ path: String) throws(FileError) -> FileDescriptor {
        let number = unsafe open(path, O_RDONLY | O_CLOEXEC)
        if number < 0 {
            let code = errno
            if code == ENOENT || code == ENOTDIR { throw .missing(path: path) }
            throw .unreadable(path: path, reason: message(code))
        }
        _ = posix_fadvise(number, 0, 0, POSIX_FADV_SEQUENTIAL)
        return FileDescriptor(number: number, isOwned: true)
    }

    /// Creates or empties a file and opens it for writing.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - name: What errors call it.
    ///   - isPrivate: Whether only the process's own user may read it.
    /// - Returns: The open file.
    /// - Throws: A ``FileError`` if it cannot be opened.
    static func writing(
        _ path: String, reportedAs name: String, isPrivate: Bool = false
    ) throws(FileError) -> FileDescriptor {
        let mode: mode_t = isPrivate ? 0o600 : 0o644
        let number = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
        if number < 0 { throw .cannotWrite(path: name, reason: message(errno)) }
        return FileDescriptor(number: number, isOwned: true)
    }

    /// Reads up to `count` bytes into `bytes` at `start`, waiting for a pipe; 0 = the end.
    func read(
        into bytes: inout [UInt8], at start: Int, count: Int, path: String
    ) throws(FileError) -> Int {
        precondition(start >= 0 && count > 0 && start + count <= bytes.count)
        while true {
            let got = unsafe bytes.withUnsafeMutableBytes { buffer in
                unsafe Glibc.read(number, buffer.baseAddress.unsafelyUnwrapped + start, count)
            }
            if got >= 0 { return got }
            if errno != EINTR { throw .unreadable(path: path, reason: Self.message(errno)) }
        }
    }

    /// Writes the first `count` bytes, all of them.
    func write(_ bytes: [UInt8], count: Int, path: String) throws(FileError) {
        precondition(count <= bytes.count)
        var done = 0
        while done < count {
            let put = unsafe bytes.withUnsafeBytes { buffer in
                unsafe Glibc.write(
                    number, buffer.baseAddress.unsafelyUnwrapped + done, count - done)
            }
            if put >= 0 {
                done += put
            } else if errno == EPIPE {
                throw .readerGone
            } else if errno != EINTR {
                throw .cannotWrite(path: path, reason: Self.message(errno))
            }
        }
    }

    /// Makes everything written so far durable.
    func synchronize(path: String) throws(FileError) {
        while fsync(number) != 0 {
            if errno != EINTR { throw .cannotWrite(path: path, reason: Self.message(errno)) }
        }
    }

    /// Locks the file for this process, until it is closed.
    ///
    /// - Returns: Whether that went well; false if another process has it.
    func lock(path: String) throws(FileError) -> Bool {
        while flock(number, LOCK_EX | LOCK_NB) != 0 {
            let code = errno
            if code == EWOULDBLOCK { return false }
            if code != EINTR { throw .cannotWrite(path: path, reason: Self.message(code)) }
        }
        return true
    }

    /// Cuts the file to nothing.
    func truncate(path: String) throws(FileError) {
        if ftruncate(number, 0) != 0 {
            throw .cannotWrite(path: path, reason: Self.message(errno))
        }
    }

    /// Opens a file for writing without emptying it; makes it if need be.
    static func updating(_ path: String) throws(FileError) -> FileDescriptor {
        let number = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        if number < 0 { throw .cannotWrite(path: path, reason: message(errno)) }
        return FileDescriptor(number: number, isOwned: true)
    }

    /// Makes the names in a directory durable.
    static func synchronizeDirectory(_ path: String) throws(FileError) {
        let number = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if number < 0 { throw .cannotWrite(path: path, reason: message(errno)) }
        try FileDescriptor(number: number, isOwned: true).synchronize(path: path)
    }

    /// The names in a directory, those of its own and its parent left out; in any order.
    static func names(in path: String) throws(FileError) -> [String] {
        guard let directory = unsafe opendir(path) else {
            throw .unreadable(path: path, reason: message(errno))
        }
        defer { unsafe _ = closedir(directory) }
        var names: [String] = []
        while let entry = unsafe readdir(directory) {
            let name = unsafe withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    /// What stands at a path; nil if nothing does or it cannot be asked.
    static func status(_ path: String) -> Status? {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return nil }
        let kind = status.st_mode & S_IFMT
        return Status(
            isRegular: kind == S_IFREG, isDirectory: kind == S_IFDIR, size: Int(status.st_size))
    }

    /// Gives a file its final name, replacing what had it.
    static func rename(_ path: String, to name: String) throws(FileError) {
        if unsafe Glibc.rename(path, name) != 0 {
            throw .cannotWrite(path: name, reason: message(errno))
        }
    }

    /// Removes a file; nothing happens if it is not there.
    static func remove(_ path: String) {
        _ = unsafe unlink(path)
    }

    /// Makes one directory; nothing happens if it is there.
    static func makeDirectory(_ path: String) throws(FileError) {
        if unsafe mkdir(path, 0o755) == 0 { return }
        let code = errno
        if code == EEXIST, status(path)?.isDirectory == true { return }
        throw .cannotWrite(path: path, reason: message(code))
    }

    /// Lets a write to a closed pipe fail with ``FileError/readerGone`` and not end the process.
    static func ignoreClosedPipes() {
        _ = signal(SIGPIPE, SIG_IGN)
    }

    private static func message(_ code: Int32) -> String {
        code == ENOSPC ? "no space left on the device" : unsafe String(cString: strerror(code))
    }
}
