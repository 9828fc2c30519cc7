import MartletProfile

/// Fits: what the instance does that owns partition 0.
extension ModelKeeper where Topics: ~Copyable {
    /// Numbers from which on a quantile of them replaces the one before.
    private static var enoughNumbers: Int { 1_000 }

    /// Fits every model to what all instances have published, and publishes what was found:
    /// together, so that it is applied in one go.
    mutating func refit(at now: Instant, _ turn: inout Turn) throws(LogError) {
        let whole = task.merged(try topics.readAll(.population))
        var records: [SharedRecord] = []
        if let definition = task.personas {
            if let summary = whole.personas {
                records += refit(definition, summary, at: now, &turn)
            } else {
                turn.notices.append(.failed(.personas, "no summaries have come"))
            }
        }
        for model in task.models {
            if let summary = whole.models[model.name] {
                records += refit(model, summary, at: now, &turn)
            } else {
                turn.notices.append(.failed(.feature(model.name), "no summaries have come"))
            }
        }
        try topics.publish(records, to: .models)
    }

    private func refit(
        _ definition: PersonaDefinition, _ summary: PopulationSummary, at now: Instant,
        _ turn: inout Turn
    ) -> [SharedRecord] {
        if let name = task.awaited.first(where: { current[.feature($0)] == nil }) {
            turn.notices.append(
                .failed(.personas, "customers are compared by '\(name)', which is not known yet"))
            return []
        }
        var previous: PersonaModel?
        if case .personas(let model) = current[.personas]?.model {
            previous = model
            turn.notices.append(.personaDrift(PopulationDrift(summary, against: model)))
        }
        let fit: PersonaFit
        do throws(FitFailure) {
            fit = try PersonaFit(
                definition, summary.sample, thresholds: thresholds(definition, summary, previous),
                previous: previous, seed: task.seed)
        } catch {
            turn.notices.append(
                .failed(.personas, "\(summary.customers) customers: too few differ"))
            return []
        }
        return [record(.personas(fit), of: .personas, summary.customers, at: now, &turn)]
    }

    private func refit(
        _ definition: ModelDefinition, _ summary: ModelSummary, at now: Instant, _ turn: inout Turn
    ) -> [SharedRecord] {
        let key = ModelKey.feature(definition.name)
        let fit: FeatureFit
        do throws(FitFailure) {
            fit = try definition.fit(summary)
        } catch {
            turn.notices.append(.failed(key, Self.reason(error, summary.customers)))
            return []
        }
        if case .feature(let old) = current[key]?.model,
            let drift = ModelDrift(summary, from: old, to: fit.model(unit: definition.unit))
        {
            // Where customers hardly tell a parameter the search may not end, and be good enough.
            if !fit.isConverged, case .likelihood(let before, let after) = drift, after < before {
                turn.notices.append(.failed(key, "the search found nothing likelier"))
                return []
            }
            turn.notices.append(.drift(definition.name, drift))
        }
        return [record(.feature(fit), of: key, summary.customers, at: now, &turn)]
    }

    private func record(
        _ fit: FreshFit, of key: ModelKey, _ customers: Int, at now: Instant, _ turn: inout Turn
    ) -> SharedRecord {
        // Newer than the model before, even if the clock of who fitted that one was ahead.
        let before = current[key]?.until.milliseconds ?? .min
        let until = Instant(
            milliseconds: max(now.milliseconds, before == .max ? before : before + 1))
        turn.notices.append(.fitted(key, fit, customers: customers))
        return SharedRecord(key: key.text, value: format.encode(key, fit, until, customers))
    }

    /// The shop's quantiles; those of the model before where too few numbers have come.
    private func thresholds(
        _ definition: PersonaDefinition, _ summary: PopulationSummary, _ previous: PersonaModel?
    ) -> [String: Double] {
        var thresholds: [String: Double] = [:]
        for trigger in definition.triggers {
            guard case .unusual(let value) = trigger.condition, let quantile = value.quantile else {
                continue
            }
            let sketch = summary.numbers[trigger.name] ?? QuantileSketch()
            let before = previous?.thresholds[trigger.name]
            let found = sketch.quantile(quantile, of: PersonaFeature.Clip.whole)
            thresholds[trigger.name] =
                sketch.count >= Self.enoughNumbers ? found : before ?? found
        }
        return thresholds
    }

    private static func reason(_ failure: FitFailure, _ customers: Int) -> String {
        switch failure {
        case .tooFewCustomers(let found, let needed):
            "\(customers) customers: \(found) tell something, \(needed) must"
        case .noRepeats: "\(customers) customers: nobody has bought twice"
        case .invalidSummary: "a customer's times are out of order"
        }
    }
}
