import MartletProfile

/// One model as it was fitted, and what it was fitted to.
struct FittedModel: Sendable, Equatable {
    /// Its name in the configuration.
    var name: String
    /// What was fitted.
    var kind: ModelSettings.Kind
    /// The events, or fields of them, as `TYPE` or `TYPE.field`.
    var of: [String]
    /// Which events count; nil = all.
    var filter: String?
    /// What counts as one purchase.
    var per: ModelSettings.Occasion
    /// The unit of time of its parameters, ms.
    var unit: Int64
    /// Whether the first purchase tells of the amounts of others.
    var includesFirst: Bool
    /// What was found.
    var content: FeatureFit

    /// Fits the model that `settings` describe.
    ///
    /// - Parameters:
    ///   - settings: The model.
    ///   - histories: The purchases of each customer.
    ///   - end: Until when they were observed.
    ///   - calendar: For RFM's days.
    /// - Throws: ``FitFailure``.
    init(
        _ settings: ModelSettings, _ histories: [PurchaseHistory], end: Instant,
        _ calendar: CivilCalendar
    ) throws(FitFailure) {
        switch settings.kind {
        case .bgnbd, .mbgnbd:
            let kind = settings.kind.purchaseKind ?? .mbgnbd
            let unit = settings.unit.value
            let sample = PurchaseSample(histories.compactMap { $0.summary(at: end, unit: unit) })
            self.init(settings, .purchases(try PurchaseModel.fit(sample, kind: kind)))
        case .gammaGamma:
            let includesFirst = settings.includesFirst.value
            let spend = histories.compactMap { $0.spend(includesFirst: includesFirst) }
            self.init(settings, .spend(try SpendModel.fit(spend)))
        case .rhythm:
            let gaps = histories.map(\.gaps).filter { $0.count > 0 }
            guard let model = RhythmModel(gaps) else { throw .noRepeats }
            self.init(settings, .rhythm(model, customers: gaps.count))
        case .rfm:
            let customers = histories.compactMap { $0.rfm(at: end, calendar) }
            let bins = settings.bins.value
            guard let model = RFMModel(customers, bins: bins, rule: settings.cuts.value.rule) else {
                throw .tooFewCustomers(found: 0, needed: 1)
            }
            self.init(settings, .rfm(model, customers: customers.count))
        }
    }

    /// What was found for the model that `settings` describe.
    init(_ settings: ModelSettings, _ content: FeatureFit) {
        name = settings.name
        kind = settings.kind
        of = settings.sources.map { ([$0.type] + $0.field).joined(separator: ".") }
        filter = settings.filter?.text
        per = settings.kind == .rfm ? .event : settings.per.value
        unit = settings.unit.value
        includesFirst = settings.includesFirst.value
        self.content = content
    }

    /// The model as features read it.
    var feature: FeatureModel { content.model(unit: unit) }

    /// Customers that it was fitted to.
    var customers: Int { content.customers }
}

extension FitFailure {
    /// What is wrong, and what to do about it.
    var explanation: (message: String, hint: String) {
        switch self {
        case .tooFewCustomers(let found, let needed):
            return (
                "\(found) of \(needed) customers that are needed",
                "use a longer history; for purchase models customers with repeat purchases count"
            )
        case .noRepeats:
            return (
                "nobody bought twice",
                "check 'of' and 'where', or use a longer history"
            )
        case .invalidSummary:
            return ("the purchases are out of order", "this is an error of Martlet; report it")
        }
    }
}
