extension RFMModel {
    /// When the scores of a customer change if nothing is bought: only recency ages.
    ///
    /// - Parameter days: Days since the last purchase.
    /// - Returns: The first number of days above it at which the recency score is another; nil once
    ///   it is at its lowest.
    public func nextRecency(after days: Int64) -> Int64? {
        let score = recency.score(Double(days))
        guard score <= recency.count else { return nil }
        let cut = recency[score - 1]
        guard cut < 3_650_000 else { return nil }
        // The first whole number of days that scores differently.
        var next = max(days + 1, Int64(cut.rounded(.down)))
        while recency.score(Double(next)) == score { next += 1 }
        return next
    }
}
