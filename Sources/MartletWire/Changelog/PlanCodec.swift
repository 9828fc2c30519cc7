package import MartletProfile

/// The changelog record that says what the rows of a plan mean: written once per plan, so that its
/// rows can be read when another is configured.
///
/// One byte of version, four of the plan's layout hash (big-endian), the description, and a
/// checksum as every record has. The key is ``key(layout:)``. Version 2 knows numbers that are kept
/// by name, and keys without counts; version 3 lists of purchases. What has none of these is
/// written as the version before.
package enum PlanCodec {
    /// The latest version that is written.
    package static let version: UInt8 = 3

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
        codec.appendHeader(version: description.slots.map(\.version).max() ?? 1, to: &bytes)
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
        case .keys(let use, let shape, let areHours):
            bytes.append(5)
            let flags: UInt8 =
                switch shape {
                case .lifetime: 0
                case .counted: 1
                case .latest: 4
                }
            bytes.append(flags | (areHours ? 2 : 0))
            append([use], to: &bytes)
        case .named(let name):
            bytes.append(6)
            bytes.appendCounted(name.utf8)
        case .occasions(let uses, let areDays):
            bytes.append(7)
            bytes.append(areDays ? 1 : 0)
            append(uses, to: &bytes)
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

extension RowDescription.Slot {
    /// The first version of a plan's record that knows it.
    fileprivate var version: UInt8 {
        switch self {
        case .occasions: 3
        case .named, .keys(_, .latest, _): 2
        default: 1
        }
    }
}
