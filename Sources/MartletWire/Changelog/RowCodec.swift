package import MartletProfile

/// The binary form of a profile in the changelog, version 1.
///
/// One byte of version, four of the plan's layout hash (big-endian), the number of words as a
/// varint, the words as zigzag varints, the number of texts, and each text with its length before
/// it; at the end four bytes of checksum over all before (FNV-1a, big-endian), because nothing else
/// would notice a wrong sum or instant. Varints are LEB128 as in Protocol Buffers.
public struct RowCodec: Sendable {
    /// The version that is written.
    public static let version: UInt8 = 1

    /// Why a record cannot be used.
    public enum Problem: Error, Sendable, Equatable {
        /// Written by a version that this program does not know.
        case version(UInt8)
        /// Written under another configuration of features or segments.
        case otherPlan
        /// Cut short or damaged.
        case damaged
    }

    private let layout: UInt32

    /// Makes a codec for rows of a plan with this layout hash.
    public init(layout: UInt32) { self.layout = layout }

    /// Appends the record of `image`.
    package func append(_ image: borrowing RowImage, to bytes: inout [UInt8]) {
        let first = bytes.count
        appendHeader(to: &bytes)
        RowCodec.appendBody(image, to: &bytes)
        appendChecksum(of: first, to: &bytes)
    }

    /// Appends words and texts: what changelog and checkpoint have in common.
    static func appendBody(_ image: borrowing RowImage, to bytes: inout [UInt8]) {
        bytes.appendVarint(UInt64(image.words.count))
        for word in image.words { bytes.appendVarint(word.zigzag) }
        bytes.appendVarint(UInt64(image.textEnds.count))
        var start = 0
        for end in image.textEnds {
            bytes.appendVarint(UInt64(end - start))
            bytes += image.text[start..<end]
            start = end
        }
    }

    /// Reads a record into `image`, which is emptied first.
    ///
    /// - Throws: ``Problem`` if the record is not one of this plan, whole and sound.
    package func read(_ record: Span<UInt8>, into image: inout RowImage) throws(Problem) {
        guard try RowCodec.readRow(record, into: &image) == layout else { throw .otherPlan }
    }

    /// Reads a record of whatever plan into `image`, which is emptied first.
    ///
    /// - Returns: The layout hash of its plan.
    /// - Throws: ``Problem`` if the record is not whole and sound.
    package static func readRow(
        _ record: Span<UInt8>, into image: inout RowImage
    ) throws(Problem) -> UInt32 {
        var reader = ByteReader(position: 0)
        let contents = try readHeader(record, atMost: version, &reader)
        try readBody(contents.bytes, &reader, into: &image)
        guard reader.position == contents.bytes.count else { throw .damaged }
        return contents.layout
    }

    /// Reads words and texts into `image`, which is emptied first.
    static func readBody(
        _ bytes: Span<UInt8>, _ reader: inout ByteReader, into image: inout RowImage
    ) throws(Problem) {
        image.removeAll()
        let words = try reader.count(bytes)
        image.words.reserveCapacity(words)
        for _ in 0..<words { image.words.append(try reader.varint(bytes).unzigzag) }
        for _ in 0..<(try reader.count(bytes)) {
            let count = try reader.count(bytes)
            image.text.append(bytes.extracting(reader.position..<reader.position + count))
            reader.position += count
            image.textEnds.append(image.text.count)
        }
    }

    func appendHeader(version: UInt8 = RowCodec.version, to bytes: inout [UInt8]) {
        bytes.append(version)
        RowCodec.append(layout, to: &bytes)
    }

    /// Checks version and checksum, and goes past the header.
    ///
    /// - Returns: The record without its checksum, its version and its layout.
    @_lifetime(copy record)
    static func readHeader(
        _ record: Span<UInt8>, atMost newest: UInt8, _ reader: inout ByteReader
    ) throws(Problem) -> Contents {
        guard record.count > 0 else { throw .damaged }
        guard 1...newest ~= record[0] else { throw .version(record[0]) }
        guard record.count >= 9 else { throw .damaged }
        let bytes = record.extracting(0..<record.count - 4)
        guard checksum(bytes) == number(record, at: bytes.count) else { throw .damaged }
        reader.position = 5
        return Contents(bytes: bytes, version: record[0], layout: number(record, at: 1))
    }

    /// What a record holds between its header and its checksum.
    struct Contents: ~Escapable {
        var bytes: Span<UInt8>
        var version: UInt8
        var layout: UInt32

        @_lifetime(copy bytes)
        init(bytes: Span<UInt8>, version: UInt8, layout: UInt32) {
            self.bytes = bytes
            self.version = version
            self.layout = layout
        }
    }

    /// Appends the checksum of the bytes from `start` on.
    func appendChecksum(of start: Int, to bytes: inout [UInt8]) {
        RowCodec.append(RowCodec.checksum(bytes.span.extracting(start..<bytes.count)), to: &bytes)
    }

    /// FNV-1a (Fowler, Noll, Vo), 32 bits: finds every change of a single byte.
    private static func checksum(_ bytes: Span<UInt8>) -> UInt32 {
        var hash: UInt32 = 2_166_136_261
        for index in bytes.indices { hash = (hash ^ UInt32(bytes[index])) &* 16_777_619 }
        return hash
    }

    private static func append(_ number: UInt32, to bytes: inout [UInt8]) {
        for shift in [24, 16, 8, 0] as [UInt32] {
            bytes.append(UInt8(truncatingIfNeeded: number >> shift))
        }
    }

    private static func number(_ bytes: Span<UInt8>, at start: Int) -> UInt32 {
        var number: UInt32 = 0
        for index in start..<start + 4 { number = number << 8 | UInt32(bytes[index]) }
        return number
    }
}
