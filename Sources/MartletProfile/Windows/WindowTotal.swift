/// The total of a cell over one window as of the clock's unit: a word of the row.
///
/// Rules compare it without a walk over the buckets. It follows from them: it is kept up while
/// events come, and added up anew when the first event or deadline of another unit does.
struct WindowTotal: Equatable, BitwiseCopyable {
    /// A count or a sum in the buckets.
    let cell: Cell
    /// Units of the window.
    let length: Int
    /// Word of the row that holds the total.
    var offset = 0
}

/// As of which unit a bucket list's totals are, in one word of the row.
struct TotalsDate: Equatable {
    let word: Int64

    init(_ word: Int64) { self.word = word }

    /// Totals as of `unit`.
    @inline(__always)
    init(unit: Int64, isSteady: Bool) { word = unit << 1 | (isSteady ? 0 : 1) }

    /// Totals that have never been added up.
    static let none = TotalsDate(.min | 1)

    /// The unit's number.
    @inline(__always)
    var unit: Int64 { word >> 1 }

    /// Whether time can only make the totals fall, and events can only make them rise: no bucket is
    /// ahead of the unit, and nothing negative was added.
    @inline(__always)
    var isSteady: Bool { word & 1 == 0 }
}

extension ProfileTable {
    /// Brings the totals of one bucket list up to the clock.
    ///
    /// - Returns: Whether they are steady.
    @inline(__always)
    @discardableResult
    mutating func renewTotals(_ words: Words, _ place: Int) -> Bool {
        let date = TotalsDate(words[hot.buckets[place].date])
        let current = hot.bucketUnits[place].number
        if date.unit == current { return date.isSteady }
        guard date.isSteady, date.unit < current else { return addUpTotals(words, place) }
        return dropFromTotals(words, place, since: date.unit)
    }

    /// Takes away what has left the windows since `unit`, as of which the totals are steady.
    ///
    /// Linear in the buckets that are older than the shortest window; none may have been removed.
    @inline(never)
    private mutating func dropFromTotals(
        _ words: Words, _ place: Int, since unit: Int64
    ) -> Bool {
        let layout = hot.buckets[place]
        let current = hot.bucketUnits[place].number
        words[layout.date] = TotalsDate(unit: current, isSteady: true).word
        let list = WordList(words[layout.offset])
        if list.word == 0 { return true }
        let entries = list.entries(pool)
        let end = list.count &* layout.stride
        for total in hot.totals[place] {
            let length = Int64(total.length)
            let (before, gone) = (unit &- length, current &- length)
            // What was cut off at the end of the range cannot be taken away.
            if words[total.offset] == .max { return addUpTotals(words, place) }
            var at = 0
            while at < end, entries[at] <= gone {
                if entries[at] > before {
                    words[total.offset] &-= entries[at &+ total.cell.offset]
                }
                at &+= layout.stride
            }
        }
        return true
    }

    /// Adds the totals of one bucket list up; linear in its buckets.
    @inline(never)
    private mutating func addUpTotals(_ words: Words, _ place: Int) -> Bool {
        let layout = hot.buckets[place]
        let current = hot.bucketUnits[place].number
        let list = WordList(words[layout.offset])
        let buckets = list.count &* layout.stride
        let entries = buckets > 0 ? list.entries(pool) : words
        var isSteady = true
        for total in hot.totals[place] {
            var sum: Int64 = 0
            var at = buckets
            while at > 0 {
                at &-= layout.stride
                let age = current &- entries[at]
                if age >= total.length { break }
                let value = entries[at &+ total.cell.offset]
                if age < 0 || value < 0 { isSteady = false }
                if age >= 0 { sum = Cell.sum(sum, value) }
            }
            words[total.offset] = sum
        }
        words[layout.date] = TotalsDate(unit: current, isSteady: isSteady).word
        return isSteady
    }

    /// Adds what a step folded into a bucket of `unit` to the totals of the windows that hold it.
    @inline(__always)
    mutating func add(_ amount: Int64, _ step: Step, _ unit: Int64, _ words: Words) {
        let place = Int(step.place)
        let current = hot.bucketUnits[place].number
        let age = current &- unit
        if age < 0 || amount < 0 {
            words[hot.buckets[place].date] = TotalsDate(unit: current, isSteady: false).word
        }
        guard age >= 0 else { return }
        let first = Int(step.firstTotal)
        for total in hot.totals[place].part(first, first &+ Int(step.totalCount)) {
            guard age < total.length else { continue }
            words[total.offset] = Cell.sum(words[total.offset], amount)
        }
    }
}
