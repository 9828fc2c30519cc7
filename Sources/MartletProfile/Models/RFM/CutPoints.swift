/// Values that divide a scale into scores 1, 2, 3 ...
public struct CutPoints: Sendable, Equatable {
    /// How cut points are found, and to which side they belong.
    public enum Rule: String, Sendable, CaseIterable {
        /// As R's `rfm` 0.3.0 has it: type 7 quantiles plus 1; a value at a cut point is above it.
        ///
        /// The 1 makes the quantile itself belong to the lower score on scales of whole numbers.
        case interpolated
        /// Nearest-rank quantiles; a value at a cut point is below it.
        case nearestRank = "nearest_rank"
        /// Given by somebody; a value at a cut point is above it.
        case fixed
    }

    /// The cut points, ascending: one less than scores.
    public var values: [Double]
    /// How they were found.
    public var rule: Rule

    /// Makes cut points; `values` are ascending.
    public init(_ values: [Double], rule: Rule = .fixed) {
        self.values = values
        self.rule = rule
    }

    /// Cut points that give each of `bins` scores to about as many of `values`.
    ///
    /// - Returns: nil without values.
    public init?(dividing values: [Double], into bins: Int, rule: Rule) {
        let sorted = values.sorted()
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
        1 + values.count { rule == .nearestRank ? $0 < value : $0 <= value }
    }
}
