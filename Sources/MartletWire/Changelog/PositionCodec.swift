public import MartletProfile

/// The changelog record that says how far a shard has come: written once per commit, key empty.
///
/// Restoring takes the later of the group's committed offset and this one, so that a group whose
/// offsets have expired still applies nothing twice.
public struct ShardPosition: Sendable, Equatable {
    /// The shard's clock.
    public var clock: Instant
    /// Next offset of each input; -1 = nothing read yet.
    public var offsets: [Int64]
    /// The rule book's fingerprint under which the rows were evaluated.
    public var rules: String

    /// Makes a position.
    public init(clock: Instant, offsets: [Int64], rules: String) {
        self.clock = clock
        self.offsets = offsets
        self.rules = rules
    }
}

extension RowCodec {
    /// Appends the record of a shard's position.
    public func append(_ position: ShardPosition, to bytes: inout [UInt8]) {
        let first = bytes.count
        appendHeader(to: &bytes)
        bytes.appendVarint(position.clock.milliseconds.zigzag)
        bytes.appendVarint(UInt64(position.offsets.count))
        for offset in position.offsets { bytes.appendVarint(offset.zigzag) }
        bytes += Array(position.rules.utf8)
        appendChecksum(of: first, to: &bytes)
    }

    /// Reads the record of a shard's position.
    ///
    /// - Throws: ``Problem`` if the record is not one of this plan, whole and sound.
    public func readPosition(_ record: Span<UInt8>) throws(Problem) -> ShardPosition {
        var reader = ByteReader(position: 0)
        let bytes = try readHeader(record, &reader)
        let clock = Instant(milliseconds: try reader.varint(bytes).unzigzag)
        let count = try reader.varint(bytes)
        guard count <= UInt64(bytes.count) else { throw .damaged }
        var offsets: [Int64] = []
        for _ in 0..<count { offsets.append(try reader.varint(bytes).unzigzag) }
        var rules: [UInt8] = []
        while reader.position < bytes.count {
            rules.append(bytes[reader.position])
            reader.position += 1
        }
        return ShardPosition(
            clock: clock, offsets: offsets, rules: String(decoding: rules, as: UTF8.self))
    }
}
