import MartletProfile

/// Reads what makes a persona be found anew: `refresh_on`, `refresh_when`, `refresh_every`.
struct RefreshReader {
    /// Checks values and collects what is wrong with them.
    var reader: SettingReader
    /// What has been read before.
    let configuration: Configuration
    /// Receives what is read.
    var personas: PersonaSettings
    /// Where the event types stand that the trigger in hand names.
    private var typeOrigins: [SettingOrigin] = []

    init(reader: SettingReader, configuration: Configuration, personas: PersonaSettings) {
        self.reader = reader
        self.configuration = configuration
        self.personas = personas
    }

    /// Keys of which each trigger has one.
    private static let kinds = ["when", "first", "unusual", "changes", "segments", "negative"]
    /// What records call other refreshes.
    private static let reserved = [
        PersonaDefinition.schedule, PersonaDefinition.modelChange, PersonaDefinition.ruleChange,
    ]

    mutating func read(_ entries: SettingReader.Entries) {
        var names: Set<String> = []
        for pair in reader.pairs(of: entries["refresh_on"]?.value, "'refresh_on'") {
            check(name: pair, &names)
            typeOrigins = []
            guard let trigger = trigger(pair) else { continue }
            personas.definition.triggers.append(trigger)
            personas.triggerOrigins.append(pair.origin)
            personas.typeOrigins.append(typeOrigins)
        }
        for pair in reader.pairs(of: entries["refresh_when"]?.value, "'refresh_when'") {
            check(name: pair, &names)
            guard let text = reader.rule(pair) else { continue }
            personas.texts[.forecast(personas.definition.forecasts.count)] = text
            personas.definition.forecasts.append(.init(name: pair.key, when: text.text))
        }
        for (key, count) in [
            ("refresh_on", personas.definition.triggers.count),
            ("refresh_when", personas.definition.forecasts.count),
        ] where count > SettingLimits.personaTriggers {
            guard let entry = entries[key] else { continue }
            reader.report(
                at: entry.origin,
                "'\(key)' has \(count) entries, at most \(SettingLimits.personaTriggers) are "
                    + "possible")
        }
        guard let entry = entries["refresh_every"] else { return }
        var interval = Setting<Int64>(0)
        reader.read(entry, into: &interval, in: 60_000...SettingLimits.longest)
        if interval.value > 0 { personas.definition.interval = interval.value }
    }

    private mutating func check(name entry: SettingNode.Entry, _ names: inout Set<String>) {
        do throws(SyntaxComplaint) {
            try SettingSyntax.checkName(entry.key, of: "refresh")
        } catch {
            return reader.report(error, at: entry.origin)
        }
        if Self.reserved.contains(entry.key) {
            reader.report(
                at: entry.origin, "'\(entry.key)' is what records call other refreshes",
                hint: "choose another name")
        } else if !names.insert(entry.key).inserted {
            reader.report(at: entry.origin, "refresh '\(entry.key)' is there twice")
        }
    }

    /// A trigger: a rule, or a mapping with one of ``kinds``.
    private mutating func trigger(_ entry: SettingNode.Entry) -> RefreshTrigger? {
        if entry.value.scalar != nil, !entry.value.isNull {
            return reader.rule(entry).map { rule(entry.key, $0, types: []) }
        }
        let what = "refresh '\(entry.key)'"
        let entries = reader.entries(
            of: entry.value, what, keys: Self.kinds + ["on", "times", "min_events", "quantile"])
        let found = Self.kinds.compactMap { entries[$0] }
        guard let kind = found.first, found.count == 1 else {
            if reader.misspelled.isEmpty {
                reader.report(
                    at: entry.origin, "\(what) needs one of \(Self.kinds.joined(separator: ", "))",
                    hint: "write {on: purchase, when: \"event.amount > 100\"}, say")
            }
            return nil
        }
        for (key, owner) in [
            ("on", "when"), ("times", "unusual"), ("min_events", "unusual"),
            ("quantile", "unusual"),
        ] where kind.key != owner {
            guard let option = entries[key] else { continue }
            reader.report(
                at: option.origin, "'\(kind.key)' has no '\(key)'", hint: "it belongs to '\(owner)'"
            )
        }
        switch kind.key {
        case "when":
            let types = entries["on"].map { sources($0, .events, "purchase").map(\.type) } ?? []
            return reader.rule(kind).map { rule(entry.key, $0, types: types) }
        case "first":
            return RefreshTrigger(
                name: entry.key, types: sources(kind, .events, "purchase").map(\.type),
                condition: .first)
        case "unusual": return unusual(entry.key, kind, entries)
        case "changes": return changes(entry.key, kind)
        case "segments": return segments(entry.key, kind)
        default:
            return RefreshTrigger(
                name: entry.key, types: sources(kind, .events, "feedback").map(\.type),
                condition: .rule(RefreshTrigger.negativeFeedback))
        }
    }

