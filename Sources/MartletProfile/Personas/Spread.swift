/// How the values of a feature are spread over customers: the shares of ten ranges.
public struct Spread: Sendable, Equatable {
    /// Ascending values between one range and the next; a value at one is below it.
    public var cuts: [Double]
    /// Share of customers in each range, and behind them of those whose value is not known; one
    /// more entry than ranges.
    public var shares: [Double]

    /// Makes a spread.
    public init(cuts: [Double], shares: [Double]) {
        precondition(shares.count == cuts.count + 2, "a share for each range and for the unknown")
        self.cuts = cuts
        self.shares = shares
    }

    /// Cuts values at their deciles; equal deciles are one.
    ///
    /// - Parameters:
    ///   - sorted: The known values, ascending.
    ///   - unknown: Customers without a value.
    public init(sorted: [Double], unknown: Int) {
        var cuts: [Double] = []
        for tenth in 1...9 {
            guard let cut = Quantile.nearestRank(tenth, of: 10, in: sorted) else { break }
            if cuts.last.map({ $0 < cut }) ?? true { cuts.append(cut) }
        }
        self.cuts = cuts
        shares = Spread.shares(sorted, unknown: unknown, cuts: cuts)
    }

    /// Shares of the ranges in other values.
    private static func shares(_ values: [Double], unknown: Int, cuts: [Double]) -> [Double] {
        var counts = [Int](repeating: 0, count: cuts.count + 2)
        for value in values { counts[cuts.firstIndex { value <= $0 } ?? cuts.count] += 1 }
        counts[cuts.count + 1] = unknown
        let total = Double(max(1, values.count + unknown))
        return counts.map { Double($0) / total }
    }

    /// How far other customers' values are spread in another way: the population stability index,
    /// the sum of (a - e) ln(a / e) over the ranges' shares.
    ///
    /// N. Siddiqi, "Credit Risk Scorecards" (2006), where below 0.1 is no change and above 0.25 a
    /// large one. A share below one in ten thousand counts as that.
    ///
    /// - Parameters:
    ///   - values: Their known values.
    ///   - unknown: Customers without a value.
    /// - Returns: The index; 0 without customers.
    public func stabilityIndex(_ values: [Double], unknown: Int) -> Double {
        guard values.count + unknown > 0 else { return 0 }
        let found = Spread.shares(values, unknown: unknown, cuts: cuts)
        return Spread.stabilityIndex(of: found, against: shares)
    }

    /// The same of shares that are known already.
    static func stabilityIndex(of found: [Double], against shares: [Double]) -> Double {
        var sum = 0.0
        for (found, expected) in zip(found, shares) {
            let (actual, before) = (max(found, 1e-4), max(expected, 1e-4))
            sum += (actual - before) * Logarithm.natural(actual / before)
        }
        return sum
    }
}
