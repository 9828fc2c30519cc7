import MartletProfile
import MartletWire

/// What `martlet explain` says of a customer's persona.
struct PersonaStanding {
    /// The last refresh.
    struct Refresh {
        var at: Instant
        var trigger: String
        var sequence: Int
        /// The last instant at which the persona became another one.
        var changedAt: Instant
    }

    let definition: PersonaDefinition
    let explanation: PersonaExplanation
    /// Fingerprint of the model; nil without one.
    let model: String?
    /// The last refresh; nil if there was none.
    let refresh: Refresh?

    /// Collects what is known of the persona of `row`; nil if there are no personas.
    init?(_ table: borrowing ProfileTable, _ row: Int, _ refresh: Refresh?) {
        guard let definition = table.plan.personas?.definition,
            let explanation = table.explainPersona(row, at: table.clock)
        else { return nil }
        self.definition = definition
        self.explanation = explanation
        model = table.personaFingerprint
        self.refresh = refresh
    }

    /// For people, after an empty line.
    var text: String {
        var text = "\npersona: \(explanation.persona ?? "none yet")"
        if let refresh {
            text += " since \(InstantText.plain(refresh.changedAt)), found last at "
            text += "\(InstantText.plain(refresh.at)) (\(refresh.trigger))"
        }
        text += "\n  if it were found now: \(explanation.now ?? "nothing was fitted yet")\n"
        if let at = explanation.scheduledAt {
            text += "  found next by schedule: \(InstantText.plain(at))\n"
        }
        if !explanation.values.isEmpty {
            var table = TextTable(["COMPARED BY", "VALUE", "DEVIATIONS FROM THE MEAN"])
            for (feature, found) in zip(definition.features, explanation.values) {
                table.append([
                    feature.name, found.value.map(ReportNumber.short) ?? "unknown",
                    found.standardised.map { ReportNumber.fixed($0, digits: 2) } ?? "",
                ])
            }
            text += table.text(indent: 4)
        }
        if !explanation.distances.isEmpty {
            var table = TextTable(["CLUSTER", "DISTANCE"])
            for (name, distance) in explanation.distances {
                table.append([name, ReportNumber.short(distance)])
            }
            text += table.text(indent: 4)
        }
        var table = TextTable(["TRUTH", "RULE", "WHEN", "HOLDS UNTIL"])
        for (name, rule) in rules {
            let verdict = rule.verdict
            let isEndless = verdict.until.milliseconds >= Instant.yearTenThousand
            table.append([
                ReportText.word(verdict.truth), name, rule.text,
                isEndless ? "for ever" : InstantText.plain(verdict.until),
            ])
        }
        return text + (table.isEmpty ? "" : table.text(indent: 4))
    }

    /// The rules that make personas, then the forecasts.
    private var rules: [(name: String, rule: Explanation)] {
        Array(zip(definition.rules.map(\.name), explanation.rules))
            + Array(zip(definition.forecasts.map(\.name), explanation.forecasts))
    }

    /// One JSON object.
    var json: String {
        let quoted = JSONString.quoted
        let features = zip(definition.features, explanation.values).map { feature, found in
            JSONString.object([
                ("feature", quoted(feature.name)),
                ("value", found.value.map(ReportText.json) ?? "null"),
                ("z", found.standardised.map(ReportText.json) ?? "null"),
            ])
        }
        let distances = explanation.distances.map {
            "\(quoted($0.name)):\(ReportText.json($0.distance))"
        }
        let rules = rules.map { name, rule in
            JSONString.object([
                ("name", quoted(name)), ("rule", quoted(rule.text)),
                ("truth", ReportText.json(rule.verdict.truth)),
                ("holds_until", InstantText.json(rule.verdict.until)),
            ])
        }
        return JSONString.object([
            ("persona", explanation.persona.map(quoted) ?? "null"),
            ("since", InstantText.json(refresh?.changedAt)),
            ("found_at", InstantText.json(refresh?.at)),
            ("trigger", refresh.map { quoted($0.trigger) } ?? "null"),
            ("seq", "\(refresh?.sequence ?? 0)"), ("now", explanation.now.map(quoted) ?? "null"),
            ("scheduled_at", InstantText.json(explanation.scheduledAt)),
            ("features", "[\(features.joined(separator: ","))]"),
            ("distances", "{\(distances.joined(separator: ","))}"),
            ("rules", "[\(rules.joined(separator: ","))]"),
            ("model", model.map(quoted) ?? "null"),
        ])
    }
}

/// Takes note of the refreshes of one customer's persona.
final class PersonaWatch {
    /// The last one; nil if there was none.
    private(set) var last: PersonaStanding.Refresh?

    private let definition: PersonaDefinition?

    /// Makes a watch for the personas of a plan.
    init(_ plan: Plan) { definition = plan.personas?.definition }

    /// Takes note of the last refresh of a table, which is that of `row`.
    func note(_ table: borrowing ProfileTable, _ row: Int, _ at: Instant) {
        guard let refresh = table.personaRefresh, let definition else { return }
        last = PersonaStanding.Refresh(
            at: at, trigger: definition.name(of: refresh.trigger),
            sequence: table.personaSequence(row),
            changedAt: refresh.isChange ? at : last?.changedAt ?? at)
    }
}
