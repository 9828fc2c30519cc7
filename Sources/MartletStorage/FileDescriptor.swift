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
    static func writing(_ path: String, reportedAs name: String) throws(FileError) -> FileDescriptor
    {
        let number = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
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
