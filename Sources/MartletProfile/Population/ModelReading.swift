/// Where profiles hold what a model is fitted to: with a feature that reads it.
struct ModelReading: Sendable {
    /// Name of the model.
    var name: String
    /// What it is about.
    var kind: ModelSummary.Kind
    /// How the feature is read.
    var measure: Measure
}

extension FeaturePlan {
    /// One for every model that features read by its name.
    var modelReadings: [ModelReading] {
        models.enumerated().compactMap { index, slot in
            guard let name = slot.name else { return nil }
            for reader in readers where reader.measure >= 0 {
                let measure = measures[reader.measure]
                let kind =
                    measure.model == index
                    ? reader.combination.modelKind
                    : measure.purchaseModel == index ? .purchases : nil
                if let kind { return ModelReading(name: name, kind: kind, measure: measure) }
            }
            return nil
        }
    }

    /// Everything that decides what summaries for a model hold.
    fileprivate func summaryText(
        _ name: String, _ kind: ModelSummary.Kind, _ timeZone: String
    ) -> String {
        let definition = definitions.first {
            $0.measure?.model == name || $0.measure?.purchases == name
        }
        let isAmount = kind == .spend || kind == .scores
        let sources = (definition?.sources ?? []).map { source in
            ([source.type] + (isAmount ? source.field : [])).joined(separator: ".")
        }
        let measure = definition?.measure ?? MeasureDefinition()
        return [
            kind.rawValue, Set(sources).sorted().joined(separator: ","), definition?.filter ?? "",
            kind == .scores ? "" : measure.occasion.rawValue,
            kind == .spend ? "\(measure.includesFirst)" : "", timeZone,
        ].joined(separator: "|")
    }
}

extension Plan {
    /// The models that can be fitted to profiles, because a feature reads them: what summaries for
    /// each hold, and a number that changes with whatever decides that.
    package var summaries: [String: (kind: ModelSummary.Kind, hash: UInt32)] {
        var summaries: [String: (kind: ModelSummary.Kind, hash: UInt32)] = [:]
        for reading in features.modelReadings {
            let text = features.summaryText(reading.name, reading.kind, timeZone)
            summaries[reading.name] = (reading.kind, Self.hash(text))
        }
        return summaries
    }
}

extension Reader.Combination {
    /// What the model is about by which it makes a value; nil if it needs none.
    fileprivate var modelKind: ModelSummary.Kind? {
        switch self {
        case .alive, .expectedPurchases: .purchases
        case .expectedSpend: .spend
        case .rhythm: .rhythm
        case .scores: .scores
        default: nil
        }
    }
}

extension ProfileFacts {
    /// Counts the profile in a summary, if it has any history there.
    func count(_ reading: ModelReading, at now: Instant, in summary: inout ModelSummary) {
        let measure = reading.measure
        switch reading.kind {
        case .purchases:
            guard let occasions = occasions(measure.purchases) else { return }
            // Somebody whose last purchase is ahead of the clock is looked at then.
            let end = max(now, occasions.last).milliseconds
            summary.add(
                repeats: occasions.count - 1, silence: end - occasions.last.milliseconds,
                age: end - occasions.first.milliseconds)
        case .spend:
            guard let (purchases, amount) = spent(measure) else { return }
            summary.add(purchases: purchases, amount: amount)
        case .rhythm:
            summary.add(gaps(measure.purchases))
        case .scores:
            guard let occasions = occasions(measure.amounts) else { return }
            let day = number(of: occasions.last, .day)
            let days = number(of: max(now, occasions.last), .day) - day
            summary.add(
                days: days, purchases: occasions.count,
                amount: FixedDecimal(millionths: row[measure.sum.offset]))
        }
    }
}
