/// What models of spend know of a population; what they are fitted to.
struct SpendSample: Sendable, Equatable {
    /// Customers who are alike.
    struct Bin: Sendable, Equatable {
        /// Their summary.
        var summary: SpendSummary
        /// How many they are.
        var customers: Int
    }

    /// The bins, in the order of purchases and mean.
    private(set) var bins: [Bin]

    /// Every customer by themselves.
    init(_ customers: [SpendSummary]) {
        self.init(bins: customers.map { Bin(summary: $0, customers: 1) })
    }

    /// Puts bins in order.
    init(bins: [Bin]) {
        self.bins = bins.sorted {
            ($0.summary.purchases, $0.summary.mean) < ($1.summary.purchases, $1.summary.mean)
        }
    }

    /// Customers in all bins.
    var customers: Int { bins.reduce(0) { $0 + $1.customers } }

    /// The sample with `unit` for one.
    func measured(in unit: Double) -> SpendSample {
        var sample = self
        for index in bins.indices { sample.bins[index].summary.mean /= unit }
        return sample
    }
}

extension SpendModel {
    /// Logarithm of the likelihood of a population.
    func logLikelihood(_ sample: SpendSample) -> Double {
        sample.bins.reduce(0) { $0 + Double($1.customers) * logLikelihood($1.summary) }
    }
}
