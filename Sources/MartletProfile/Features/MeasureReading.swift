/// What models make of a profile.
extension ProfileFacts {
    /// The number of a feature on a model that has one value.
    func measured(_ reader: Reader, at now: Instant) -> NumericFact {
        switch reader.combination {
        case .rhythm:
            let isKnown = rhythm(reader) != nil
            return NumericFact(Number(isKnown ? .other : .unknown))
        case .scores:
            let isKnown = scores(reader, now) != nil
            return NumericFact(Number(isKnown ? .other : .unknown))
        default:
            guard let forecast = forecast(reader) else { return NumericFact(Number(.unknown)) }
            return NumericFact(Number(forecast.value(at: now)))
        }
    }

    /// The forecast of a moving feature; nil if its model or what it looks at is missing.
    func forecast(_ reader: Reader) -> Forecast? {
        let measure = hot.measures[reader.measure]
        let isSpend = reader.combination == .expectedSpend
        let model = isSpend ? measure.purchaseModel : measure.model
        guard model >= 0, let purchases = hot.models[model]?.forecast,
            let occasions = occasions(measure.purchases)
        else { return nil }
        var forecast = Forecast(
            model: purchases, customer: occasions.customer, horizon: measure.horizon, factor: 1)
        if reader.combination == .alive { forecast.horizon = 0 }
        guard isSpend else { return forecast }
        guard measure.model >= 0, let spend = hot.models[measure.model]?.spend,
            let amount = spend.expectedAmount(amounts(measure)), amount >= 0
        else { return nil }
        forecast.factor = amount
        return forecast
    }

    /// What models of spend know; nothing bought stands for a customer who is not known yet.
    private func amounts(_ measure: Measure) -> SpendSummary {
        guard let (count, sum) = spent(measure) else { return SpendSummary(purchases: 0, mean: 0) }
        return SpendSummary(purchases: count, mean: sum.double / Double(count))
    }

    /// The purchases that tell of amounts, and what they cost; nil unless that is above 0.
    func spent(_ measure: Measure) -> (purchases: Int, amount: FixedDecimal)? {
        guard let occasions = occasions(measure.amounts) else { return nil }
        var (count, sum) = (occasions.count, row[measure.sum.offset])
        if !measure.includesFirst {
            count -= 1
            sum = Cell.sum(sum, -row[measure.opening.offset + 1])
        }
        return count > 0 && sum > 0 ? (count, FixedDecimal(millionths: sum)) : nil
    }

    /// The rhythm of a customer, and how many gaps it is of; nil if nothing was bought, or if it
    /// takes the population's and that is not known.
    func rhythm(_ reader: Reader) -> (rhythm: Rhythm, gaps: Int)? {
        let measure = hot.measures[reader.measure]
        guard occasions(measure.purchases) != nil else { return nil }
        let gaps = gaps(measure.purchases)
        let model = measure.model >= 0 ? hot.models[measure.model]?.rhythm : nil
        guard let model else {
            guard gaps.count >= RhythmModel.enoughGaps else { return nil }
            let own = RhythmModel(population: Rhythm(mean: 0, spread: 0))
            return (own.rhythm(gaps), gaps.count)
        }
        return (model.rhythm(gaps), gaps.count)
    }

    /// The scores of a customer and until when time does not change them; nil if nothing was
    /// bought, or there are no scales.
    func scores(_ reader: Reader, _ now: Instant) -> (scores: RFMScores, until: Instant)? {
        let measure = hot.measures[reader.measure]
        guard measure.model >= 0, let model = hot.models[measure.model]?.scores,
            let occasions = occasions(measure.amounts)
        else { return nil }
        // Copies of the calendar would be counted.
        let day = number(of: occasions.last, .day)
        let days = number(of: now, .day) - day
        let customer = RFMModel.Customer(
            recencyDays: Double(days), purchases: occasions.count,
            amount: FixedDecimal(millionths: row[measure.sum.offset]).double)
        return (
            model.scores(customer),
            model.nextRecency(after: days).map { start(of: day + $0, .day) } ?? .never
        )
    }

    func part(_ feature: Int, _ part: Int, at now: Instant) -> NumericFact {
        let reader = hot.readers[feature]
        if reader.combination == .rhythm {
            guard let (rhythm, gaps) = rhythm(reader) else { return NumericFact(Number(.unknown)) }
            switch part {
            case 0: return NumericFact(Number(rhythm.mean))
            case 1: return NumericFact(Number(rhythm.spread))
            default: return NumericFact(Number(.int, Int64(gaps)))
            }
        }
        guard let (scores, until) = scores(reader, now) else {
            return NumericFact(Number(.unknown))
        }
        switch part {
        case 0: return NumericFact(Number(.int, Int64(scores.recency)), until: until)
        case 1: return NumericFact(Number(.int, Int64(scores.frequency)))
        case 2: return NumericFact(Number(.int, Int64(scores.money)))
        default: return NumericFact(Number(.int, Int64(scores.score)), until: until)
        }
    }

    /// The values of a feature that has several, by their names; unknown if it has none.
    func record(_ reader: Reader, _ feature: Int, at now: Instant) -> Timed {
        let kind: FeatureDefinition.Aggregate = reader.combination == .rhythm ? .rhythm : .rfm
        var values: [String: Value] = [:]
        var until = Instant.never
        for (index, part) in kind.parts.enumerated() {
            let fact = self.part(feature, index, at: now)
            guard fact.number.kind != .unknown else { return Timed(.unknown) }
            values[part.name] = Value(fact.number)
            until = min(until, fact.until)
        }
        return Timed(.map(values), until: until)
    }
}
