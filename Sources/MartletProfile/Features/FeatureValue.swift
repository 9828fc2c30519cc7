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
    /// Mean and spread of gaps in days, and how many gaps there were.
    case rhythm(Rhythm, gaps: Int)
    /// Recency, frequency and money.
    case scores(RFMScores)
}

extension FeatureValue {
    /// The values of one that has several, by their names.
    package var parts: [(name: String, value: FeatureValue)] {
        let kind: FeatureDefinition.Aggregate
        let values: [FeatureValue]
        switch self {
        case .rhythm(let rhythm, let gaps):
            kind = .rhythm
            values = [.double(rhythm.mean), .double(rhythm.spread), .count(Int64(gaps))]
        case .scores(let scores):
            kind = .rfm
            let numbers = [scores.recency, scores.frequency, scores.money, scores.score]
            values = numbers.map { .count(Int64($0)) }
        default: return []
        }
        return zip(kind.parts, values).map { ($0.name, $1) }
    }
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

    /// One of the values of a feature that has several, by its number.
    package func value(
        ofPart part: Int, _ feature: Int, _ row: Int, _ now: Instant
    ) -> FeatureValue {
        ProfileFacts(self, slab.row(row)).part(feature, part, at: now).number.shown
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
        case .mean, .share, .meanGap, .distinct, .peakHour, .alive, .expectedPurchases,
            .expectedSpend, .activityDrop:
            return number(feature, at: now).number.shown
        case .rhythm: return rhythm(reader).map { .rhythm($0.rhythm, gaps: $0.gaps) } ?? .unknown
        case .scores: return scores(reader, now).map { .scores($0.scores) } ?? .unknown
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

extension Number {
    /// A computed number as records show it.
    fileprivate var shown: FeatureValue {
        switch kind {
        case .int: .count(bits)
        case .double: .double(double)
        default: .unknown
        }
    }
}
