public import MartletStream

/// Reads NDJSON event files line by line into batches, without copying the lines.
///
/// ```swift
/// var reader = try LineReader(paths: ["2025-01.ndjson.zst", "2025-02.ndjson"])
/// var batch = RecordBatch()
/// while try reader.next(into: &batch, limit: 4096) {
///     for record in batch.records { ... }       // batch.bytes[record.value]
/// }
/// ```
///
/// Files are read in the order given, `-` is standard input, gzip and Zstandard are recognised by
/// their first bytes. A line ends with LF or CR LF, the last one also with the file. Empty lines
/// and a byte order mark are passed over. Whatever else stands in a line is handed on, however
/// broken. A batch never spans two files. Costs about twice the read(2) of the bytes.
public struct LineReader: ~Copyable {
    /// A longer line is cut to this many bytes: 16 MiB, far beyond what a decoder accepts.
    public static let longestLine = 16 << 20
    /// Bytes of the batch's buffer that stand behind the last line at least, for wide loads.
    public static let slack = 64
    private static let smallestPiece = 16 << 10
    private static let largestPiece = 256 << 10

    /// Bytes read of all files so far, as they stand on disk (before decompression).
    public private(set) var position = 0
    /// Bytes of all files as they stand on disk; nil if one is a pipe.
    public let total: Int?
    /// Index among the paths of the file that the last batch came from.
    public private(set) var fileIndex = 0
    /// Lines of all files so far, empty ones included.
    public private(set) var lines = 0
    /// Empty lines passed over.
    public private(set) var emptyLines = 0
    /// Lines that were cut to ``longestLine``.
    public private(set) var cutLines = 0

    private let paths: [String]
    private var source: ByteSource?
    private var nextPath = 0
    private var linesOfFile: Int64 = 0
    /// The first `restCount` bytes were read and not handed out; they begin with a line's start.
    private var rest: [UInt8] = []
    private var restCount = 0
    /// The remainder of a cut line is being passed over.
    private var isInsideCutLine = false

    /// Makes a reader at the start of the first file.
    ///
    /// - Throws: ``FileError/missing(path:)`` or unreadable, if any of the files cannot be there.
    public init(paths: [String]) throws(FileError) {
        var total: Int? = 0
        for path in paths {
            guard path != "-" else {
                total = nil
                continue
            }
            guard let status = FileDescriptor.status(path) else {
                throw .missing(path: path)
            }
            if status.isDirectory { throw .unreadable(path: path, reason: "it is a directory") }
            total = status.isRegular ? total.map { $0 + status.size } : nil
        }
        self.paths = paths
        self.total = total
    }

    /// Replaces the batch by the next lines, at most `limit` of them.
    ///
    /// A record's value is the line without its end; its offset is the line's number in the file,
    /// from 0; its input is the file's index; key and timestamp are absent. Behind each line stands
    /// a zero; what else stands in the buffer means nothing. Fastest if the caller leaves the
    /// buffer's count as it is between calls.
    ///
    /// - Returns: Whether there was a line; false once everything is read.
    /// - Throws: ``FileError``; the lines before the damage have been handed out.
    public mutating func next(
        into batch: inout RecordBatch, limit: Int
    ) throws(FileError) -> Bool {
        precondition(limit > 0)
        batch.records.removeAll(keepingCapacity: true)
        batch.headers.removeAll(keepingCapacity: true)
        // More would only be carried over to the next call.
        let piece = min(Self.largestPiece, max(Self.smallestPiece, limit << 8))
        var filled = restCount
        Self.makeRoom(in: &batch.bytes, for: filled)
        ByteScan.copy(rest, from: 0, count: filled, to: &batch.bytes, at: 0)
        restCount = 0
        var start = 0
        var searched = 0
        while true {
            start = record(&batch, from: start, searched: searched, to: filled, limit: limit)
            if !batch.records.isEmpty { break }
            if filled - start > Self.longestLine {
                recordCutLine(&batch, from: start)
                start = filled
                break
            }
            if start == filled { (start, filled) = (0, 0) }
            searched = filled
            let got = try read(into: &batch.bytes, at: filled, count: piece)
            filled += got
            guard got == 0 else { continue }
            recordLastLine(&batch, from: start, to: filled)
            start = filled
            source = nil
            if !batch.records.isEmpty { break }
            if nextPath == paths.count { return false }
        }
        restCount = filled - start
        Self.makeRoom(in: &rest, for: restCount)
        ByteScan.copy(batch.bytes, from: start, count: restCount, to: &rest, at: 0)
        return true
    }

