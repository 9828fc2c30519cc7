import MartletProfile

/// Reading of what ``PlanCodec`` writes.
extension PlanCodec {
    static func readContents(
        _ bytes: Span<UInt8>, _ reader: inout ByteReader, layout: UInt32
    ) throws(RowCodec.Problem) -> RowDescription {
        var description = RowDescription(layout: layout, features: [], segments: [], slots: [])
        for _ in 0..<(try reader.count(bytes)) {
            let name = try reader.text(bytes)
            description.features.append(
                RowDescription.Feature(name: name, definition: try reader.text(bytes)))
        }
        for _ in 0..<(try reader.count(bytes)) {
            let isDated = try reader.byte(bytes) == 1
            description.segments.append(
                RowDescription.Segment(name: try reader.text(bytes), isDated: isDated))
        }
        for _ in 0..<(try reader.count(bytes)) {
            description.slots.append(try slot(bytes, &reader, description))
        }
        return description
    }

    private static func slot(
        _ bytes: Span<UInt8>, _ reader: inout ByteReader, _ description: RowDescription
    ) throws(RowCodec.Problem) -> RowDescription.Slot {
        let features = description.features.count
        switch try reader.byte(bytes) {
        case 0:
            let words = (description.segments.count + 63) / 64
            return .membership(try reader.index(bytes, below: words))
        case 1: return .changedAt(try reader.index(bytes, below: description.segments.count))
        case 2: return .ids
        case 3: return .cell(try cell(bytes, &reader, features))
        case 4:
            var cells: [RowDescription.Cell] = []
            for _ in 0..<(try reader.count(bytes)) {
                cells.append(try cell(bytes, &reader, features))
            }
            return .buckets(cells)
        case 5:
            let flags = try reader.byte(bytes)
            guard let use = try uses(bytes, &reader, features).first else { throw .damaged }
            let shape: RowDescription.KeyShape =
                flags & 4 != 0 ? .latest : flags & 1 != 0 ? .counted : .lifetime
            return .keys(use: use, shape: shape, areHours: flags & 2 != 0)
        case 6: return .named(try reader.text(bytes))
        case 7:
            let areDays = try reader.byte(bytes) == 1
            return .occasions(uses: try uses(bytes, &reader, features), areDays: areDays)
        default: throw .damaged
        }
    }

    private static func cell(
        _ bytes: Span<UInt8>, _ reader: inout ByteReader, _ features: Int
    ) throws(RowCodec.Problem) -> RowDescription.Cell {
        let isDated = try reader.byte(bytes) == 1
        return RowDescription.Cell(isDated: isDated, uses: try uses(bytes, &reader, features))
    }

    private static func uses(
        _ bytes: Span<UInt8>, _ reader: inout ByteReader, _ features: Int
    ) throws(RowCodec.Problem) -> [RowDescription.Use] {
        var uses: [RowDescription.Use] = []
        for _ in 0..<(try reader.count(bytes)) {
            let feature = try reader.index(bytes, below: features)
            uses.append(
                RowDescription.Use(feature: feature, part: try reader.index(bytes, below: 256)))
        }
        return uses
    }
}
