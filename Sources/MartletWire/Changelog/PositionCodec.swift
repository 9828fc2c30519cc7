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
    /// Topic of each input, so that offsets survive another order of inputs; empty in records of
    /// version 1, whose offsets go by the order.
    public var topics: [String]
    /// Partitions of the inputs; 0 = not known.
    public var partitions: Int
    /// Tells a changelog from another of the same name that was begun anew: the instant at which
    /// its first record was made, in ms; 0 = not known.
    public var incarnation: Int64
    /// Whether deadlines of the clock's own instant were still to be fired.
    public var isFiring: Bool
    /// The fingerprint of the models under which all profiles were looked at; nil = there was none,
    /// or they were being applied.
    public var models: String?

    /// Makes a position.
    public init(
        clock: Instant, offsets: [Int64], rules: String, topics: [String] = [],
        partitions: Int = 0, incarnation: Int64 = 0, isFiring: Bool = false, models: String? = nil
    ) {
        self.clock = clock
        self.offsets = offsets
        self.rules = rules
        self.topics = topics
        self.partitions = partitions
        self.incarnation = incarnation
        self.isFiring = isFiring
        self.models = models
    }

    /// The offset of input `index`, which is topic `topic`; -1 if there is none.
    public func offset(ofInput index: Int, topic: String) -> Int64 {
        if topics.isEmpty { return index < offsets.count ? offsets[index] : -1 }
        return topics.firstIndex(of: topic).map { offsets[$0] } ?? -1
    }

    func append(to bytes: inout [UInt8]) {
        precondition(topics.count == offsets.count)
        bytes.appendVarint(clock.milliseconds.zigzag)
        bytes.appendVarint(incarnation.zigzag)
        bytes.appendVarint(UInt64(partitions))
        bytes.appendVarint(UInt64(offsets.count))
        for (topic, offset) in zip(topics, offsets) {
            bytes.appendCounted(topic.utf8)
            bytes.appendVarint(offset.zigzag)
        }
        bytes.appendCounted(rules.utf8)
    }

    init(_ bytes: Span<UInt8>, _ reader: inout ByteReader) throws(RowCodec.Problem) {
        clock = Instant(milliseconds: try reader.varint(bytes).unzigzag)
        incarnation = try reader.varint(bytes).unzigzag
        partitions = Int(clamping: try reader.varint(bytes))
        topics = []
        offsets = []
        for _ in 0..<(try reader.count(bytes)) {
            topics.append(try reader.text(bytes))
            offsets.append(try reader.varint(bytes).unzigzag)
        }
        rules = try reader.text(bytes)
        isFiring = false
    }

    /// Version 1: no topics, and the rules to the end.
    init(first bytes: Span<UInt8>, _ reader: inout ByteReader) throws(RowCodec.Problem) {
        let clock = Instant(milliseconds: try reader.varint(bytes).unzigzag)
        var offsets: [Int64] = []
        for _ in 0..<(try reader.count(bytes)) {
            offsets.append(try reader.varint(bytes).unzigzag)
        }
        var rules: [UInt8] = []
        rules.append(bytes.extracting(reader.position..<bytes.count))
        reader.position = bytes.count
        self.init(
            clock: clock, offsets: offsets, rules: String(decoding: rules, as: UTF8.self))
    }
}

extension RowCodec {
    /// The version of positions that is written; version 1 is read too.
    public static let positionVersion: UInt8 = 2

    /// Appends the record of a shard's position, which must name its topics.
    public func append(_ position: ShardPosition, to bytes: inout [UInt8]) {
        let first = bytes.count
        appendHeader(version: RowCodec.positionVersion, to: &bytes)
        position.append(to: &bytes)
        // Flags; left out where there are none.
        let flags: UInt64 = (position.isFiring ? 1 : 0) | (position.models == nil ? 0 : 2)
        if flags != 0 { bytes.appendVarint(flags) }
        if let models = position.models { bytes.appendCounted(models.utf8) }
        appendChecksum(of: first, to: &bytes)
    }

    /// Reads the record of a shard's position, of whatever plan.
    ///
    /// - Throws: ``Problem`` if the record is not whole and sound.
    public static func readPosition(_ record: Span<UInt8>) throws(Problem) -> ShardPosition {
        var reader = ByteReader(position: 0)
        let contents = try readHeader(record, atMost: positionVersion, &reader)
        var position =
            contents.version == 1
            ? try ShardPosition(first: contents.bytes, &reader)
            : try ShardPosition(contents.bytes, &reader)
        if contents.version > 1, reader.position < contents.bytes.count {
            let flags = try reader.varint(contents.bytes)
            position.isFiring = flags & 1 != 0
            if flags & 2 != 0 { position.models = try reader.text(contents.bytes) }
        }
        guard reader.position == contents.bytes.count else { throw .damaged }
        return position
    }
}
