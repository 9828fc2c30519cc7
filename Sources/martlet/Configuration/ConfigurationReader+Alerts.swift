import MartletProfile

/// The section of churn alerts.
extension ConfigurationReader {
    private static let alertKeys = [
        "when", "min_history", "severity", "resolve_on", "cooldown", "horizon", "value_at_risk",
        "score",
    ]

    mutating func readAlerts(_ entry: SettingNode.Entry?) {
        let pairs = reader.pairs(of: entry?.value, "'churn_alerts'")
        if let entry, pairs.count > AlertBook.limit {
            reader.report(
                at: entry.origin,
                "\(pairs.count) churn alerts, at most \(AlertBook.limit) are possible",
                hint: "split them over several applications")
        }
        for pair in pairs.prefix(AlertBook.limit) {
            if let alert = alert(pair) { configuration.alerts.append(alert) }
        }
    }

    /// One alert, or nil if it has no rule; of what else is wrong, the default.
    private mutating func alert(_ entry: SettingNode.Entry) -> AlertSettings? {
        do throws(SyntaxComplaint) {
            try SettingSyntax.checkName(entry.key, of: "churn alert")
        } catch {
            reader.report(error, at: entry.origin)
        }
        let what = "churn alert '\(entry.key)'"
        let entries = reader.entries(of: entry.value, what, keys: Self.alertKeys)
        let isMapping = entry.value.isNull || entry.value.scalar == nil
        if entries["when"] == nil, isMapping, !reader.misspelled.contains("when") {
            reader.report(
                at: entry.origin, "\(what) needs 'when'",
                hint: "add the rule by which a customer is about to churn")
        }
        let when = reader.rule(entries["when"])
        let minHistory = reader.rule(entries["min_history"])
        let valueAtRisk = reader.rule(entries["value_at_risk"])
        let score = reader.rule(entries["score"])
        let (ladder, severities) = ladder(entries["severity"], what)
        var cooldown = Setting<Int64>(0)
        reader.read(entries["cooldown"], into: &cooldown, in: 0...SettingLimits.longest)
        var horizon = Setting<Int64>(60 * 86_400_000)
        reader.read(entries["horizon"], into: &horizon, in: SettingLimits.horizon)
        let resolution = resolution(entries["resolve_on"])
        guard let when else { return nil }
        var definition = AlertDefinition(
            name: entry.key, when: when.text, minHistory: minHistory?.text,
            resolution: resolution.definition, cooldown: cooldown.value, horizon: horizon.value,
            valueAtRisk: valueAtRisk?.text, score: score?.text)
        if !ladder.isEmpty { definition.ladder = ladder }
        return AlertSettings(
            definition: definition, nameOrigin: entry.origin, when: when, minHistory: minHistory,
            resolveOn: resolution.rule, valueAtRisk: valueAtRisk, score: score,
            severities: severities, typeOrigins: resolution.origins)
    }

    // MARK: - Severity

    /// A name, or names with the rules by which an episode climbs to them, lowest first.
    private mutating func ladder(
        _ entry: SettingNode.Entry?, _ what: String
    ) -> ([AlertDefinition.Rung], [RuleText]) {
        guard let entry else { return ([], []) }
        guard case .mapping(let pairs) = entry.value.content else {
            let name = reader.parsed(entry) { (text) throws(SyntaxComplaint) in
                try SettingSyntax.checkName(text, of: "severity")
                return text
            }
            return (name.map { [AlertDefinition.Rung(name: $0.value, when: "true")] } ?? [], [])
        }
        if pairs.isEmpty || pairs.count > SettingLimits.severities {
            reader.report(
                at: entry.value.origin, "\(what) has \(pairs.count) severities",
                hint: "write 1 to \(SettingLimits.severities), lowest first")
        }
        var rungs: [AlertDefinition.Rung] = []
        var texts: [RuleText] = []
        for pair in pairs {
            do throws(SyntaxComplaint) {
                try SettingSyntax.checkName(pair.key, of: "severity")
            } catch {
                reader.report(error, at: pair.origin)
            }
            guard let rule = reader.rule(pair) else { continue }
            rungs.append(AlertDefinition.Rung(name: pair.key, when: rule.text))
            texts.append(rule)
        }
        return (rungs, texts)
    }

    // MARK: - Resolution

    /// What ends an episode, and where it stands.
    private struct ResolutionSetting {
        var definition = AlertDefinition.Resolution.whenEnds
        var rule: RuleText?
        var origins: [SettingOrigin] = []
    }

    /// An event type or a list of them, or a rule.
    private mutating func resolution(_ entry: SettingNode.Entry?) -> ResolutionSetting {
        guard let entry else { return ResolutionSetting() }
        if case .sequence(let items) = entry.value.content {
            if items.isEmpty {
                reader.report(
                    at: entry.origin, "'resolve_on' names no event type",
                    hint: "name one, as in 'resolve_on: purchase', or leave it out")
            }
            return resolution(byEvents: items)
        }
        guard let scalar = reader.scalar(entry) else { return ResolutionSetting() }
        guard isType(scalar.text) else {
            let rule = reader.rule(entry)
            return ResolutionSetting(definition: .rule(scalar.text), rule: rule)
        }
        return resolution(byEvents: [entry.value])
    }

    private mutating func resolution(byEvents nodes: [SettingNode]) -> ResolutionSetting {
        let types = configuration.inputs.map(\.type?.value)
        let isOpen = types.isEmpty || types.contains(nil)
        let known = Set(types.compactMap { $0 }).sorted()
        var found: [String] = []
        var setting = ResolutionSetting()
        for node in nodes {
            guard let text = reader.text(of: node, "an event type") else { continue }
            do throws(SyntaxComplaint) {
                let type = try SettingSyntax.eventType(text)
                guard isOpen || known.contains(type) else {
                    throw SyntaxComplaint(
                        message: "no input has events of type '\(type)'",
                        hint: NameSuggestion.hint(for: type, among: known)
                            ?? "types of the inputs are \(known.joined(separator: ", "))")
                }
                guard !found.contains(type) else {
                    throw SyntaxComplaint(message: "'\(type)' is listed twice", hint: "remove one")
                }
                found.append(type)
                setting.origins.append(node.origin)
            } catch {
                reader.report(error, at: node.origin)
            }
        }
        setting.definition = .events(found)
        return setting
    }

    /// Whether the text is an event type rather than a rule: a type of an input, or a single word
    /// that is neither a feature nor a word of the rule language.
    private func isType(_ text: String) -> Bool {
        if configuration.inputs.contains(where: { $0.type?.value == text }) { return true }
        let isFeature =
            configuration.features.contains { $0.definition.name == text }
            || configuration.unreadableFeatures.contains(text)
        let isWord = text.unicodeScalars.allSatisfy {
            $0.properties.isAlphabetic || "0123456789_-.".unicodeScalars.contains($0)
        }
        return isWord && !isFeature && !ReservedWords.literals.contains(text)
    }
}
