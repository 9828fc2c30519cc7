/// A feature's value as records show it; texts are symbols of the table that it came from.
package enum FeatureValue: BitwiseCopyable {
    case unknown
    case count(Int64)
    case decimal(FixedDecimal)
    case double(Double)
    case truth(Bool)
    case instant(Instant)
    case text(UInt32)
    /// Keys and counts, which are given apart, in the order of the keys' texts.
    case tally
    /// Keys, which are given apart, heaviest first.
    case top
}

extension ProfileTable {
    /// The value of `feature` of the profile in `row` at `now`, and the keys of one that has keys.
    package func value(
        _ feature: Int, _ row: Int, _ now: Instant
    ) -> (value: FeatureValue, keys: [KeyCount]) {
        var keys: [KeyCount] = []
        let value = ProfileFacts(self, slab.row(row)).value(feature, now, keys: &keys)
        return (value, keys)
    }

    /// The count of `key` in a tally.
    package func count(of key: String, _ feature: Int, _ row: Int, _ now: Instant) -> Int {
        let entry = ProfileFacts(self, slab.row(row)).entry(feature, key: key, at: now)
        guard case .int(let count) = entry.value else { return 0 }
        return Int(count)
    }

    /// The text of a symbol.
    @_lifetime(borrow self)
    package func text(_ symbol: UInt32) -> Span<UInt8> { symbols.bytes(symbol, of: self) }
}

extension ProfileFacts {
    /// The value of `feature` at `now`; the keys of one that has keys replace those in `keys`.
    func value(_ feature: Int, _ now: Instant, keys: inout [KeyCount]) -> FeatureValue {
        let reader = hot.readers[feature]
        switch reader.combination {
        case .count: return .count(units(reader.cell, reader.length, now).total)
        case .sum, .number:
            let value = units(reader.cell, reader.length, now).total
            return value == Column.absent ? .unknown : .decimal(FixedDecimal(millionths: value))
        case .instant:
            let value = units(reader.cell, reader.length, now).total
            return value == Column.absent ? .unknown : .instant(Instant(milliseconds: value))
        case .dated:
            let found = latest(reader.cell, reader.length, now)
            if found.stamp == Column.absent { return .unknown }
            switch EventBatch.FieldValue.Kind(rawValue: UInt8(found.stamp & 3)) {
            case .text: return .text(UInt32(truncatingIfNeeded: found.bits))
            case .truth: return .truth(found.bits != 0)
            case .number: return .decimal(FixedDecimal(millionths: found.bits))
            default: return .unknown
            }
        case .mean, .share, .meanGap, .distinct, .peakHour:
            let fact = number(feature, at: now)
            switch fact.number.kind {
            case .int: return .count(fact.number.bits)
            case .double: return .double(fact.number.double)
            default: return .unknown
            }
        case .tally:
            _ = self.keys(reader, now, into: &keys)
            symbols.sort(&keys)
            return .tally
        case .top:
            keys = topKeys(reader, now).names.map { KeyCount(key: $0, count: 0) }
            return keys.isEmpty ? .unknown : .top
        }
    }
}
