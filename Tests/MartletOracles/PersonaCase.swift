import Foundation
package import MartletProfile

/// Personas with everything that decides about them as functions of the raw events.
package struct PersonaCase {
    package typealias Event = SegmentStory.Event
    package typealias Rule = SegmentOracle.Rule

    /// What fires a trigger.
    package enum Condition {
        /// A rule of this text over the event at hand and all events with it.
        case rule(String, @Sendable (Event, [Event], Int64) -> Bool?)
        case first
        /// So many times the mean of so many earlier ones, and above the shop's threshold.
        case unusual(times: Double, minimum: Int, threshold: Double?)
        /// A feature of this name, and what it is worth.
        case changes(String, @Sendable ([Event], Int64) -> String?)
        case segments([String])
    }

    /// An event upon which a persona is found.
    package struct Trigger {
        package var name: String
        package var types: [String]
        package var condition: Condition

        /// Whether it looks at one of these segments.
        func looks(at moves: [String]) -> Bool {
            guard case .segments(let names) = condition else { return false }
            return names.contains(where: moves.contains)
        }
    }

    /// What customers are compared by.
    package struct Measure {
        package var text: String
        package var value: @Sendable ([Event], Int64) -> Double?
        package var bend = PersonaFeature.Bend.none
        package var high: Double?
        package var mean = 0.0
        package var deviation = 1.0
    }

    package var segments: [SegmentOracle.Segment] = []
    /// The rules that make personas p0, p1 and so on; none with clusters.
    package var rules: [Rule] = []
    package var measures: [Measure] = []
    /// Where the clusters p0, p1 and so on are.
    package var centres: [[Double]] = []
    package var limit: Double?
    package var margin = 0.0
    package var triggers: [Trigger] = []
    /// Called f0, f1 and so on.
    package var forecasts: [Rule] = []
    package var interval: Int64?

    // MARK: - What a customer is

    /// The persona of a customer: by the first rule that holds, or the nearest centre.
    func find(
        _ events: [Event], _ now: Int64, current: String?
    ) -> (persona: String, runnerUp: String?, distance: Double?) {
        guard centres.isEmpty else { return nearest(events, now, current) }
        let holding = rules.indices.filter { rules[$0].holds(events, now) == true }
        let names = holding.map { "p\($0)" }
        return (names.first ?? "unassigned", names.dropFirst().first, nil)
    }

    private func nearest(
        _ events: [Event], _ now: Int64, _ current: String?
    ) -> (persona: String, runnerUp: String?, distance: Double?) {
        let values = measures.map { $0.value(events, now) }
        if values.allSatisfy({ $0 == nil }) { return ("unassigned", nil, nil) }
        let place = zip(measures, values).map { $0.standardised($1) }
        let distances = centres.map { centre in
            zip(centre, place).map { pow($0 - $1, 2) }.reduce(0, +).squareRoot()
        }
        let order = distances.indices.sorted {
            (distances[$0], $0) < (distances[$1], $1)
        }
        let own = distances.indices.first { "p\($0)" == current }
        // Somebody in a cluster is let go later, and keeps it unless another is clearly nearer.
        let limit = (limit ?? .infinity) * (own == nil ? 1 : 1 + margin)
        var chosen = distances[order[0]] <= limit ? order[0] : nil
        if let own, distances[own] <= limit,
            distances[order[0]] >= distances[own] * (1 - margin)
        {
            chosen = own
        }
        let named = chosen ?? order[0]
        let runnerUp = order.first { $0 != named }
        return (
            chosen.map { "p\($0)" } ?? "unassigned", runnerUp.map { "p\($0)" }, distances[named]
        )
    }

    /// The customer's moments of the schedule in an interval of time that excludes its begin.
    func moments(of customer: String, after begin: Int64, to end: Int64) -> [Int64] {
        guard let interval, begin < end else { return [] }
        let id = Array(customer.utf8)
        let mark = CustomerMark.mark(id.span)
        let phase = Int64(mark % UInt64(interval))
        let first = (begin - phase) / interval * interval + phase
        return Array(stride(from: first, through: end, by: Int(interval))).filter { $0 > begin }
    }

    // MARK: - As configured

    package var definition: PersonaDefinition {
        let named = { (prefix: String, rules: [Rule]) in
            rules.enumerated().map {
                PersonaDefinition.Rule(name: "\(prefix)\($0)", when: $1.text)
            }
        }
        return PersonaDefinition(
            assignment: centres.isEmpty
                ? .rules(named("p", rules))
                : .clusters(PersonaClusters(count: centres.count, limit: limit, margin: margin)),
            features: features, triggers: triggers.map(\.definition),
            forecasts: named("f", forecasts), interval: interval)
    }

    private var features: [PersonaFeature] {
        measures.enumerated().map {
            PersonaFeature(name: "m\($0)", value: $1.text, bend: $1.bend)
        }
    }

    /// What a fit is taken to have found.
    package var model: PersonaModel {
        var thresholds: [String: Double] = [:]
        for trigger in triggers {
            guard case .unusual(_, _, let threshold?) = trigger.condition else { continue }
            thresholds[trigger.name] = threshold
        }
        return PersonaModel(
            features: zip(features, measures).map { feature, measure in
                let scale = PersonaScale(
                    bend: measure.bend, high: measure.high, mean: measure.mean,
                    deviation: measure.deviation)
                return PersonaModel.Feature(
                    feature: feature, scale: scale, spread: Spread(sorted: [], unknown: 0))
            },
            clusters: centres.enumerated().map {
                .init(id: $0 + 1, name: "p\($0)", size: 1, centre: $1)
            }, thresholds: thresholds)
    }
}

extension PersonaCase.Trigger {
    fileprivate var definition: RefreshTrigger {
        let condition: RefreshTrigger.Condition
        switch self.condition {
        case .rule(let text, _): condition = .rule(text)
        case .first: condition = .first
        case .unusual(let times, let minimum, let threshold):
            condition = .unusual(
                .init(
                    field: ["amount"], times: times, minimum: minimum,
                    quantile: threshold == nil ? nil : 9_000))
        case .changes(let feature, _): condition = .changes(feature: feature)
        case .segments(let names): condition = .segments(names)
        }
        return RefreshTrigger(name: name, types: types, condition: condition)
    }
}

extension PersonaCase.Measure {
    fileprivate func standardised(_ value: Double?) -> Double {
        guard var value else { return 0 }
        if let high { value = min(value, high) }
        switch bend {
        case .none: break
        case .log: value = value < 0 ? -log1p(-value) : log1p(value)
        case .sqrt: value = value < 0 ? -(-value).squareRoot() : value.squareRoot()
        }
        return (value - mean) / deviation
    }
}
