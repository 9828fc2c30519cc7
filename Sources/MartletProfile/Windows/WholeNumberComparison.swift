/// A count or a sum compared with a whole number, made ready to be decided in integers.
///
/// Such a comparison always has an answer: an empty count or sum is 0. It is true inside a range of
/// totals, or outside of it.
struct WholeNumberComparison: BitwiseCopyable {
    let cell: Cell
    /// Word of the row that holds the total as of the clock's unit.
    private let word: Int32
    private let units: Int32
    /// The range.
    let low, high: Int64
    /// Whether the comparison is true inside the range.
    private let isInside: Bool

    /// Makes `reader comparison bound`; nil if that is anything else.
    @inline(__always)
    init?(_ reader: Reader, _ comparison: Comparison, _ bound: Number) {
        guard bound.kind == .int, bound.bits.magnitude < 1 << 43 else { return nil }
        let value: Int64
        switch reader.combination {
        case .count: value = bound.bits
        case .sum: value = bound.bits &* FixedDecimal.scale
        default: return nil
        }
        cell = reader.cell
        word = Int32(reader.cell.place < 0 ? reader.cell.offset : reader.total)
        units = Int32(reader.length)
        switch comparison {
        case .less: (low, high, isInside) = (value, .max, false)
        case .lessOrEqual: (low, high, isInside) = (value &+ 1, .max, false)
        case .equal: (low, high, isInside) = (value, value, true)
        case .notEqual: (low, high, isInside) = (value, value, false)
        case .greaterOrEqual: (low, high, isInside) = (value, .max, true)
        case .greater: (low, high, isInside) = (value &+ 1, .max, true)
        }
    }

    /// Word of the row that holds the total as of the clock's unit.
    @inline(__always)
    var total: Int { Int(word) }

    /// Units of the window; 0 = all time.
    @inline(__always)
    var length: Int { Int(units) }

    /// The comparison as "at least `level`", or its contrary, for totals that are not negative; nil
    /// if it is neither.
    @inline(__always)
    var level: (level: Int64, isAbove: Bool)? {
        if high == .max { return (low, isInside) }
        return low == 0 ? (1, !isInside) : nil
    }

    /// Whether events alone cannot bring its end nearer, as long as totals are steady: it has none,
    /// or the total only has to stay at its level.
    var isLevel: Bool { cell.place < 0 || level != nil }

    /// Whether a total lies in the range.
    @inline(__always)
    func contains(_ total: Int64) -> Bool { low <= total && total <= high }

    /// The answer for a total.
    @inline(__always)
    func holds(_ total: Int64) -> Bool { contains(total) == isInside }
}
