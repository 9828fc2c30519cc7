/// Quantiles of sorted values.
///
/// R. J. Hyndman and Y. Fan, "Sample quantiles in statistical packages", The American Statistician
/// 50 (1996) 361-365, number the definitions.
public enum Quantile {
    /// Type 7, the default of R and NumPy: linear between the values next to rank (n - 1) p + 1.
    ///
    /// - Parameters:
    ///   - numerator: The part of the values, `numerator` of `denominator`.
    ///   - denominator: Above 0 and at least `numerator`.
    ///   - sorted: Ascending values, counted from 0.
    /// - Returns: nil without values.
    public static func interpolated<Sorted: RandomAccessCollection<Double>>(
        _ numerator: Int, of denominator: Int, in sorted: Sorted
    ) -> Double? where Sorted.Index == Int {
        guard !sorted.isEmpty else { return nil }
        let rank = Double((sorted.count - 1) * numerator) / Double(denominator)
        let low = Int(rank)
        guard low + 1 < sorted.count else { return sorted[sorted.count - 1] }
        return sorted[low] + (rank - Double(low)) * (sorted[low + 1] - sorted[low])
    }

    /// Type 1, nearest rank: the smallest value that at least that part of the values does not
    /// exceed; one of the values themselves.
    ///
    /// - Parameters: As those of ``interpolated(_:of:in:)``.
    /// - Returns: nil without values.
    public static func nearestRank<Sorted: RandomAccessCollection<Double>>(
        _ numerator: Int, of denominator: Int, in sorted: Sorted
    ) -> Double? where Sorted.Index == Int {
        guard !sorted.isEmpty else { return nil }
        let rank = (numerator * sorted.count + denominator - 1) / denominator
        return sorted[max(0, rank - 1)]
    }
}