    /// A rule about events of these types; none = every type that is known.
    private mutating func rule(_ name: String, _ text: RuleText, types: [String]) -> RefreshTrigger
    {
        personas.texts[.trigger(personas.definition.triggers.count)] = text
        var types = types
        if types.isEmpty {
            personas.openTriggers.insert(personas.definition.triggers.count)
            let features = configuration.features.flatMap { $0.definition.sources.map(\.type) }
            let known = configuration.inputs.compactMap { $0.type?.value } + features
            types = Set(known).sorted()
        }
        return RefreshTrigger(name: name, types: types, condition: .rule(text.text))
    }

    private mutating func unusual(
        _ name: String, _ entry: SettingNode.Entry, _ entries: SettingReader.Entries
    ) -> RefreshTrigger? {
        let errors = reader.diagnostics.count
        let sources = sources(entry, .fields, "purchase.amount")
        guard reader.diagnostics.count == errors, let source = sources.first else { return nil }
        guard sources.allSatisfy({ $0.field == source.field }) else {
            reader.report(
                at: entry.value.origin, "'unusual' is about one field",
                hint: "make two refreshes")
            return nil
        }
        var value = RefreshTrigger.UnusualValue(field: source.field)
        if let entry = entries["times"], let times = reader.number(entry) {
            value.times = times
            if times <= 0 { reader.report(at: entry.value.origin, "'times' must be above 0") }
        }
        var minimum = Setting(value.minimum)
        reader.read(entries["min_events"], into: &minimum, in: 1...1_000_000)
        value.minimum = minimum.value
        if let entry = entries["quantile"], let quantile = reader.number(entry) {
            value.quantile = Int((quantile * 10_000).rounded())
            if !(0.0001...0.9999).contains(quantile) {
                reader.report(
                    at: entry.value.origin, "'quantile' must be above 0 and below 1",
                    hint: "0.95 is what one in twenty exceeds")
            }
        }
        return RefreshTrigger(name: name, types: sources.map(\.type), condition: .unusual(value))
    }

    private mutating func changes(_ name: String, _ entry: SettingNode.Entry) -> RefreshTrigger? {
        var feature = Setting("")
        reader.read(entry, into: &feature)
        guard !feature.value.isEmpty else { return nil }
        let names = configuration.features.map(\.definition.name)
        let definition = configuration.features.first { $0.definition.name == feature.value }
        guard let definition else {
            if !configuration.unreadableFeatures.contains(feature.value) {
                reader.report(
                    at: entry.value.origin, "unknown feature '\(feature.value)'",
                    hint: NameSuggestion.hint(for: feature.value, among: names))
            }
            return nil
        }
        if definition.definition.aggregate.isMoving {
            reader.report(
                at: entry.value.origin, "'\(feature.value)' is another number at every instant",
                hint: "give a rule for it under 'refresh_when'")
        }
        let types = Set(definition.definition.sources.map(\.type)).sorted()
        return RefreshTrigger(
            name: name, types: types, condition: .changes(feature: feature.value))
    }

    private mutating func segments(_ name: String, _ entry: SettingNode.Entry) -> RefreshTrigger? {
        var nodes = [entry.value]
        if case .sequence(let items) = entry.value.content { nodes = items }
        if nodes.isEmpty {
            reader.report(
                at: entry.origin, "'segments' names no segment",
                hint: "name those of which entering or leaving counts")
        }
        let known = configuration.segments.map(\.definition.name)
        var names: [String] = []
        for node in nodes {
            guard let name = reader.text(of: node, "a segment") else { continue }
            guard known.contains(name) else {
                reader.report(
                    at: node.origin, "unknown segment '\(name)'",
                    hint: NameSuggestion.hint(for: name, among: known))
                continue
            }
            names.append(name)
        }
        guard !names.isEmpty else { return nil }
        return RefreshTrigger(name: name, types: [], condition: .segments(names))
    }

    private mutating func sources(
        _ entry: SettingNode.Entry, _ form: FeatureDefinition.Aggregate.SourceForm,
        _ example: String
    ) -> [FeatureDefinition.Source] {
        let types = configuration.inputs.map(\.type?.value)
        let isOpen = types.isEmpty || types.contains(nil)
        let known = Set(types.compactMap { $0 }).sorted()
        var feature = FeatureReader(reader: reader, types: isOpen ? nil : known)
        let (sources, origins) = feature.sources(
            entry, FeatureReader.SourceRule(form: form, name: entry.key, example: example))
        reader = feature.reader
        typeOrigins = origins
        return sources
    }
}
