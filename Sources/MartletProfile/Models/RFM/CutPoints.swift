/// Values that divide a scale into scores 1, 2, 3 ...
///
/// Trivial: no reference counting.
public struct CutPoints: Sendable, BitwiseCopyable {
    /// How cut points are found, and to which side they belong.
    public enum Rule: String, Sendable, CaseIterable, BitwiseCopyable {
        /// As R's `rfm` 0.3.0 has it: type 7 quantiles plus 1; a value at a cut point is above it.
        ///
        /// The 1 makes the quantile itself belong to the lower score on scales of whole numbers.
        case interpolated
        /// Nearest-rank quantiles; a value at a cut point is below it.
        case nearestRank = "nearest_rank"
        /// Given by somebody; a value at a cut point is above it.
        case fixed
    }

    /// Most cut points: scores are digits.
    public static let most = 8

    private var cuts: InlineArray<8, Double>
    /// How many there are: one less than scores.
    public let count: Int
    /// How they were found.
    public let rule: Rule

    /// Makes cut points; `values` are ascending, and at most ``most``.
    public init(_ values: [Double], rule: Rule = .fixed) {
        precondition(values.count <= Self.most, "scores are digits")
        cuts = InlineArray { $0 < values.count ? values[$0] : .infinity }
        count = values.count
        self.rule = rule
    }

    /// The cut points, ascending.
    public var values: [Double] { (0..<count).map { cuts[$0] } }

    /// The cut point at `index`.
    subscript(index: Int) -> Double { cuts[index] }

    /// Cut points that give each of `bins` scores to about as many of `values`.
    ///
    /// - Returns: nil without values.
    public init?(dividing values: [Double], into bins: Int, rule: Rule) {
        self.init(sorted: values.sorted(), into: bins, rule: rule)
    }

    /// The same of ascending values, counted from 0.
    init?<Sorted: RandomAccessCollection<Double>>(
        sorted: Sorted, into bins: Int, rule: Rule
    ) where Sorted.Index == Int {
        let quantiles = (1..<max(1, bins)).compactMap { part -> Double? in
            rule == .nearestRank
                ? Quantile.nearestRank(part, of: bins, in: sorted)
                : Quantile.interpolated(part, of: bins, in: sorted).map { $0 + 1 }
        }
        guard !sorted.isEmpty else { return nil }
        self.init(quantiles, rule: rule)
    }

    /// 1 below the first cut point, one more from each cut point on.
    public func score(_ value: Double) -> Int {
        var score = 1
        for index in 0..<count
        where rule == .nearestRank ? cuts[index] < value : cuts[index] <= value {
            score += 1
        }
        return score
    }
}

extension CutPoints: Equatable {
    /// Whether both divide a scale alike.
    public static func == (left: CutPoints, right: CutPoints) -> Bool {
        left.rule == right.rule && left.values == right.values
    }
}
