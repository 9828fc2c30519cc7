/// A model that is fitted to summaries of a population.
public struct ModelDefinition: Sendable, Equatable {
    /// What is fitted.
    public enum Method: Sendable, Equatable {
        /// Purchases to come, timed in `unit` ms.
        case purchases(PurchaseModel.Kind, unit: Int64)
        /// Amounts of purchases.
        case spend
        /// Gaps between purchases.
        case rhythm
        /// So many scores of recency, frequency and money each.
        case scores(Int, rule: CutPoints.Rule)
    }

    /// Fewest customers with something to learn from: with a repeat purchase, an amount, two gaps,
    /// or any purchase, as it is with each method.
    public static let fewestCustomers = 10

    /// Its name.
    public var name: String
    /// What is fitted.
    public var method: Method

    /// Makes a definition.
    public init(name: String, method: Method) {
        self.name = name
        self.method = method
    }

    /// What summaries for it hold.
    public var kind: ModelSummary.Kind {
        switch method {
        case .purchases: .purchases
        case .spend: .spend
        case .rhythm: .rhythm
        case .scores: .scores
        }
    }

    /// Milliseconds of the unit in which purchases are timed.
    public var unit: Int64 {
        if case .purchases(_, let unit) = method { unit } else { 1 }
    }

    /// Fits the model to a summary of its kind; up to some seconds, whatever the population.
    ///
    /// - Throws: ``FitFailure``.
    public func fit(_ summary: ModelSummary) throws(FitFailure) -> FeatureFit {
        precondition(summary.kind == kind, "a summary of the model's kind")
        switch method {
        case .purchases(let kind, let unit):
            return .purchases(try PurchaseModel.fit(summary.purchases(unit: unit), kind: kind))
        case .spend:
            return .spend(try SpendModel.fit(summary.spend))
        case .rhythm:
            let (model, found) = summary.rhythm
            guard let model, found >= Self.fewestCustomers else {
                throw .tooFewCustomers(found: found, needed: Self.fewestCustomers)
            }
            return .rhythm(model, customers: summary.customers)
        case .scores(let bins, let rule):
            let values = (0..<3).map { summary.values($0) }
            let model = RFMModel(
                recencyDays: values[0], purchases: values[1], amounts: values[2], bins: bins,
                rule: rule)
            guard let model, summary.customers >= Self.fewestCustomers else {
                throw .tooFewCustomers(found: summary.customers, needed: Self.fewestCustomers)
            }
            return .rfm(model, customers: summary.customers)
        }
    }
}
