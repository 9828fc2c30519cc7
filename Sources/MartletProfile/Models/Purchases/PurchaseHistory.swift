/// The purchases of one customer, by occasion: what summaries are made of.
///
/// An occasion is a calendar day with all its purchases, as in CDNOW's data, or a purchase by
/// itself. The order in which purchases are added does not show.
public struct PurchaseHistory: Sendable, Equatable {
    /// Purchases that count as one.
    public struct Occasion: Sendable, Equatable {
        /// Its instant: the start of the day, or that of the purchase.
        public var at: Instant
        /// Its purchases.
        public var purchases: Int
        /// What they cost.
        public var amount: FixedDecimal
    }

    /// The occasions, in the order of time.
    public private(set) var occasions: [Occasion] = []
    /// The latest purchase.
    public private(set) var last = Instant.distantPast

    /// No purchases.
    public init() {}

    /// Adds a purchase; cheap in the order of time.
    ///
    /// - Parameters:
    ///   - instant: When it was.
    ///   - day: The start of its day, which joins it to others; nil keeps it by itself.
    ///   - amount: What it cost.
    public mutating func add(at instant: Instant, day: Instant?, amount: FixedDecimal) {
        last = max(last, instant)
        let at = day ?? instant
        var place = occasions.count
        while place > 0, occasions[place - 1].at > at { place -= 1 }
        if day != nil, place > 0, occasions[place - 1].at == at {
            occasions[place - 1].purchases += 1
            let sum = occasions[place - 1].amount.millionths
            occasions[place - 1].amount = FixedDecimal(
                millionths: sum.saturatingSum(amount.millionths))
        } else {
            occasions.insert(Occasion(at: at, purchases: 1, amount: amount), at: place)
        }
    }

    /// What purchase models know at `now`.
    ///
    /// - Parameters:
    ///   - now: At least the instant of the last occasion; an earlier one counts as that.
    ///   - unit: Milliseconds of the model's unit of time.
    /// - Returns: nil without purchases.
    public func summary(at now: Instant, unit: Int64) -> PurchaseSummary? {
        guard let first = occasions.first, let last = occasions.last else { return nil }
        let recency = last.at.milliseconds - first.at.milliseconds
        let age = max(recency, now.milliseconds - first.at.milliseconds)
        return PurchaseSummary(
            frequency: occasions.count - 1, recency: Double(recency) / Double(unit),
            age: Double(age) / Double(unit))
    }

    /// What models of spend know.
    ///
    /// - Parameter includesFirst: Whether the first occasion counts too; Fader and Hardie leave it
    ///   out.
    /// - Returns: nil if there are no such occasions or their mean is not above 0.
    public func spend(includesFirst: Bool) -> SpendSummary? {
        let counted = includesFirst ? occasions[...] : occasions.dropFirst()
        let sum = Self.sum(counted)
        guard !counted.isEmpty, sum > 0 else { return nil }
        return SpendSummary(purchases: counted.count, mean: sum / Double(counted.count))
    }

    /// The gaps between successive occasions.
    public var gaps: GapSummary {
        var gaps = GapSummary()
        for (occasion, next) in zip(occasions, occasions.dropFirst()) {
            gaps.add(days: Double(next.at.milliseconds - occasion.at.milliseconds) / 86_400_000)
        }
        return gaps
    }

    /// What RFM scores know at `now`, in calendar days; nil without purchases.
    public func rfm(at now: Instant, _ calendar: CivilCalendar) -> RFMModel.Customer? {
        guard !occasions.isEmpty else { return nil }
        return RFMModel.Customer(
            recencyDays: Double(calendar.day(of: now) - calendar.day(of: last)),
            purchases: occasions.reduce(0) { $0 + $1.purchases },
            amount: Self.sum(occasions[...]))
    }

    /// The sum of amounts, exact but for its last step.
    private static func sum(_ occasions: ArraySlice<Occasion>) -> Double {
        let millionths = occasions.reduce(Int64(0)) {
            $0.saturatingSum($1.amount.millionths)
        }
        return FixedDecimal(millionths: millionths).double
    }
}

extension Int64 {
    /// The sum, or the end of the range that it is beyond.
    fileprivate func saturatingSum(_ other: Int64) -> Int64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? (other < 0 ? .min : .max) : sum
    }
}
