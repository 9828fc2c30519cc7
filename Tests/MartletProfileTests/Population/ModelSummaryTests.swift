import Testing

@testable import MartletProfile

/// Models from summaries of a population, against models from every customer.
@Suite struct ModelSummaryTests {
    private static let week = SimulatedPopulation.week
    private static let some = SimulatedPopulation(3_000, seed: 7)
    private static let many = SimulatedPopulation(40_000, seed: 8)

    private static func churn(_ kind: PurchaseModel.Kind = .mbgnbd) -> ModelDefinition {
        ModelDefinition(name: "churn", method: .purchases(kind, unit: week))
    }

    private func values<Model>(_ fit: ModelFit<Model>) -> [Double] { fit.parameters.map(\.value) }

    private func worst(_ found: [Double], _ wanted: [Double]) -> Double {
        zip(found, wanted).map { abs($0 / $1 - 1) }.max() ?? 0
    }

    @Test(arguments: PurchaseModel.Kind.allCases)
    func `purchases, in bins or exactly`(kind: PurchaseModel.Kind) throws {
        let wanted = try PurchaseModel.fit(Self.some.sample(unit: Self.week), kind: kind)
        // Bins that are as fine as the customers give the same fit, to the last bit.
        let summary = Self.some.summary(.purchases)
        #expect(summary.bins[0].precision == PopulationBins.Grid.exact)
        #expect(try Self.churn(kind).fit(summary) == .purchases(wanted))
        for (limit, most) in [(2_000, 1e-5), (1_500, 1e-3), (1_000, 5e-3), (500, 1e-2)] {
            let summary = Self.some.summary(.purchases, limit: limit)
            guard case .purchases(let fit) = try Self.churn(kind).fit(summary) else {
                Issue.record("another model")
                return
            }
            let error = worst(values(fit), values(wanted))
            #expect(error < most, "\(limit) bins of \(summary.bins[0].precision) bits: \(error)")
            #expect(fit.customers == 3_000)
        }
    }

    /// More customers than a record has bins for, as a running application has them.
    @Test func `more customers than bins`() throws {
        let summary = Self.many.summary(.purchases)
        #expect(summary.bins[0].precision < PopulationBins.Grid.exact)
        let wanted = try PurchaseModel.fit(Self.many.sample(unit: Self.week), kind: .mbgnbd)
        guard case .purchases(let fit) = try Self.churn().fit(summary) else {
            Issue.record("another model")
            return
        }
        let error = worst(values(fit), values(wanted))
        #expect(error < 5e-4, "\(summary.bins[0].precision) bits: \(error)")
    }

    @Test func `amounts`() throws {
        let spend = ModelDefinition(name: "spend", method: .spend)
        let wanted = try SpendModel.fit(Self.some.spend)
        guard case .spend(let exact) = try spend.fit(Self.some.summary(.spend)) else {
            Issue.record("another model")
            return
        }
        #expect(worst(values(exact), values(wanted)) < 1e-12)
        guard case .spend(let coarse) = try spend.fit(Self.some.summary(.spend, limit: 300))
        else { return }
        #expect(worst(values(coarse), values(wanted)) < 5e-3)
        #expect(coarse.customers == 3_000)
    }

    @Test func `gaps, whatever the bins`() throws {
        let rhythm = ModelDefinition(name: "rhythm", method: .rhythm)
        let gaps = Self.some.customers.map(\.gaps).filter { $0.count > 0 }
        let wanted = try #require(RhythmModel(gaps)).population
        for limit in [nil, 200, 64] {
            guard
                case .rhythm(let model, let customers) = try rhythm.fit(
                    Self.some.summary(.rhythm, limit: limit))
            else { return }
            #expect(customers == gaps.count)
            #expect(abs(model.population.mean / wanted.mean - 1) < 1e-9)
            #expect(abs(model.population.spread / wanted.spread - 1) < 1e-9)
        }
    }

