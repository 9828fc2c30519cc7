extension RFMModel {
    /// Until when the scores of a customer hold if nothing is bought: only recency ages.
    ///
    /// - Parameters:
    ///   - last: The latest purchase.
    ///   - now: When they were scored.
    ///   - calendar: What days are.
    /// - Returns: The start of the day on which the recency score falls next; `.never` once it is
    ///   at its lowest.
    public func holds(
        lastPurchase last: Instant, at now: Instant, _ calendar: borrowing CivilCalendar
    ) -> Instant {
        let day = calendar.day(of: last)
        let days = calendar.day(of: now) - day
        let score = recency.score(Double(days))
        guard score <= recency.count else { return .never }
        let cut = recency[score - 1]
        guard cut < 3_650_000 else { return .never }
        // The first whole number of days that scores differently.
        var next = max(days + 1, Int64(cut.rounded(.down)))
        while recency.score(Double(next)) == score { next += 1 }
        return calendar.start(ofDay: day + next)
    }
}
