package import MartletProfile

/// Reads the bytes of a checkpoint block by block, and believes nothing that is not checked.
///
/// Who reads the file asks how many bytes come next (``wanted``), hands exactly those in, and gets
/// what they make.
package struct CheckpointDecoder: Sendable {
    /// What bytes have made.
    package enum Part: Sendable, Equatable {
        /// Nothing yet: go on.
        case none
        /// What the file says of itself.
        case header(CheckpointHeader)
        /// A block of profiles, for ``nextProfile(of:into:)``.
        case profiles
        /// The end, as it must be: nothing may follow.
        case trailer(CheckpointTrailer)
    }

    private enum Expected: Sendable { case preamble, frame, content, nothing }

    /// How many bytes come next; 0 = the end.
    package private(set) var wanted = CheckpointFormat.preambleSize
    private var expected = Expected.preamble
    private var chain = CRC32C()
    private var kind = CheckpointFormat.Kind.header
    private var isFirst = true
    /// Where the block at hand begins, and where the bytes to come do.
    private var blockStart = 0
    private var position = 0
    private let size: Int
    private var profiles = 0
    private var reader = ByteReader(position: 0)

    /// Prepares for a file of so many bytes.
    package init(size: Int) { self.size = size }

    /// Takes in the bytes that come next, all of those that are ``wanted``.
    ///
    /// - Throws: ``CheckpointFormat/Problem``; the file is of no use then.
    package mutating func take(
        _ bytes: Span<UInt8>
    ) throws(CheckpointFormat.Problem) -> Part {
        guard bytes.count == wanted else { throw .truncated }
        position += bytes.count
        switch expected {
        case .preamble:
            for (index, byte) in CheckpointFormat.mark.enumerated() where bytes[index] != byte {
                throw .foreign
            }
            let version = bytes.littleEndian(at: CheckpointFormat.mark.count)
            guard version == CheckpointFormat.version else { throw .version(version) }
            chain.update(bytes)
            try expect(.frame, CheckpointFormat.frameSize)
            return .none
        case .frame:
            blockStart = position - CheckpointFormat.frameSize
            guard let kind = CheckpointFormat.Kind(rawValue: bytes[0]),
                (kind == .header) == isFirst
            else { throw .damaged(at: blockStart) }
            self.kind = kind
            isFirst = false
            chain.update(bytes)
            try expect(.content, Int(bytes.littleEndian(at: 1)) + CheckpointFormat.checkSize)
            return .none
        case .content: return try takeContent(bytes)
        case .nothing: throw .damaged(at: position)
        }
    }

    /// Reads the next profile of a block's bytes.
    ///
    /// - Returns: Where its customer id stands in them; nil after the last.
    /// - Throws: ``CheckpointFormat/Problem`` if the block makes no sense.
    package mutating func nextProfile(
        of bytes: Span<UInt8>, into image: inout RowImage
    ) throws(CheckpointFormat.Problem) -> Range<Int>? {
        let content = bytes.extracting(0..<bytes.count - CheckpointFormat.checkSize)
        guard reader.position < content.count else { return nil }
        do throws(RowCodec.Problem) {
            let count = try reader.count(content)
            let customer = reader.position..<reader.position + count
            reader.position += count
            try RowCodec.readBody(content, &reader, into: &image)
            profiles += 1
            return customer
        } catch {
            throw .damaged(at: blockStart)
        }
    }

    private mutating func takeContent(
        _ bytes: Span<UInt8>
    ) throws(CheckpointFormat.Problem) -> Part {
        let content = bytes.extracting(0..<bytes.count - CheckpointFormat.checkSize)
        chain.update(content)
        guard chain.value == bytes.littleEndian(at: content.count) else {
            throw .damaged(at: blockStart)
        }
        reader = ByteReader(position: 0)
        switch kind {
        case .header:
            let header = try value(content) { (bytes, reader) throws(RowCodec.Problem) in
                try CheckpointHeader(bytes, &reader)
            }
            try expect(.frame, CheckpointFormat.frameSize)
            return .header(header)
        case .profiles:
            try expect(.frame, CheckpointFormat.frameSize)
            return .profiles
        case .trailer:
            let trailer = try value(content) { (bytes, reader) throws(RowCodec.Problem) in
                try CheckpointTrailer(bytes, &reader)
            }
            guard position == size else { throw .damaged(at: position) }
            guard trailer.profiles == profiles else { throw .damaged(at: blockStart) }
            expected = .nothing
            wanted = 0
            return .trailer(trailer)
        }
    }

    /// A block's content as a whole.
    private func value<Value>(
        _ content: Span<UInt8>,
        _ read: (Span<UInt8>, inout ByteReader) throws(RowCodec.Problem) -> Value
    ) throws(CheckpointFormat.Problem) -> Value {
        var reader = ByteReader(position: 0)
        do throws(RowCodec.Problem) {
            let value = try read(content, &reader)
            guard reader.position == content.count else { throw .damaged }
            return value
        } catch {
            throw .damaged(at: blockStart)
        }
    }

    private mutating func expect(
        _ next: Expected, _ count: Int
    ) throws(CheckpointFormat.Problem) {
        // Checked against the size of the file, so that a damaged length asks for no memory.
        guard count <= size - position else { throw .truncated }
        expected = next
        wanted = count
    }
}