    /// Turns complete lines into records.
    ///
    /// No line feed stands before `searched`.
    ///
    /// - Returns: The start of the first line that is not complete, or that is one too many.
    private mutating func record(
        _ batch: inout RecordBatch, from start: Int, searched: Int, to end: Int, limit: Int
    ) -> Int {
        var start = start
        var searched = searched
        withRoom(for: limit, in: &batch) { reader, bytes, records in
            while records.freeCapacity > 0,
                let lineFeed = ByteScan.lineFeed(in: bytes.span, from: searched, to: end)
            {
                if reader.isInsideCutLine {
                    reader.isInsideCutLine = false
                } else {
                    reader.append(from: start, to: lineFeed, of: &bytes, to: &records)
                }
                start = lineFeed + 1
                searched = start
            }
        }
        return isInsideCutLine ? end : start
    }

    /// Makes room for records up to `limit`, and checks only once whether bytes may be changed.
    @inline(__always)
    private mutating func withRoom(
        for limit: Int, in batch: inout RecordBatch,
        _ body: (inout LineReader, inout MutableSpan<UInt8>, inout OutputSpan<RecordBatch.Record>)
            -> Void
    ) {
        var records: [RecordBatch.Record] = []
        swap(&records, &batch.records)
        var bytes = batch.bytes.mutableSpan
        records.append(addingCapacity: limit - records.count) { body(&self, &bytes, &$0) }
        swap(&records, &batch.records)
    }

    @inline(__always)
    private mutating func append(
        from start: Int, to end: Int, of bytes: inout MutableSpan<UInt8>,
        to records: inout OutputSpan<RecordBatch.Record>
    ) {
        let start = linesOfFile == 0 ? Self.skipMark(bytes.span, start, end) : start
        let isReturn = end > start && bytes[end &- 1] == 0x0D
        let end = isReturn ? end &- 1 : end
        bytes[end] = 0
        let number = linesOfFile
        linesOfFile &+= 1
        lines &+= 1
        if start == end {
            emptyLines &+= 1
            return
        }
        records.append(
            RecordBatch.Record(
                input: UInt16(truncatingIfNeeded: fileIndex), partition: 0, offset: number,
                timestamp: -1, key: .null,
                value: RecordBatch.ByteRange(start: start, count: end - start), headerCount: 0,
                firstHeader: 0))
    }

    /// Where the first line of a file begins: behind a byte order mark.
    @inline(never)
    private static func skipMark(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Int {
        let hasMark =
            end - start >= 3 && bytes[start] == 0xEF && bytes[start + 1] == 0xBB
            && bytes[start + 2] == 0xBF
        return hasMark ? start + 3 : start
    }

    private mutating func append(_ batch: inout RecordBatch, from start: Int, to end: Int) {
        withRoom(for: batch.records.count + 1, in: &batch) { reader, bytes, records in
            reader.append(from: start, to: end, of: &bytes, to: &records)
        }
    }

    private mutating func recordCutLine(_ batch: inout RecordBatch, from start: Int) {
        append(&batch, from: start, to: start + Self.longestLine)
        cutLines += 1
        isInsideCutLine = true
    }

    private mutating func recordLastLine(_ batch: inout RecordBatch, from start: Int, to end: Int) {
        if start < end, !isInsideCutLine { append(&batch, from: start, to: end) }
        isInsideCutLine = false
    }

    /// Reads on in the current file, or in the next one if none is open; 0 = the file's end.
    private mutating func read(
        into bytes: inout [UInt8], at start: Int, count: Int
    ) throws(FileError) -> Int {
        let before = source?.position ?? 0
        if source == nil {
            guard nextPath < paths.count else { return 0 }
            source = try ByteSource.open(paths[nextPath])
            fileIndex = nextPath
            linesOfFile = 0
            nextPath += 1
        }
        Self.makeRoom(in: &bytes, for: start + count)
        let got = try source?.read(into: &bytes, at: start, count: count) ?? 0
        position += (source?.position ?? 0) - before
        return got
    }

    private static func makeRoom(in bytes: inout [UInt8], for count: Int) {
        let missing = count + slack - bytes.count
        guard missing > 0 else { return }
        bytes.append(contentsOf: repeatElement(0, count: max(missing, bytes.count)))
    }
}
