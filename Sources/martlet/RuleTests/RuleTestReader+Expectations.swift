import MartletProfile
import MartletStream

/// What a case expects.
extension RuleTestReader {
    /// Keys of an expectation, in the order in which messages name them.
    static let expectationKeys = [
        "at", "customer", "in", "in_segment", "not_in", "never_in", "entered", "exited", "features",
        "persona", "refreshed", "alert",
    ]
    /// Those that speak of one instant.
    private static let datedKeys = [
        "in", "in_segment", "not_in", "entered", "exited", "features", "persona", "refreshed",
        "alert",
    ]

    /// Reads the list below `expect`.
    mutating func expectations(_ entry: SettingNode.Entry?) -> [Expectation] {
        guard let entry else { return [] }
        guard case .sequence(let items) = entry.value.content, !items.isEmpty else {
            reader.report(
                at: entry.value.isNull ? entry.origin : entry.value.origin,
                "'expect' must be a list of expectations, not \(entry.value.kindDescription)",
                hint: "write '- {at: INSTANT, customer: c1, in: [loyal]}' lines")
            return []
        }
        return items.flatMap { expectations(in: $0) }
    }

    private mutating func expectations(in node: SettingNode) -> [Expectation] {
        guard case .mapping = node.content else {
            reader.report(
                at: node.origin, "an expectation must be a mapping, not \(node.kindDescription)",
                hint: "write '{at: INSTANT, customer: c1, in: [loyal]}'")
            return []
        }
        let entries = reader.entries(of: node, "an expectation", keys: Self.expectationKeys)
        let misspelled = reader.misspelled
        if entries["customer"] == nil, !misspelled.contains("customer") {
            reader.report(
                at: node.origin, "an expectation needs 'customer'", hint: "say whom it is about")
        }
        let dated = Self.datedKeys.compactMap { entries[$0] }
        if dated.isEmpty, entries["never_in"] == nil, misspelled.isEmpty {
            reader.report(
                at: node.origin, "an expectation must say what it expects",
                hint: """
                    add one of in, in_segment, not_in, never_in, entered, exited, features, \
                    persona, refreshed, alert
                    """)
        }
        if let first = dated.first, entries["at"] == nil, !misspelled.contains("at") {
            reader.report(
                at: first.origin, "'\(first.key)' needs 'at'",
                hint: "say when, as in at: 2025-07-01T00:00:00Z")
        }
        if let at = entries["at"], dated.isEmpty, entries["never_in"] != nil {
            reader.report(
                at: at.origin, "'never_in' is about all time, and 'at' about one instant",
                hint: "leave 'at' out, or write 'not_in'")
        }
        let at = reader.instant(entries["at"])
        let customer = entries["customer"].flatMap { reader.customer($0) }
        let demands = demands(entries)
        guard let customer else { return [] }
        return demands.compactMap { demand, origin in
            var expectation = Expectation(
                demand: demand, customer: customer, at: at, origin: origin)
            if case .never = demand { expectation.at = nil } else if at == nil { return nil }
            return expectation
        }
    }

    private mutating func demands(
        _ entries: SettingReader.Entries
    ) -> [(Expectation.Demand, SettingOrigin)] {
        var demands: [(Expectation.Demand, SettingOrigin)] = []
        if let entry = entries["in"], let names = segments(entry) {
            let sorted = Set(names.map(\.value)).sorted()
            demands.append((.exactly(sorted), entry.value.origin))
        }
        let makers: [(String, (String) -> Expectation.Demand)] = [
            ("in_segment", { .member($0) }), ("not_in", { .stranger($0) }),
            ("never_in", { .never($0) }), ("entered", { .enters($0) }), ("exited", { .leaves($0) }),
        ]
        for (key, make) in makers {
            guard let entry = entries[key], let names = segments(entry) else { continue }
            if names.isEmpty {
                reader.report(at: entry.value.origin, "'\(key)' names no segment")
            }
            demands += names.map { (make($0.value), $0.origin) }
        }
        if let persona = persona(entries["persona"]) {
            demands.append((.persona(persona.value), persona.origin))
        }
        demands += refreshes(entries["refreshed"]) + alerts(entries["alert"])
        for pair in reader.pairs(of: entries["features"]?.value, "'features'") {
            guard isFeature(pair) else { continue }
            demands.append(
                (.feature(pair.key, ExpectedValue(pair.value)), pair.value.origin))
        }
        return demands
    }

    /// Names of segments that the configuration has; nil if one of them is none.
    private mutating func segments(_ entry: SettingNode.Entry) -> [Setting<String>]? {
        guard let names = reader.names(entry, "the name of a segment") else { return nil }
        guard let plan else { return names }
        let known = plan.plan.book.segments.map(\.definition.name)
        var isGood = true
        for name in names where !known.contains(name.value) {
            isGood = false
            reader.report(
                at: name.origin, "unknown segment '\(name.value)'",
                hint: NameSuggestion.hint(for: name.value, among: known)
                    ?? "segments are \(known.joined(separator: ", "))")
        }
        return isGood ? names : nil
    }

    /// The name of a persona that the configuration has.
    private mutating func persona(_ entry: SettingNode.Entry?) -> Setting<String>? {
        var name = Setting("")
        reader.read(entry, into: &name)
        guard !name.value.isEmpty, let plan else { return name.value.isEmpty ? nil : name }
        let definition = plan.plan.personas?.definition
        var known = definition?.rules.map(\.name) ?? []
        known += plan.plan.personaModel?.clusters.map(\.name) ?? definition?.clusters?.names ?? []
        known.append(PersonaDefinition.unassigned)
        if definition != nil, known.contains(name.value) { return name }
        reader.report(
            at: name.origin,
            definition == nil
                ? "the configuration has no personas" : "unknown persona '\(name.value)'",
            hint: definition == nil
                ? nil
                : NameSuggestion.hint(for: name.value, among: known)
                    ?? "personas are \(known.joined(separator: ", "))")
        return nil
    }

    private mutating func isFeature(_ entry: SettingNode.Entry) -> Bool {
        guard let plan else { return true }
        let known = plan.plan.features.definitions.map(\.name)
        if known.contains(entry.key) { return true }
        reader.report(
            at: entry.origin, "unknown feature '\(entry.key)'",
            hint: NameSuggestion.hint(for: entry.key, among: known)
                ?? "features are \(known.joined(separator: ", "))")
        return false
    }
}
