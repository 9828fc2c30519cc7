/// Recency, frequency and money of a customer, as scores.
public struct RFMScores: Sendable, Hashable, BitwiseCopyable {
    /// How recently they bought: the highest score for the most recent.
    public var recency: Int
    /// How often.
    public var frequency: Int
    /// For how much.
    public var money: Int

    /// Makes scores.
    public init(recency: Int, frequency: Int, money: Int) {
        self.recency = recency
        self.frequency = frequency
        self.money = money
    }

    /// The three digits as one number: 100 R + 10 F + M.
    public var score: Int { 100 * recency + 10 * frequency + money }
}

/// The scales by which customers get recency, frequency and money scores.
///
/// A. M. Hughes, Strategic Database Marketing (1994); quantiles as in R's package rfm.
public struct RFMModel: Sendable, Equatable, BitwiseCopyable {
    /// What is scored of a customer.
    public struct Customer: Sendable, Equatable {
        /// Days since the last purchase.
        public var recencyDays: Double
        /// Purchases.
        public var purchases: Int
        /// Amount of all purchases.
        public var amount: Double

        /// Makes a customer.
        public init(recencyDays: Double, purchases: Int, amount: Double) {
            self.recencyDays = recencyDays
            self.purchases = purchases
            self.amount = amount
        }
    }

    /// Cut points of the days since the last purchase; many days are a low score.
    public var recency: CutPoints
    /// Cut points of the number of purchases.
    public var frequency: CutPoints
    /// Cut points of the amount.
    public var money: CutPoints

    /// Makes a model.
    public init(recency: CutPoints, frequency: CutPoints, money: CutPoints) {
        self.recency = recency
        self.frequency = frequency
        self.money = money
    }

    /// Scales on which `bins` scores are given to about as many customers each.
    ///
    /// - Returns: nil without customers.
    public init?(_ customers: [Customer], bins: Int, rule: CutPoints.Rule) {
        self.init(
            recencyDays: customers.map(\.recencyDays).sorted(),
            purchases: customers.map { Double($0.purchases) }.sorted(),
            amounts: customers.map(\.amount).sorted(), bins: bins, rule: rule)
    }

    /// The same of each number by itself, ascending and counted from 0.
    init?<Sorted: RandomAccessCollection<Double>>(
        recencyDays: Sorted, purchases: Sorted, amounts: Sorted, bins: Int, rule: CutPoints.Rule
    ) where Sorted.Index == Int {
        guard
            let recency = CutPoints(sorted: recencyDays, into: bins, rule: rule),
            let frequency = CutPoints(sorted: purchases, into: bins, rule: rule),
            let money = CutPoints(sorted: amounts, into: bins, rule: rule)
        else { return nil }
        self.init(recency: recency, frequency: frequency, money: money)
    }

    /// The scores of a customer.
    public func scores(_ customer: Customer) -> RFMScores {
        RFMScores(
            recency: recency.count + 2 - recency.score(customer.recencyDays),
            frequency: frequency.score(Double(customer.purchases)),
            money: money.score(customer.amount))
    }
}
