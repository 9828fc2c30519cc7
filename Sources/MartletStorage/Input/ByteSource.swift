/// The bytes of one file or of standard input, decompressed on the way if they need it.
///
/// What a file is shows in its first bytes and not in its name: no event begins like gzip or
/// Zstandard do, so that a pipe can be compressed too.
struct ByteSource: ~Copyable {
    /// Compressed bytes are read in pieces of this size.
    private static let pieceSize = 256 << 10

    private let path: String
    private let file: FileDescriptor
    private var decompressor: Decompressor?
    private var piece: [UInt8]
    private var pieceStart = 0
    private var pieceEnd = 0
    /// Bytes taken from the file so far, before decompression.
    private(set) var position = 0

    private init(
        path: String, file: consuming FileDescriptor, decompressor: consuming Decompressor?,
        piece: [UInt8], count: Int
    ) {
        self.path = path
        self.file = file
        self.decompressor = decompressor
        self.piece = piece
        pieceEnd = count
        position = count
    }

    /// Opens a file, or standard input for `-`, and looks at its first bytes.
    static func open(_ path: String) throws(FileError) -> ByteSource {
        let name = path == "-" ? "standard input" : path
        let file = path == "-" ? FileDescriptor.standard(0) : try FileDescriptor.reading(path)
        var piece = [UInt8](repeating: 0, count: 4)
        var count = 0
        while count < 4 {
            let got = try file.read(into: &piece, at: count, count: 4 - count, path: name)
            if got == 0 { break }
            count += got
        }
        if count == 0, [".gz", ".zst"].contains(where: path.hasSuffix) {
            throw .corrupt(path: name, reason: "it is empty, which no compressed file is")
        }
        let format = Decompressor.Format(magic: (piece[0], piece[1], piece[2], piece[3]))
        if format == nil, [".gz", ".zst"].contains(where: path.hasSuffix) {
            throw .corrupt(path: name, reason: "it is not compressed as its name says")
        }
        if format != nil { piece.append(contentsOf: repeatElement(0, count: pieceSize - 4)) }
        do throws(Decompressor.Failure) {
            let decompressor = try Decompressor(reading: format)
            return ByteSource(
                path: name, file: file, decompressor: decompressor, piece: piece, count: count)
        } catch {
            throw .unreadable(path: name, reason: error.reason)
        }
    }

    /// Puts up to `count` bytes into `bytes` at `start`; 0 = the end.
    ///
    /// - Throws: ``FileError``: unreadable, or corrupt when the compressed stream is damaged.
    mutating func read(
        into bytes: inout [UInt8], at start: Int, count: Int
    ) throws(FileError) -> Int {
        if decompressor != nil {
            return try decompress(into: &bytes, at: start, count: count)
        }
        let given = min(count - 1, pieceEnd - pieceStart)
        ByteScan.copy(piece, from: pieceStart, count: given, to: &bytes, at: start)
        pieceStart += given
        let got = try file.read(
            into: &bytes, at: start + given, count: count - given, path: path)
        position += got
        return given + got
    }

    private mutating func decompress(
        into bytes: inout [UInt8], at start: Int, count: Int
    ) throws(FileError) -> Int {
        while true {
            if pieceStart == pieceEnd {
                pieceStart = 0
                pieceEnd = try file.read(into: &piece, at: 0, count: piece.count, path: path)
                position += pieceEnd
            }
            let atEnd = pieceEnd == 0
            let made = try step(into: &bytes, at: start, count: count)
            if made > 0 { return made }
            guard atEnd else { continue }
            if decompressor?.isComplete == true { return 0 }
            throw .corrupt(path: path, reason: "the compressed data ends too early")
        }
    }

    private mutating func step(
        into bytes: inout [UInt8], at start: Int, count: Int
    ) throws(FileError) -> Int {
        do throws(Decompressor.Failure) {
            return try decompressor?.step(
                input: piece, position: &pieceStart, end: pieceEnd, output: &bytes, at: start,
                count: count) ?? 0
        } catch {
            throw .corrupt(path: path, reason: error.reason)
        }
    }
}
