/// What a list of purchases is of: features that look at the same ones share it.
struct OccasionList: Hashable {
    var sources: [Column.Source]
    /// Index of the filter; nil = every event.
    var filter: Int?
    /// Whether it holds days; otherwise instants.
    var areDays: Bool
}

/// A model that features ask for.
struct ModelSlot: Sendable, Equatable {
    /// Its name; nil = it is given.
    var name: String?
    /// The model, if it is given.
    var given: FeatureModel?

    /// What it holds, given the models by name.
    func model(among models: [String: FeatureModel]) -> FeatureModel? {
        given ?? name.flatMap { models[$0] }
    }
}

extension FeaturePlan {
    /// Most entries of a list of purchases: 45 years of days, or so many instants.
    private static let mostOccasions = 512

    /// Lays out what a feature on a model, or against the customer's own past, reads.
    mutating func addMeasure(
        _ definition: FeatureDefinition, _ sources: [Column.Source], _ filter: Int?,
        _ place: Int?, _ reader: inout Reader
    ) {
        let parameters = definition.measure ?? MeasureDefinition()
        var measure = Measure()
        measure.horizon = parameters.horizon
        measure.includesFirst = parameters.includesFirst
        measure.model = slot(
            parameters.model, parameters.scores.map { FeatureModel.scores($0) })
        measure.purchaseModel = slot(parameters.purchases, nil)
        if let drop = parameters.drop { measure.drop = drop }
        let layout = MeasureLayout(
            sources: sources, filter: filter, areDays: parameters.occasion == .day,
            quotient: Column.Quotient(aggregate: definition.aggregate, filter: filter))
        switch definition.aggregate {
        case .pAlive, .expectedPurchases:
            reader.combination = definition.aggregate == .pAlive ? .alive : .expectedPurchases
            measure.purchases = ledger(layout)
        case .rhythm:
            reader.combination = .rhythm
            measure.purchases.list = list(layout)
        case .expectedSpend:
            reader.combination = .expectedSpend
            measure.purchases = ledger(layout.ofEvents)
            addAmounts(layout, &measure)
        case .rfm:
            reader.combination = .scores
            measure.amounts.count = cell(layout.column(.count))
            measure.amounts.last = cell(layout.column(.last))
            measure.amounts.first = measure.amounts.last
            measure.sum = cell(layout.column(.sum))
        default:
            reader.combination = .activityDrop
            reader.cell = cell(
                Column(fold: .count, sources: sources, filter: filter, place: place))
        }
        reader.measure = measures.count
        measures.append(measure)
    }

    /// Keeps when there were purchases with an amount, their sum, and what the first one cost.
    private mutating func addAmounts(_ layout: MeasureLayout, _ measure: inout Measure) {
        measure.sum = cell(layout.column(.sum))
        guard layout.areDays else {
            measure.amounts.first = cell(layout.column(.first))
            measure.amounts.last = measure.amounts.first
            measure.amounts.count = cell(layout.column(.count))
            measure.opening = measure.amounts.first
            return
        }
        measure.amounts.list = list(layout)
        if !measure.includesFirst { measure.opening = cell(layout.column(.firstDay)) }
    }

    /// Keeps when there were purchases.
    private mutating func ledger(_ layout: MeasureLayout) -> Measure.Ledger {
        if layout.areDays { return Measure.Ledger(list: list(layout)) }
        let instants = layout.sources.map { Column.Source(type: $0.type, operand: .instant) }
        return Measure.Ledger(
            first: cell(layout.column(.min, of: instants)),
            last: cell(layout.column(.max, of: instants)), count: cell(layout.column(.count)))
    }

    /// The list of purchases, made if need be.
    private mutating func list(_ layout: MeasureLayout) -> Int {
        let key = OccasionList(
            sources: layout.sources, filter: layout.filter, areDays: layout.areDays)
        if let list = occasionLists[key] { return list }
        let list = lists.count
        lists.append(
            KeyList(
                shape: layout.areDays ? .days : .instants, offset: grow([0]),
                limit: Self.mostOccasions, length: 0, keysAreHours: false, decays: false))
        occasionLists[key] = list
        for source in layout.sources {
            add(
                Step(occasions: list, source.operand, filter: layout.filter), toType: source.type)
        }
        return list
    }

    /// The index of a model; -1 for none.
    private mutating func slot(_ name: String?, _ given: FeatureModel?) -> Int {
        guard name != nil || given != nil else { return -1 }
        let slot = ModelSlot(name: given == nil ? name : nil, given: given)
        if let known = models.firstIndex(of: slot) { return known }
        models.append(slot)
        return models.count - 1
    }

    /// A filter; the same one for the same text over events of the same types.
    mutating func sharedFilter(_ text: String, types: [Int]) throws(RuleErrors) -> Int {
        let key = "\(types) \(text)"
        if let filter = sharedFilters[key] { return filter }
        let filter = try filter(text, types: types)
        sharedFilters[key] = filter
        return filter
    }
}

/// What the parts of a feature on a model have in common.
private struct MeasureLayout {
    var sources: [Column.Source]
    var filter: Int?
    var areDays: Bool
    /// Sums and counts must have seen the same events.
    var quotient: Column.Quotient

    /// The same of the events themselves, whatever fields they have.
    var ofEvents: MeasureLayout {
        var events = self
        events.sources = sources.map { Column.Source(type: $0.type, operand: .event) }
        return events
    }

    func column(_ fold: Column.Fold, of sources: [Column.Source]? = nil) -> Column {
        Column(
            fold: fold, sources: sources ?? self.sources, filter: filter, place: nil,
            quotient: quotient)
    }
}
