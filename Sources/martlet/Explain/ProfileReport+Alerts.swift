import MartletProfile
import MartletWire

extension ProfileReport {
    /// One churn alert.
    struct Alert {
        var definition: AlertDefinition
        var explanation: AlertExplanation
        /// The rules with the keys of the configuration, severities as `severity NAME`.
        var rules: [(key: String, rule: Rule)]
    }
}

extension AlertBook.Alert {
    /// The keys of ``rules`` in the configuration.
    fileprivate var ruleKeys: [String] {
        ["when"] + (minHistory == nil ? [] : ["min_history"])
            + (resolveOn == nil ? [] : ["resolve_on"])
            + definition.ladder.map { "severity \($0.name)" }
    }
}

extension ProfileReport.Alert {
    /// Collects what is known of the customer in `row`.
    ///
    /// - Parameters:
    ///   - table: The table.
    ///   - row: The customer's row.
    ///   - index: Index of the alert.
    ///   - encoder: Encodes what a rule reads, as members of a JSON object.
    ///   - history: Since when clauses are what they are.
    init(
        _ table: borrowing ProfileTable, _ row: Int, _ index: Int, _ encoder: FeatureEncoder,
        _ history: ClauseHistory
    ) {
        let alert = table.plan.alerts.alerts[index]
        definition = alert.definition
        explanation = table.explain(row, alert: index, at: table.clock)
        rules = []
        for (place, program) in alert.rules.enumerated() where program.constant == nil {
            var bytes: [UInt8] = []
            encoder.append(program.readings, table, row, table.clock, to: &bytes)
            let rule = ProfileReport.Rule(
                program, String(decoding: bytes, as: UTF8.self), explanation.rules[place],
                history.since(alert: index, rule: place))
            rules.append((alert.ruleKeys[place], rule))
        }
    }

    /// How the customer stands to the alert, and the tables of clauses.
    var text: String {
        var lines = ["alert \(definition.name): \(standing)"]
        let horizon = SettingSyntax.text(ofDuration: definition.horizon)
        let expiry = explanation.expiresAt.map { ", expires at \(InstantText.plain($0))" } ?? ""
        lines.append("  horizon: \(horizon)\(expiry)")
        if definition.cooldown > 0 {
            let rest = explanation.restsUntil.map { ", until \(InstantText.plain($0))" } ?? ""
            lines.append(
                "  cooldown: \(SettingSyntax.text(ofDuration: definition.cooldown))\(rest)")
        }
        if case .events(let types) = definition.resolution {
            let last = explanation.lastReturn.map { ", last at \(InstantText.plain($0))" } ?? ""
            lines.append("  resolve_on: \(types.joined(separator: ", "))\(last)")
        }
        let number = { (value: Double?) in value.map { ReportText.json($0) } ?? "unknown" }
        lines.append("  score: \(number(explanation.score))")
        if definition.valueAtRisk != nil {
            lines.append("  value_at_risk: \(number(explanation.valueAtRisk))")
        }
        return lines.joined(separator: "\n") + "\n"
            + rules.map { $0.rule.text($0.key) }.joined()
    }

    private var standing: String {
        let since = explanation.since.map { " since \(InstantText.plain($0))" } ?? ""
        let episode = explanation.episode
        var text: String
        switch explanation.standing {
        case .open: text = "open\(since), severity \(explanation.severity), episode \(episode)"
        case .spent:
            text = "episode \(episode) is over\(since); the next is raised after 'when' has ceased"
        case .ready:
            text = episode == 0 ? "never raised" : "episode \(episode) is over\(since)"
        }
        if explanation.changesAt < .never {
            let change = explanation.standing == .open ? "changes" : "is raised"
            text += "; \(change) at \(InstantText.plain(explanation.changesAt)) if no event comes"
        } else {
            text += "; time alone does not change that"
        }
        return text
    }

    /// One object.
    var json: String {
        let number = { (value: Double?) in ReportText.json(value ?? .nan) }
        var members = [
            ("state", JSONString.quoted(explanation.standing.rawValue)),
            ("episode", "\(explanation.episode)"),
            (
                "severity",
                explanation.episode > 0 ? JSONString.quoted(explanation.severity) : "null"
            ),
            ("since", InstantText.json(explanation.since)),
            ("changes_at", InstantText.json(explanation.changesAt)),
            ("expires_at", InstantText.json(explanation.expiresAt)),
            ("rests_until", InstantText.json(explanation.restsUntil)),
            ("score", number(explanation.score)),
            ("value_at_risk", number(explanation.valueAtRisk)),
        ]
        if case .events(let types) = definition.resolution {
            members.append(("resolve_on", ReportText.json(types)))
            members.append(("last_return", InstantText.json(explanation.lastReturn)))
        }
        let entries = rules.map { ($0.key, JSONString.object($0.rule.members)) }
        members.append(("rules", JSONString.object(entries)))
        return JSONString.object(members)
    }
}
