import MartletProfile

/// What a feature is computed from: `TYPE`, `TYPE.field`, or a list of them.
extension FeatureReader {
    /// What must be named, and how messages speak of it.
    struct SourceRule {
        /// The form of the sources.
        var form: FeatureDefinition.Aggregate.SourceForm
        /// What asks for them.
        var name: String
        /// What they may look like.
        var example: String
        /// Whether events of one type can have one field only.
        var takesOneField = false
    }

    /// The sources of `entry` and where each stands.
    mutating func sources(
        _ entry: SettingNode.Entry, _ kind: FeatureDefinition.Aggregate
    ) -> ([FeatureDefinition.Source], [SettingOrigin]) {
        sources(
            entry,
            SourceRule(
                form: kind.sourceForm, name: kind.rawValue, example: Self.example(of: kind),
                takesOneField: kind.takesOneField))
    }

    /// The sources of `entry` and where each stands.
    mutating func sources(
        _ entry: SettingNode.Entry, _ rule: SourceRule
    ) -> ([FeatureDefinition.Source], [SettingOrigin]) {
        var nodes = [entry.value]
        if case .sequence(let items) = entry.value.content { nodes = items }
        if nodes.isEmpty || entry.value.isNull {
            reader.report(
                at: entry.origin, "'\(entry.key)' has no source",
                hint: "name an event type, as in '\(entry.key): \(rule.example)'")
            return ([], [])
        }
        var sources: [FeatureDefinition.Source] = []
        var origins: [SettingOrigin] = []
        for node in nodes {
            guard let text = reader.text(of: node, "a source") else { continue }
            do throws(SyntaxComplaint) {
                let source = try source(text, rule)
                guard !sources.contains(source) else {
                    throw SyntaxComplaint(message: "'\(text)' is listed twice", hint: "remove one")
                }
                sources.append(source)
                origins.append(node.origin)
            } catch {
                reader.report(error, at: node.origin)
            }
        }
        checkMixture(sources, origins, rule)
        if rule.takesOneField { checkTypes(sources, origins, rule) }
        return (sources, origins)
    }

    /// One source; the longest known event type that `text` begins with is its type.
    private func source(
        _ text: String, _ rule: SourceRule
    ) throws(SyntaxComplaint) -> FeatureDefinition.Source {
        let known = (types ?? []).filter { text == $0 || text.hasPrefix($0 + ".") }
        let first = text.prefix { $0 != "." }
        let type = known.max { $0.utf8.count < $1.utf8.count } ?? String(first)
        _ = try SettingSyntax.eventType(type)
        if let types, known.isEmpty {
            throw SyntaxComplaint(
                message: "no input has events of type '\(type)'",
                hint: NameSuggestion.hint(for: type, among: types)
                    ?? "types of the inputs are \(types.joined(separator: ", "))")
        }
        let rest = text.dropFirst(type.count)
        let field = rest.isEmpty ? [] : try SettingSyntax.path(String(rest.dropFirst()))
        let source = FeatureDefinition.Source(type: type, field: field)
        try Self.check(source, text, rule)
        return source
    }

    /// Checks that the source is of the form that the kind computes with.
    private static func check(
        _ source: FeatureDefinition.Source, _ text: String, _ rule: SourceRule
    ) throws(SyntaxComplaint) {
        let name = rule.name
        switch rule.form {
        case .events:
            guard !source.field.isEmpty else { return }
            throw SyntaxComplaint(
                message: "'\(name)' is about events, not about a field of them",
                hint: "write '\(name): \(source.type)'")
        case .fields, .fieldsOrInstant:
            if source.field.isEmpty {
                throw SyntaxComplaint(
                    message: "'\(name)' needs a field of the event",
                    hint: "write '\(text).FIELD', as in '\(rule.example)'")
            }
            if source.field == ["ts"], rule.form == .fields {
                throw SyntaxComplaint(
                    message: "'\(name)' can't be computed from instants",
                    hint: "use min, max, first or last")
            }
        }
    }

    /// A purchase has one amount.
    private mutating func checkTypes(
        _ sources: [FeatureDefinition.Source], _ origins: [SettingOrigin], _ rule: SourceRule
    ) {
        let second = sources.indices.first { index in
            sources[..<index].contains { $0.type == sources[index].type }
        }
        guard let second else { return }
        let type = sources[second].type
        reader.report(
            at: origins[second],
            "'\(rule.name)' takes one field of each event type, and '\(type)' has two",
            hint: "keep the one that is the amount")
    }

    /// Instants and other values have no order between them.
    private mutating func checkMixture(
        _ sources: [FeatureDefinition.Source], _ origins: [SettingOrigin],
        _ rule: SourceRule
    ) {
        guard rule.form == .fieldsOrInstant, let first = sources.first else { return }
        let odd = sources.indices.first { (sources[$0].field == ["ts"]) != (first.field == ["ts"]) }
        guard let odd else { return }
        reader.report(
            at: origins[odd], "instants and other values can't be mixed in one feature",
            hint: "make two features")
    }

    private static func example(of kind: FeatureDefinition.Aggregate) -> String {
        switch kind.sourceForm {
        case .events: return "purchase"
        case .fields:
            let ofAmounts: [FeatureDefinition.Aggregate] = [.sum, .mean, .expectedSpend, .rfm]
            return ofAmounts.contains(kind) ? "purchase.amount" : "purchase.category"
        case .fieldsOrInstant: return "purchase.ts"
        }
    }
}
