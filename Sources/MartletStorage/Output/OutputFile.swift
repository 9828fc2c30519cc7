/// Writes a file that has its name only once it is whole.
///
/// Bytes are gathered and written 256 KiB at a time, to `NAME.part`; ``finish()`` gives it its name
/// and replaces what had it. Dropped before that, it leaves nothing behind. A path that is no
/// ordinary file (a device, a named pipe) is written in place, as is standard output.
public struct OutputFile: ~Copyable {
    /// Bytes gathered before they are written.
    public static let bufferSize = 256 << 10

    /// The name it gets.
    public let path: String
    /// Bytes appended so far.
    public private(set) var byteCount = 0

    private let file: FileDescriptor
    /// The name until then; nil when written in place.
    private let temporaryPath: String?
    private var buffer: [UInt8] = []
    private var isFinished = false

    /// Creates the file under its temporary name.
    ///
    /// - Throws: ``FileError/cannotWrite(path:reason:)``.
    public static func create(_ path: String) throws(FileError) -> OutputFile {
        let status = FileDescriptor.status(path)
        if status?.isDirectory == true {
            throw .cannotWrite(path: path, reason: "it is a directory")
        }
        let temporaryPath = status?.isRegular == false ? nil : path + ".part"
        let file = try FileDescriptor.writing(temporaryPath ?? path, reportedAs: path)
        return OutputFile(path: path, file: file, temporaryPath: temporaryPath)
    }

    /// Writes to standard output; from now on a reader that goes away shows as an error.
    ///
    /// The error is ``FileError/readerGone``, for this and every other pipe of the process.
    public static func standardOutput() -> OutputFile {
        FileDescriptor.ignoreClosedPipes()
        return OutputFile(path: "standard output", file: .standard(1), temporaryPath: nil)
    }

    private init(path: String, file: consuming FileDescriptor, temporaryPath: String?) {
        self.path = path
        self.file = file
        self.temporaryPath = temporaryPath
        buffer.reserveCapacity(Self.bufferSize)
    }

    deinit {
        if !isFinished, let temporaryPath { FileDescriptor.remove(temporaryPath) }
    }

    /// Appends bytes.
    ///
    /// - Throws: ``FileError/cannotWrite(path:reason:)`` or, on a pipe, ``FileError/readerGone``.
    public mutating func append(_ bytes: [UInt8]) throws(FileError) {
        guard bytes.count >= Self.bufferSize else { return try append(bytes[...]) }
        try flush()
        try file.write(bytes, count: bytes.count, path: path)
        byteCount += bytes.count
    }

    /// Appends bytes.
    ///
    /// - Throws: ``FileError/cannotWrite(path:reason:)`` or, on a pipe, ``FileError/readerGone``.
    public mutating func append(_ bytes: ArraySlice<UInt8>) throws(FileError) {
        buffer.append(contentsOf: bytes)
        byteCount += bytes.count
        if buffer.count >= Self.bufferSize { try flush() }
    }

    /// Appends bytes and a line feed.
    ///
    /// - Throws: ``FileError/cannotWrite(path:reason:)`` or, on a pipe, ``FileError/readerGone``.
    public mutating func appendLine(_ bytes: ArraySlice<UInt8>) throws(FileError) {
        buffer.append(contentsOf: bytes)
        buffer.append(0x0A)
        byteCount += bytes.count + 1
        if buffer.count >= Self.bufferSize { try flush() }
    }

    /// Hands everything appended so far to the operating system.
    ///
    /// - Throws: ``FileError/cannotWrite(path:reason:)`` or, on a pipe, ``FileError/readerGone``.
    public mutating func flush() throws(FileError) {
        defer { buffer.removeAll(keepingCapacity: true) }
        try file.write(buffer, count: buffer.count, path: path)
    }

    /// Writes what is left and gives the file its name; appends nothing afterwards.
    ///
    /// - Throws: ``FileError/cannotWrite(path:reason:)`` or, on a pipe, ``FileError/readerGone``.
    public consuming func finish() throws(FileError) {
        try flush()
        if let temporaryPath { try FileDescriptor.rename(temporaryPath, to: path) }
        isFinished = true
    }
}
