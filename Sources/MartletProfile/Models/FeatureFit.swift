/// What a fit of a model that features read has found.
public enum FeatureFit: Sendable, Equatable {
    /// Purchases to come.
    case purchases(ModelFit<PurchaseModel>)
    /// Amounts of purchases.
    case spend(ModelFit<SpendModel>)
    /// Gaps between purchases, and of how many customers.
    case rhythm(RhythmModel, customers: Int)
    /// Scales of recency, frequency and money, and of how many customers.
    case rfm(RFMModel, customers: Int)

    /// Customers that it was fitted to.
    public var customers: Int {
        switch self {
        case .purchases(let fit): fit.customers
        case .spend(let fit): fit.customers
        case .rhythm(_, let customers), .rfm(_, let customers): customers
        }
    }

    /// Whether the search for the parameters came to its end, if there was one.
    public var isConverged: Bool {
        switch self {
        case .purchases(let fit): fit.isConverged
        case .spend(let fit): fit.isConverged
        case .rhythm, .rfm: true
        }
    }

    /// The model as features read it; purchases were timed in units of so many ms.
    public func model(unit: Int64) -> FeatureModel {
        switch self {
        case .purchases(let fit): .purchases(PurchaseForecast(model: fit.model, unit: unit))
        case .spend(let fit): .spend(fit.model)
        case .rhythm(let model, _): .rhythm(model)
        case .rfm(let model, _): .scores(model)
        }
    }
}
