import MartletProfile
import MartletStream

/// What a case expects of churn alerts and of the moments at which personas are found.
extension RuleTestReader {
    /// The triggers below `refreshed`: one, or a list of them.
    mutating func refreshes(
        _ entry: SettingNode.Entry?
    ) -> [(Expectation.Demand, SettingOrigin)] {
        guard let entry, let names = reader.names(entry, "what makes a persona be found") else {
            return []
        }
        if names.isEmpty {
            reader.report(at: entry.value.origin, "'refreshed' names nothing")
        }
        guard let plan else { return [] }
        guard let definition = plan.plan.personas?.definition else {
            reader.report(at: entry.origin, "the configuration has no personas")
            return []
        }
        let known =
            definition.triggers.map(\.name) + definition.forecasts.map(\.name)
            + (definition.interval == nil ? [] : [PersonaDefinition.schedule])
        return names.compactMap { name in
            check(name, "refresh", known) ? (.refreshed(name.value), name.origin) : nil
        }
    }

    /// The mapping below `alert`, or a list of them.
    mutating func alerts(_ entry: SettingNode.Entry?) -> [(Expectation.Demand, SettingOrigin)] {
        guard let entry else { return [] }
        var nodes = [entry.value]
        if case .sequence(let items) = entry.value.content { nodes = items }
        var demands: [(Expectation.Demand, SettingOrigin)] = []
        for node in nodes {
            guard case .mapping = node.content else {
                reader.report(
                    at: node.origin, "'alert' must be a mapping, not \(node.kindDescription)",
                    hint: "write 'alert: {name: silence, state: raised}', say")
                continue
            }
            if let demand = alert(node) { demands.append((.alert(demand), node.origin)) }
        }
        return demands
    }

    private mutating func alert(_ node: SettingNode) -> AlertDemand? {
        let entries = reader.entries(
            of: node, "'alert'", keys: ["name", "state", "severity"])
        for key in ["name", "state"]
        where entries[key] == nil && !reader.misspelled.contains(key) {
            reader.report(
                at: node.origin, "'alert' needs '\(key)'",
                hint: "write 'alert: {name: silence, state: raised}', say")
        }
        var (name, severity) = (Setting(""), Setting(""))
        reader.read(entries["name"], into: &name)
        reader.read(entries["severity"], into: &severity)
        let states = AlertDemand.State.allCases.map(\.rawValue)
        let state = reader.parsed(entries["state"]) {
            (text) throws(SyntaxComplaint) -> AlertDemand.State in
            guard let state = AlertDemand.State(rawValue: text) else {
                throw SyntaxComplaint(
                    message: "unknown state '\(text)'",
                    hint: NameSuggestion.hint(for: text, among: states)
                        ?? "states are \(states.joined(separator: ", "))")
            }
            return state
        }
        guard let plan, let state, !name.value.isEmpty else { return nil }
        let known = plan.plan.alerts.alerts.map(\.definition)
        guard check(name, "churn alert", known.map(\.name)) else { return nil }
        let ladder = known.first { $0.name == name.value }?.ladder.map(\.name) ?? []
        if !severity.value.isEmpty, !check(severity, "severity", ladder) { return nil }
        return AlertDemand(
            name: name.value, state: state.value,
            severity: severity.value.isEmpty ? nil : severity.value)
    }

    private mutating func check(_ name: Setting<String>, _ what: String, _ known: [String]) -> Bool
    {
        if known.contains(name.value) { return true }
        let all = known.isEmpty ? "there is none" : "known are \(known.joined(separator: ", "))"
        reader.report(
            at: name.origin, "unknown \(what) '\(name.value)'",
            hint: NameSuggestion.hint(for: name.value, among: known) ?? all)
        return false
    }
}
