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
        bytes.appendVarint(UInt64(image.words.count))
        for word in image.words { bytes.appendVarint(word.zigzag) }
        bytes.appendVarint(UInt64(image.textEnds.count))
        var start = 0
        for end in image.textEnds {
            bytes.appendVarint(UInt64(end - start))
            bytes += image.text[start..<end]
            start = end
        }
        appendChecksum(of: first, to: &bytes)
    }

    /// Reads a record into `image`, which is emptied first.
    ///
    /// - Throws: ``Problem`` if the record is not one of this plan, whole and sound.
    package func read(_ record: Span<UInt8>, into image: inout RowImage) throws(Problem) {
        image.removeAll()
        var reader = ByteReader(position: 0)
        let bytes = try readHeader(record, &reader)
        let words = try reader.varint(bytes)
        guard words <= UInt64(bytes.count) else { throw .damaged }
        for _ in 0..<words { image.words.append(try reader.varint(bytes).unzigzag) }
        let texts = try reader.varint(bytes)
        guard texts <= UInt64(bytes.count) else { throw .damaged }
        for _ in 0..<texts {
            let count = try reader.varint(bytes)
            guard count <= UInt64(bytes.count - reader.position) else { throw .damaged }
            for _ in 0..<count {
                image.text.append(bytes[reader.position])
                reader.position += 1
            }
            image.textEnds.append(image.text.count)
        }
        guard reader.position == bytes.count else { throw .damaged }
    }

    func appendHeader(to bytes: inout [UInt8]) {
        bytes.append(RowCodec.version)
        RowCodec.append(layout, to: &bytes)
    }

    /// Checks version, checksum and plan, and goes past them.
    ///
    /// - Returns: The record without its checksum.
    @_lifetime(copy record)
    func readHeader(
        _ record: Span<UInt8>, _ reader: inout ByteReader
    ) throws(Problem) -> Span<UInt8> {
        guard record.count > 0 else { throw .damaged }
        guard record[0] == RowCodec.version else { throw .version(record[0]) }
        guard record.count >= 9 else { throw .damaged }
        let bytes = record.extracting(0..<record.count - 4)
        guard RowCodec.checksum(bytes) == RowCodec.number(record, at: bytes.count) else {
            throw .damaged
        }
        guard RowCodec.number(record, at: 1) == layout else { throw .otherPlan }
        reader.position = 5
        return bytes
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
