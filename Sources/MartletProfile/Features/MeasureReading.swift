/// What models make of a profile.
extension ProfileFacts {
    /// The number of a feature on a model that has one value.
    func measured(_ reader: Reader, at now: Instant) -> NumericFact {
        switch reader.combination {
        case .activityDrop: return activityDrop(reader, now)
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
        let nothing = SpendSummary(purchases: 0, mean: 0)
        guard let occasions = occasions(measure.amounts) else { return nothing }
        var (count, sum) = (occasions.count, row[measure.sum.offset])
        if !measure.includesFirst {
            count -= 1
            sum = Cell.sum(sum, -row[measure.opening.offset + 1])
        }
        guard count > 0, sum > 0 else { return nothing }
        let amount = FixedDecimal(millionths: sum).double
        return SpendSummary(purchases: count, mean: amount / Double(count))
    }

    private func activityDrop(_ reader: Reader, _ now: Instant) -> NumericFact {
        let drop = hot.measures[reader.measure].drop
        let recent = total(reader.cell, drop.recent, now)
        let all = total(reader.cell, reader.length, now)
        let value = drop.value(recentEvents: Int(recent.value), allEvents: Int(all.value))
        return NumericFact(
            value.map { Number($0) } ?? Number(.unknown), until: min(recent.until, all.until))
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
        let calendar = calendar
        let days = calendar.day(of: now) - calendar.day(of: occasions.last)
        let customer = RFMModel.Customer(
            recencyDays: Double(days), purchases: occasions.count,
            amount: FixedDecimal(millionths: row[measure.sum.offset]).double)
        return (
            model.scores(customer),
            model.holds(lastPurchase: occasions.last, at: now, calendar)
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
