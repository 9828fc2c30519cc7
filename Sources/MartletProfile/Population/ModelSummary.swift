/// What is known of the customers of one partition, or of several, for the fit of one model.
///
/// Summaries of parts, merged in any order, are that of the whole, and none grows beyond a limit,
/// whatever the population.
public struct ModelSummary: Sendable, Equatable {
    /// What the model is about.
    public enum Kind: String, Sendable, CaseIterable {
        /// When customers bought: repeat purchases, the silence since the last purchase and the age
        /// of the first, both in ms.
        case purchases
        /// What they paid: purchases and their amount, in millionths.
        case spend
        /// Their gaps: whether there is a variance, the mean gap and the variance of the gaps, the
        /// latter two in parts of ``ModelSummary/dayParts`` a day and a square day.
        case rhythm
        /// Three times one number, in bins of their own: days since the last purchase; purchases;
        /// their amount in millionths, and behind it whether it is negative.
        case scores

        /// Most bins of each number or group of numbers that is counted by itself.
        ///
        /// A bin takes some sixteen bytes of a record, thirty at most: it stays below 500 KB.
        public var limits: [Int] {
            switch self {
            case .purchases, .spend: [16_384]
            case .rhythm: [4_096]
            case .scores: [4_096, 4_096, 8_192]
            }
        }

        /// How numbers are told apart once they are too many.
        public var grid: PopulationBins.Grid { self == .purchases ? .purchases : .leading }
    }

    /// Times are not longer than this, ms: 139 years.
    static let longest: UInt64 = 1 << 42
    /// Parts of a day in which gaps are counted.
    static let dayParts = 4_294_967_296.0

    /// What it is about.
    public let kind: Kind
    /// The customers, as many times as ``Kind/limits`` says.
    public private(set) var bins: [PopulationBins]

    /// A summary of nobody.
    public init(_ kind: Kind) {
        self.kind = kind
        bins = kind.limits.map { PopulationBins(kind.grid, limit: $0) }
    }

    /// Makes a summary of its parts, which are as many as ``Kind/limits`` says.
    public init(_ kind: Kind, bins: [PopulationBins]) {
        precondition(bins.count == kind.limits.count, "the parts of a summary")
        self.kind = kind
        self.bins = bins
    }

    /// Customers of whom anything is known.
    public var customers: Int { bins[0].customers }

    /// Adds the customers of another summary of the same kind.
    public mutating func merge(_ other: ModelSummary) {
        precondition(other.kind == kind, "summaries of one kind")
        for place in bins.indices { bins[place].merge(other.bins[place]) }
    }

    /// Counts a customer with purchases.
    ///
    /// - Parameters:
    ///   - repeats: Purchases after the first.
    ///   - silence: Time since the last purchase, ms.
    ///   - age: Time since the first purchase, ms, at least `silence`.
    public mutating func add(repeats: Int, silence: Int64, age: Int64) {
        let age = min(Self.longest, UInt64(max(0, age)))
        let silence = min(age, UInt64(max(0, silence)))
        bins[0].add(.init(UInt64(max(0, repeats)), silence, age))
    }

    /// Counts a customer with purchases of an amount above 0.
    public mutating func add(purchases: Int, amount: FixedDecimal) {
        bins[0].add(.init(UInt64(max(0, purchases)), UInt64(max(0, amount.millionths)), 0))
    }

    /// Counts a customer with gaps.
    public mutating func add(_ gaps: GapSummary) {
        guard let mean = gaps.mean else { return }
        let parts = { (days: Double) in UInt64(min(days * Self.dayParts, 0x1p62).rounded()) }
        let variance = gaps.variance
        bins[0].add(.init(variance == nil ? 0 : 1, parts(mean), parts(variance ?? 0)))
    }

    /// Counts a customer with purchases.
    ///
    /// - Parameters:
    ///   - days: Days since the last purchase.
    ///   - purchases: Purchases.
    ///   - amount: Their amount.
    public mutating func add(days: Int64, purchases: Int, amount: FixedDecimal) {
        bins[0].add(.init(UInt64(max(0, days)), 0, 0))
        bins[1].add(.init(UInt64(max(0, purchases)), 0, 0))
        let isNegative: UInt64 = amount.millionths < 0 ? 1 : 0
        bins[2].add(.init(amount.millionths.magnitude, isNegative, 0))
    }
}