    @Test(arguments: [CutPoints.Rule.interpolated, .nearestRank])
    func `scales of scores`(rule: CutPoints.Rule) throws {
        let scores = ModelDefinition(name: "rfm", method: .scores(5, rule: rule))
        let wanted = try #require(Self.some.scales(5, rule))
        #expect(try scores.fit(Self.some.summary(.scores)) == .rfm(wanted, customers: 3_000))
        let large = try #require(Self.many.scales(5, rule))
        let summary = Self.many.summary(.scores)
        #expect(summary.bins[2].precision < PopulationBins.Grid.exact)
        guard case .rfm(let found, _) = try scores.fit(summary) else { return }
        // Days and purchases are few; amounts are known to one part in a few hundred.
        #expect(found.recency == large.recency && found.frequency == large.frequency)
        let error = worst(found.money.values, large.money.values)
        #expect(error > 0 && error < 2e-3, "\(error)")
    }

    @Test func `refunds are below nothing`() throws {
        var summary = ModelSummary(.scores)
        for amount in -10..<10 {
            summary.add(
                days: 1, purchases: 2, amount: FixedDecimal(millionths: Int64(amount) * 1_000_000))
        }
        let values = summary.values(2)
        #expect(values.map { $0 } == (-10..<10).map(Double.init))
        #expect(Array(summary.values(0)) == [Double](repeating: 1, count: 20))
    }

    @Test func `too few tell nothing`() throws {
        for method in [
            ModelDefinition.Method.purchases(.mbgnbd, unit: 1), .spend, .rhythm,
            .scores(5, rule: .interpolated),
        ] {
            let definition = ModelDefinition(name: "m", method: method)
            var few = ModelSummary(definition.kind)
            #expect(throws: FitFailure.self) { try definition.fit(few) }
            var gaps = GapSummary()
            for days in [3.0, 4, 9] { gaps.add(days: days) }
            for index in 1..<ModelDefinition.fewestCustomers {
                switch definition.kind {
                case .purchases: few.add(repeats: index, silence: 5, age: 50 + Int64(index))
                case .spend: few.add(purchases: index, amount: FixedDecimal(millionths: 5_000_000))
                case .rhythm: few.add(gaps)
                case .scores:
                    few.add(days: 3, purchases: 1, amount: FixedDecimal(millionths: 10))
                }
            }
            #expect(throws: FitFailure.tooFewCustomers(found: 9, needed: 10)) {
                try definition.fit(few)
            }
        }
    }

    @Test func `drift compares what is with what was`() throws {
        let definition = Self.churn()
        let (then, now) = (Self.some.summary(.purchases), Self.many.summary(.purchases))
        let old = try definition.fit(then).model(unit: Self.week)
        let new = try definition.fit(now).model(unit: Self.week)
        guard case .likelihood(let before, let after)? = ModelDrift(now, from: old, to: new) else {
            Issue.record("no drift")
            return
        }
        // The new one is the likeliest there is.
        #expect(before < after && after - before < 0.01)
        let scores = ModelDefinition(name: "rfm", method: .scores(5, rule: .interpolated))
        let rfm = try scores.fit(Self.some.summary(.scores)).model(unit: 1)
        #expect(
            ModelDrift(Self.some.summary(.scores), from: rfm, to: rfm)
                == .scores(recency: 0, frequency: 0, money: 0))
        let shifted = FeatureModel.scores(
            RFMModel(
                recency: CutPoints([1, 2, 3, 4], rule: .interpolated),
                frequency: CutPoints([1, 2, 3, 4], rule: .interpolated),
                money: CutPoints([1, 2, 3, 4], rule: .interpolated)))
        guard
            case .scores(let recency, _, let money)? = ModelDrift(
                Self.some.summary(.scores), from: shifted, to: rfm)
        else { return }
        #expect(recency > 0.25 && money > 0.25)
        #expect(ModelDrift(then, from: rfm, to: old) == nil)
    }
}
