/// A count or a sum compared with a whole number, made ready to be decided in integers.
///
/// Such a comparison always has an answer: an empty count or sum is 0.
struct WholeNumberComparison: BitwiseCopyable {
    let cell: Cell
    let comparison: Comparison
    /// Whether ``level`` says the same for totals that are not negative.
    private let hasLevel: Bool
    /// Whether the comparison is true from the level on, or up to it.
    private let isAbove: Bool
    /// Units of the window; 0 = all time.
    let length: Int
    /// What the cell is compared with.
    let bound: Int64
    private let levelBits: Int64

    /// Makes `reader comparison bound`; nil if that is anything else.
    @inline(__always)
    init?(_ reader: Reader, _ comparison: Comparison, _ bound: Number) {
        guard bound.kind == .int, bound.bits.magnitude < 1 << 43 else { return nil }
        switch reader.combination {
        case .count: self.bound = bound.bits
        case .sum: self.bound = bound.bits &* FixedDecimal.scale
        default: return nil
        }
        cell = reader.cell
        length = reader.length
        self.comparison = comparison
        let level = comparison.level(self.bound)
        hasLevel = level != nil
        isAbove = level?.isAbove ?? false
        levelBits = level?.level ?? 0
    }

    /// The comparison as "at least `level`", or its contrary, for totals that are not negative.
    @inline(__always)
    var level: (level: Int64, isAbove: Bool)? { hasLevel ? (levelBits, isAbove) : nil }

    /// The answer for a total.
    @inline(__always)
    func holds(_ total: Int64) -> Bool {
        switch comparison {
        case .less: total < bound
        case .lessOrEqual: total <= bound
        case .equal: total == bound
        case .notEqual: total != bound
        case .greaterOrEqual: total >= bound
        case .greater: total > bound
        }
    }
}

extension Comparison {
    /// The comparison as "at least `level`", or its contrary, for a left side that is a whole
    /// number and not negative; nil if it is neither.
    @inline(__always)
    fileprivate func level(_ right: Int64) -> (level: Int64, isAbove: Bool)? {
        switch self {
        case .less: (right, false)
        case .lessOrEqual: (right &+ 1, false)
        case .equal: right == 0 ? (1, false) : nil
        case .notEqual: right == 0 ? (1, true) : nil
        case .greaterOrEqual: (right, true)
        case .greater: (right &+ 1, true)
        }
    }
}
