/// When a customer bought.
extension ProfileFacts {
    /// The purchases of a ledger; nil if there are none.
    ///
    /// Linear in the entries of its list.
    func occasions(_ ledger: Measure.Ledger) -> Occasions? {
        guard ledger.list >= 0 else {
            // Dated cells keep the kind of their value in two bits.
            let shift: Int64 = ledger.first.fold.isDated ? 2 : 0
            let count = Int(row[ledger.count.offset])
            return count == 0
                ? nil
                : Occasions(
                    count: count,
                    first: Instant(milliseconds: row[ledger.first.offset] >> shift),
                    last: Instant(milliseconds: row[ledger.last.offset] >> shift))
        }
        let layout = hot.lists[ledger.list]
        let list = WordList(row[layout.offset])
        guard list.word != 0 else { return nil }
        let entries = list.entries(pool)
        guard layout.shape == .days else {
            return Occasions(
                count: list.count, first: Instant(milliseconds: entries[0]),
                last: Instant(milliseconds: entries[list.count - 1]))
        }
        var count = 0
        for index in 0..<list.count { count += DayBlock(entries[index]).count }
        return Occasions(
            count: count, first: start(of: DayBlock(entries[0]).first, .day),
            last: start(of: DayBlock(entries[list.count - 1]).last, .day))
    }

    /// The gaps between successive purchases of a ledger with a list.
    func gaps(_ ledger: Measure.Ledger) -> GapSummary {
        var gaps = GapSummary()
        let layout = hot.lists[ledger.list]
        let list = WordList(row[layout.offset])
        guard list.word != 0 else { return gaps }
        let entries = list.entries(pool)
        var last: Int64?
        func add(_ instant: Int64) {
            if let last { gaps.add(days: Double(instant - last) / 86_400_000) }
            last = instant
        }
        for index in 0..<list.count {
            guard layout.shape == .days else {
                add(entries[index])
                continue
            }
            for day in DayBlock(entries[index]) { add(start(of: day, .day).milliseconds) }
        }
        return gaps
    }
}

/// Days of 32 successive ones on which something was, in a word.
struct DayBlock: Sequence, IteratorProtocol {
    /// Number of the block << 32 | a bit for each day.
    private(set) var word: Int64

    @inline(__always)
    init(_ word: Int64) { self.word = word }

    /// A block with one day.
    @inline(__always)
    init(day: Int64) { word = (day >> 5) << 32 | 1 << (day & 31) }

    /// Number of the block: that of its days without the last five bits.
    var number: Int64 { word >> 32 }

    private var days: UInt32 { UInt32(truncatingIfNeeded: word) }

    /// How many days there are.
    var count: Int { days.nonzeroBitCount }

    /// The first day; there must be one.
    var first: Int64 { number << 5 | Int64(days.trailingZeroBitCount) }

    /// The last day; there must be one.
    var last: Int64 { number << 5 | Int64(31 - days.leadingZeroBitCount) }

    /// Adds the days of another of the same number.
    mutating func add(_ other: DayBlock) { word |= other.word & 0xFFFF_FFFF }

    /// The days, ascending.
    mutating func next() -> Int64? {
        guard days != 0 else { return nil }
        defer { word &= ~(1 << Int64(days.trailingZeroBitCount)) }
        return first
    }
}
