import MartletProfile
import MartletStorage
import MartletStream
import Testing

@testable import martlet

/// What `run` fits to profiles against what `fit` fits to events, on CDNOW; not run where the data
/// are missing.
@Suite(.enabled(if: SharedData.isThere, "there is no ../shared/data"))
struct RefitCDNOWTests {
    private static let calibrationEnd = Instant(milliseconds: 875_577_600_000)

    private static func text(_ zone: String, _ per: String) -> String {
        """
        version: 1
        name: cdnow
        time_zone: \(zone)
        inputs: [{topic: events}]
        models:
          churn: {kind: mbgnbd, of: purchase, per: \(per)}
          older: {kind: bgnbd, of: purchase, per: \(per), unit: 1d}
          spend: {kind: gamma_gamma, of: purchase.amount, per: \(per)}
          first: {kind: gamma_gamma, of: purchase.amount, per: \(per), include_first: true}
          pace: {kind: rhythm, of: purchase, per: \(per), where: "event.amount > 10"}
          value: {kind: rfm, of: purchase.amount}
          ranks: {kind: rfm, of: purchase.amount, bins: 3, cuts: nearest_rank}
        features:
          alive: {p_alive: {model: churn}}
          coming: {expected_purchases: {model: older, horizon: 90d}}
          worth: {expected_spend: {model: spend, purchases: churn, horizon: 90d}}
          more: {expected_spend: {model: first, purchases: churn, horizon: 90d}}
          pace: {rhythm: {model: pace}}
          value: {rfm: {model: value}}
          ranks: {rfm: {model: ranks}}
        """
    }

    /// The events up to the end of the calibration: fitted as events, and summed up as profiles.
    private func compare(
        _ text: String, parts: Int = 1,
        _ body: (ModelDefinition, FittedModel, ModelSummary) throws -> Void
    ) throws {
        var file = ConfigurationFile(text: text, name: "cdnow.yaml")
        let compiled = file.compile(.init())
        let plan = file.modelPlan()
        let stream = try #require(compiled)
        let models = try #require(plan)
        var replay = PurchaseReplay(models, stream, until: Self.calibrationEnd)
        var history = try History(plan: stream) { _, _, _, _, _ in }
        var progress = ProgressLine("fit", unit: "events")
        try replay.run(
            [SharedData.folder + "/cdnow_sample.ndjson.zst"], progress: &progress
        ) { try history.apply($0) }
        try history.pass(to: Self.calibrationEnd)
        let summary = try #require(
            history.withTable { table in
                var scan = PopulationScan(table)
                return scan.go(on: table, limit: .max)
            })
        #expect(summary.models.count == models.models.count)
        for (settings, histories) in zip(models.models, replay.histories) {
            let fitted = try FittedModel(
                settings, histories, end: Self.calibrationEnd, models.plan.calendar)
            try body(settings.definition, fitted, try #require(summary.models[settings.name]))
        }
    }

    private func values(_ fit: FeatureFit) -> [Double] {
        switch fit {
        case .purchases(let fit): fit.parameters.map(\.value) + [fit.logLikelihood]
        case .spend(let fit): fit.parameters.map(\.value) + [fit.logLikelihood]
        case .rhythm(let model, _): [model.population.mean, model.population.spread]
        case .rfm(let model, _):
            model.recency.values + model.frequency.values + model.money.values
        }
    }

    private func error(_ found: FeatureFit, _ wanted: FeatureFit) -> Double {
        zip(values(found), values(wanted)).map { abs($0 / $1 - 1) }.max() ?? .infinity
    }

    @Test(arguments: [("UTC", "day"), ("America/New_York", "day"), ("UTC", "event")])
    func `profiles give the models that events give`(zone: String, per: String) throws {
        try compare(Self.text(zone, per)) { definition, fitted, summary in
            let fit = try definition.fit(summary)
            #expect(fit.customers == fitted.customers, "\(definition.name)")
            let error = error(fit, fitted.content)
            #expect(error < 1e-9, "\(definition.name): \(error)")
            #expect(summary.bins.allSatisfy { $0.precision == PopulationBins.Grid.exact })
        }
    }

    /// With as few bins for these customers as a record has for a hundred thousand.
    @Test func `in bins they are the same to the digits that matter`() throws {
        try compare(Self.text("UTC", "day")) { definition, fitted, summary in
            let limits = [ModelSummary.Kind.purchases: 600, .spend: 300, .rhythm: 64, .scores: 240]
            var coarse = ModelSummary(
                summary.kind,
                bins: summary.bins.map { bins in
                    PopulationBins(bins.grid, limit: limits[summary.kind] ?? 100)
                })
            for (place, bins) in summary.bins.enumerated() { coarse.count(bins, place) }
            let error = error(try definition.fit(coarse), fitted.content)
            #expect(error < 0.01, "\(definition.name): \(error)")
        }
    }
}

extension ModelSummary {
    /// Adds customers to bins of another limit.
    fileprivate mutating func count(_ bins: PopulationBins, _ place: Int) {
        var parts = self.bins
        for bin in bins.bins {
            let customers = UInt64(bin.customers)
            let figures = PopulationBins.Figures(
                UInt64(bin.first) / customers, UInt64(bin.second) / customers,
                UInt64(bin.third) / customers)
            for _ in 0..<customers { parts[place].add(figures) }
        }
        self = ModelSummary(kind, bins: parts)
    }
}
