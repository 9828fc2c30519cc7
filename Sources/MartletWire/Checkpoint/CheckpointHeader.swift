package import MartletProfile

/// What a checkpoint says of itself before its profiles.
package struct CheckpointHeader: Sendable, Equatable {
    /// Which changelog it belongs to: the cluster and the topic.
    package var changelog: String
    /// The shard's partition.
    package var partition: Int32
    /// ``Plan/layoutHash`` of the plan under which the rows were written.
    package var layout: UInt32
    /// The layout of that plan, as its record in the changelog has it.
    package var plan: [UInt8]
    /// Offset of the changelog record from which on everything must be read after the profiles:
    /// that of the position that was committed last when the checkpoint was begun.
    package var changelogOffset: Int64
    /// When it was begun, by the wall clock.
    package var created: Instant
    /// The position at that offset.
    package var position: ShardPosition

    /// Makes a header.
    package init(
        changelog: String, partition: Int32, layout: UInt32, plan: [UInt8],
        changelogOffset: Int64, created: Instant, position: ShardPosition
    ) {
        self.changelog = changelog
        self.partition = partition
        self.layout = layout
        self.plan = plan
        self.changelogOffset = changelogOffset
        self.created = created
        self.position = position
    }

    func append(to bytes: inout [UInt8]) {
        bytes.appendCounted(changelog.utf8)
        bytes.appendVarint(UInt64(partition))
        bytes.appendVarint(UInt64(layout))
        bytes.appendCounted(plan)
        bytes.appendVarint(changelogOffset.zigzag)
        bytes.appendVarint(created.milliseconds.zigzag)
        position.append(to: &bytes)
    }

    init(_ bytes: Span<UInt8>, _ reader: inout ByteReader) throws(RowCodec.Problem) {
        changelog = try reader.text(bytes)
        guard let partition = Int32(exactly: try reader.varint(bytes)),
            let layout = UInt32(exactly: try reader.varint(bytes))
        else { throw .damaged }
        self.partition = partition
        self.layout = layout
        plan = try reader.counted(bytes)
        changelogOffset = try reader.varint(bytes).unzigzag
        created = Instant(milliseconds: try reader.varint(bytes).unzigzag)
        position = try ShardPosition(bytes, &reader)
    }
}

/// What a checkpoint says at its end.
package struct CheckpointTrailer: Sendable, Equatable {
    /// Number of profiles in it.
    package var profiles: Int
    /// Offsets of the inputs up to which some of its profiles have come; the changelog behind it
    /// must come at least as far.
    package var offsets: [Int64]

    /// Makes a trailer.
    package init(profiles: Int, offsets: [Int64]) {
        self.profiles = profiles
        self.offsets = offsets
    }

    func append(to bytes: inout [UInt8]) {
        bytes.appendVarint(UInt64(profiles))
        bytes.appendVarint(UInt64(offsets.count))
        for offset in offsets { bytes.appendVarint(offset.zigzag) }
    }

    init(_ bytes: Span<UInt8>, _ reader: inout ByteReader) throws(RowCodec.Problem) {
        profiles = Int(clamping: try reader.varint(bytes))
        offsets = []
        for _ in 0..<(try reader.count(bytes)) {
            offsets.append(try reader.varint(bytes).unzigzag)
        }
    }
}
