/// The gaps between somebody's successive purchases, by count and sums.
public struct GapSummary: Sendable, Equatable {
    /// Number of gaps.
    public var count = 0
    /// Sum of the gaps, days.
    public var sum = 0.0
    /// Sum of their squares.
    public var sumOfSquares = 0.0

    /// No gaps.
    public init() {}

    /// Adds a gap.
    public mutating func add(days: Double) {
        count += 1
        sum += days
        sumOfSquares += days * days
    }

    /// Mean gap in days; nil without gaps.
    public var mean: Double? { count > 0 ? sum / Double(count) : nil }

    /// Variance of the gaps in square days, divided by their number less one; nil for fewer than
    /// two.
    public var variance: Double? {
        guard count > 1 else { return nil }
        return max(0, sumOfSquares - sum * sum / Double(count)) / Double(count - 1)
    }
}

/// How often somebody buys: mean and spread of the gaps between purchases, in days.
public struct Rhythm: Sendable, Equatable, BitwiseCopyable {
    /// Mean gap, days.
    public var mean: Double
    /// Standard deviation of the gaps, days.
    public var spread: Double

    /// Makes a rhythm.
    public init(mean: Double, spread: Double) {
        self.mean = mean
        self.spread = spread
    }
}

/// The rhythm of a population, which stands in where a customer's own is not known well.
public struct RhythmModel: Sendable, Equatable, BitwiseCopyable {
    /// Gaps from which on a customer's own figures are all that counts.
    public static let enoughGaps = 4

    /// The population's rhythm: the mean over customers of their mean gaps, and the square root of
    /// the mean of their variances.
    public var population: Rhythm

    /// Makes a model.
    public init(population: Rhythm) { self.population = population }

    /// The rhythm of those who have one.
    ///
    /// - Returns: nil unless somebody has two gaps.
    public init?(_ customers: [GapSummary]) {
        // In order, so that the sums do not depend on that of the customers.
        let means = customers.compactMap(\.mean).sorted()
        let variances = customers.compactMap(\.variance).sorted()
        guard !variances.isEmpty else { return nil }
        let variance = variances.reduce(0, +) / Double(variances.count)
        population = Rhythm(
            mean: means.reduce(0, +) / Double(means.count), spread: variance.squareRoot())
    }

    /// A customer's rhythm, shrunk to the population's while there are fewer than four gaps.
    ///
    /// With n gaps the own mean weighs n / 4 and the own variance (n - 1) / 3; the population's
    /// figures weigh the rest.
    public func rhythm(_ gaps: GapSummary) -> Rhythm {
        let enough = Double(Self.enoughGaps)
        let weight = min(1, Double(gaps.count) / enough)
        let mean = weight * (gaps.mean ?? 0) + (1 - weight) * population.mean
        let trust = max(0, min(1, Double(gaps.count - 1) / (enough - 1)))
        let own = population.spread * population.spread
        let variance = trust * (gaps.variance ?? 0) + (1 - trust) * own
        return Rhythm(mean: mean, spread: variance.squareRoot())
    }
}
