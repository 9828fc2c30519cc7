/// What the features of a profile are worth at an instant.
extension ProfileFacts {
    /// A feature as a number; linear in the buckets of its window.
    @inline(__always)
    func number(_ feature: Int, at now: Instant) -> NumericFact {
        let reader = hot.readers[feature]
        switch reader.combination {
        case .count, .sum, .mean, .share, .activityDrop: return ofTotals(reader, now)
        case .number, .instant:
            let (value, until) = total(reader.cell, reader.length, now)
            if value == Column.absent { return NumericFact(Number(.unknown), until: until) }
            if reader.combination == .instant {
                return NumericFact(Number(.timestamp, value), until: until)
            }
            return NumericFact(Number(Double(value) / 1_000_000), until: until)
        case .meanGap: return meanGap(reader, now)
        case .distinct:
            let (count, until) = distinctKeys(reader, now)
            return NumericFact(Number(.int, Int64(count)), until: until)
        case .peakHour:
            let keys = keys(reader, now)
            var best: KeyCount?
            for entry in keys.entries
            where best.map({
                entry.count > $0.count || entry.count == $0.count && entry.key < $0.key
            })
                ?? true
            { best = entry }
            guard let best else { return NumericFact(Number(.unknown), until: keys.until) }
            return NumericFact(Number(.int, Int64(best.key)), until: keys.until)
        case .dated:
            let found = latest(reader.cell, reader.length, now)
            return NumericFact(number(dated: found.stamp, found.bits), until: found.until)
        case .alive, .expectedPurchases, .expectedSpend, .rhythm, .scores:
            return measured(reader, at: now)
        case .tally: return NumericFact(Number(.other))
        case .top:
            let keys = topKeys(reader, now)
            return NumericFact(
                Number(keys.names.isEmpty ? .unknown : .other), until: keys.until)
        }
    }

    /// A feature that is computed of nothing but totals.
    @inline(__always)
    private func ofTotals(_ reader: Reader, _ now: Instant) -> NumericFact {
        guard let windows = windows(of: reader) else { return NumericFact(Number(.unknown)) }
        let first = total(windows.first.cell, windows.first.length, now)
        guard let other = windows.second else {
            return NumericFact(number(reader, first.value, 0), until: first.until)
        }
        let second = total(other.cell, other.length, now)
        return NumericFact(
            number(reader, first.value, second.value), until: min(first.until, second.until))
    }

    /// What a feature makes of the totals of its ``windows(of:)``.
    @inline(__always)
    func number(_ reader: Reader, _ first: Int64, _ second: Int64) -> Number {
        switch reader.combination {
        case .count: return Number(.int, first)
        case .sum: return Number(Double(first) / 1_000_000)
        case .mean, .share:
            if second == 0 { return Number(.unknown) }
            let scale = reader.combination == .mean ? 1_000_000.0 : 1
            return Number(Double(first) / scale / Double(second))
        case .activityDrop:
            let drop = hot.measures[reader.measure].drop
            let value = drop.value(recentEvents: Int(first), allEvents: Int(second))
            return value.map { Number($0) } ?? Number(.unknown)
        default: return Number(.unknown)
        }
    }

    /// The windows of a feature that is computed of nothing but totals; nil for any other.
    @inline(__always)
    func windows(of reader: Reader) -> (first: Reader.Window, second: Reader.Window?)? {
        let first = Reader.Window(cell: reader.cell, length: reader.length)
        switch reader.combination {
        case .count, .sum: return (first, nil)
        case .mean, .share:
            return (first, Reader.Window(cell: reader.second, length: reader.length))
        case .activityDrop:
            let recent = hot.measures[reader.measure].drop.recent
            return (Reader.Window(cell: reader.cell, length: recent), first)
        default: return nil
        }
    }

    /// A dated value as a number; `.other` for a text.
    private func number(dated stamp: Int64, _ bits: Int64) -> Number {
        guard stamp != Column.absent else { return Number(.unknown) }
        switch EventBatch.FieldValue.Kind(rawValue: UInt8(stamp & 3)) {
        case .text: return Number(.other)
        case .truth: return Number(.bool, bits)
        case .number: return Number(FixedDecimal(millionths: bits).double)
        default: return Number(.unknown)
        }
    }

    /// A feature of any type.
    func fact(_ feature: Int, at now: Instant) -> Timed {
        let reader = hot.readers[feature]
        switch reader.combination {
        case .dated: return dated(reader, now)
        case .tally:
            let keys = keys(reader, now)
            var map: [String: Value] = [:]
            for entry in keys.entries { map[symbols.text(entry.key)] = .int(entry.count) }
            return Timed(.map(map), until: keys.until)
        case .top:
            let keys = topKeys(reader, now)
            guard !keys.names.isEmpty else { return Timed(.unknown, until: keys.until) }
            return Timed(
                .list(keys.names.map { .string(symbols.text($0)) }), until: keys.until)
        case .rhythm, .scores: return record(reader, feature, at: now)
        default:
            let fact = number(feature, at: now)
            return Timed(Value(fact.number) ?? .unknown, until: fact.until)
        }
    }

    /// Whether a text is among the heaviest.
    func contains(_ feature: Int, _ text: String, at now: Instant) -> Verdict? {
        let reader = hot.readers[feature]
        guard reader.combination == .top else { return nil }
        let (names, until) = topKeys(reader, now)
        guard !names.isEmpty else { return Verdict(.unknown, until: until) }
        let symbol = symbols.find(text.utf8Span.span)
        return Verdict(Truth(symbol.map { names.contains($0) } ?? false), until: until)
    }

    /// The count of one key.
    func entry(_ feature: Int, key: String, at now: Instant) -> Timed {
        let reader = hot.readers[feature]
        guard let symbol = symbols.find(key.utf8Span.span) else { return Timed(.int(0)) }
        let (count, until) = keyCount(reader, Int64(symbol), now)
        return Timed(.int(count), until: until)
    }

    private func meanGap(_ reader: Reader, _ now: Instant) -> NumericFact {
        let (count, until) = total(reader.third, reader.length, now)
        if count < 2 { return NumericFact(Number(.unknown), until: until) }
        let first = total(reader.cell, reader.length, now).value
        let last = total(reader.second, reader.length, now).value
        return NumericFact(
            Number(Double(last - first) / 86_400_000 / Double(count - 1)), until: until)
    }

    private func dated(_ reader: Reader, _ now: Instant) -> Timed {
        let found = latest(reader.cell, reader.length, now)
        guard found.stamp != Column.absent else { return Timed(.unknown, until: found.until) }
        let value: Value
        switch EventBatch.FieldValue.Kind(rawValue: UInt8(found.stamp & 3)) {
        case .text: value = .string(symbols.text(UInt32(truncatingIfNeeded: found.bits)))
        case .truth: value = .bool(found.bits != 0)
        case .number: value = .double(FixedDecimal(millionths: found.bits).double)
        default: value = .unknown
        }
        return Timed(value, until: found.until)
    }
}
