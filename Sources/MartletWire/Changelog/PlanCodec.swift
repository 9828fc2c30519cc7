package import MartletProfile

/// The changelog record that says what the rows of a plan mean: written once per plan, so that its
/// rows can be read when another is configured.
///
/// Version 1: one byte of version, four of the plan's layout hash (big-endian), the description,
/// and a checksum as every record has. The key is ``key(layout:)``.
package enum PlanCodec {
    /// The version that is written.
    package static let version: UInt8 = 1

    /// The key of a plan's record: a byte that no customer id begins with, because none begins so
    /// in UTF-8, and the layout hash (big-endian).
    package static func key(layout: UInt32) -> [UInt8] {
        [mark] + [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: layout >> ($0 as UInt32)) }
    }

    /// Whether a record is one of a plan, by its key.
    package static func isPlan(key: Span<UInt8>) -> Bool { key.count == 5 && key[0] == mark }

    private static let mark: UInt8 = 0xFF

    /// Appends the record of a plan.
    package static func append(_ description: RowDescription, to bytes: inout [UInt8]) {
        let codec = RowCodec(layout: description.layout)
        let first = bytes.count
        codec.appendHeader(version: version, to: &bytes)
        append(contents: description, to: &bytes)
        codec.appendChecksum(of: first, to: &bytes)
    }

    /// Reads the record of a plan.
    ///
    /// - Throws: ``RowCodec/Problem`` if the record is not whole and sound.
    package static func read(
        _ record: Span<UInt8>
    ) throws(RowCodec.Problem) -> RowDescription {
        var reader = ByteReader(position: 0)
        let contents = try RowCodec.readHeader(record, atMost: version, &reader)
        let description = try readContents(contents.bytes, &reader, layout: contents.layout)
        guard reader.position == contents.bytes.count else { throw .damaged }
        return description
    }

    private static func append(
        contents description: RowDescription, to bytes: inout [UInt8]
    ) {
        bytes.appendVarint(UInt64(description.features.count))
        for feature in description.features {
            bytes.appendCounted(feature.name.utf8)
            bytes.appendCounted(feature.definition.utf8)
        }
        bytes.appendVarint(UInt64(description.segments.count))
        for segment in description.segments {
            bytes.append(segment.isDated ? 1 : 0)
            bytes.appendCounted(segment.name.utf8)
        }
        bytes.appendVarint(UInt64(description.slots.count))
        for slot in description.slots { append(slot, to: &bytes) }
    }

    private static func append(_ slot: RowDescription.Slot, to bytes: inout [UInt8]) {
        switch slot {
        case .membership(let word):
            bytes.append(0)
            bytes.appendVarint(UInt64(word))
        case .changedAt(let segment):
            bytes.append(1)
            bytes.appendVarint(UInt64(segment))
        case .ids: bytes.append(2)
        case .cell(let cell):
            bytes.append(3)
            append(cell, to: &bytes)
        case .buckets(let cells):
            bytes.append(4)
            bytes.appendVarint(UInt64(cells.count))
            for cell in cells { append(cell, to: &bytes) }
        case .keys(let use, let isWindowed, let areHours):
            bytes.append(5)
            bytes.append((isWindowed ? 1 : 0) | (areHours ? 2 : 0))
            append([use], to: &bytes)
        }
    }

    private static func append(_ cell: RowDescription.Cell, to bytes: inout [UInt8]) {
        bytes.append(cell.isDated ? 1 : 0)
        append(cell.uses, to: &bytes)
    }

    private static func append(_ uses: [RowDescription.Use], to bytes: inout [UInt8]) {
        bytes.appendVarint(UInt64(uses.count))
        for use in uses {
            bytes.appendVarint(UInt64(use.feature))
            bytes.appendVarint(UInt64(use.part))
        }
    }
}
