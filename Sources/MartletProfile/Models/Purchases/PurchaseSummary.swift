/// What purchase models know of a customer.
public struct PurchaseSummary: Hashable, Sendable {
    /// Repeat purchases: purchases after the first one.
    public var frequency: Int
    /// Time from the first to the last purchase, in the model's unit; 0 without repeats.
    public var recency: Double
    /// Time from the first purchase to now, in the model's unit; at least ``recency``.
    public var age: Double

    /// Makes a summary.
    public init(frequency: Int, recency: Double, age: Double) {
        self.frequency = frequency
        self.recency = recency
        self.age = age
    }
}

/// Summaries of a population, alike ones counted together; what models are fitted to.
///
/// Two samples merge by adding counts, and the order in which summaries came does not show.
public struct PurchaseSample: Sendable, Equatable {
    /// Customers with one summary.
    public struct Bin: Sendable, Equatable {
        /// Their summary.
        public var summary: PurchaseSummary
        /// How many they are.
        public var customers: Int
    }

    /// The bins, in the order of frequency, recency and age.
    public private(set) var bins: [Bin]

    /// Counts summaries; O(n log n).
    public init(_ summaries: [PurchaseSummary]) {
        self.init(bins: summaries.map { Bin(summary: $0, customers: 1) })
    }

    /// Joins bins; those of one summary become one.
    public init(bins parts: [Bin]) {
        bins = []
        for bin in parts.sorted(by: { $0.summary.precedes($1.summary) }) {
            if let last = bins.last, last.summary == bin.summary {
                bins[bins.count - 1].customers += bin.customers
            } else {
                bins.append(bin)
            }
        }
    }

    /// Customers in all bins.
    public var customers: Int { bins.reduce(0) { $0 + $1.customers } }

    /// Repeat purchases in all bins.
    public var repeats: Int { bins.reduce(0) { $0 + $1.customers * $1.summary.frequency } }

    /// Mean age in the unit of the summaries; 0 for an empty sample.
    var meanAge: Double {
        let sum = bins.reduce(0) { $0 + Double($1.customers) * $1.summary.age }
        return customers > 0 ? sum / Double(customers) : 0
    }

    /// The sample in another unit of time.
    func scaled(by factor: Double) -> PurchaseSample {
        PurchaseSample(
            bins: bins.map { bin in
                var scaled = bin
                scaled.summary.recency *= factor
                scaled.summary.age *= factor
                return scaled
            })
    }
}

extension PurchaseSummary {
    fileprivate func precedes(_ other: PurchaseSummary) -> Bool {
        (frequency, recency, age) < (other.frequency, other.recency, other.age)
    }
}
