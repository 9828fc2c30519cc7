import MartletProfile

/// Reads one feature: `{KIND: SOURCES, option: value ...}`.
struct FeatureReader {
    /// Checks values and collects what is wrong with them.
    var reader: SettingReader
    /// Event types of the inputs; nil if an input leaves the type to its events.
    let types: [String]?

    /// The feature, or nil if something that it needs is missing or wrong.
    mutating func read(_ entry: SettingNode.Entry) -> FeatureSettings? {
        let errors = reader.diagnostics.count
        check(name: entry)
        let pairs = reader.pairs(of: entry.value, "feature '\(entry.key)'")
        guard reader.diagnostics.count == errors || !pairs.isEmpty else { return nil }
        guard let kind = kind(of: entry, pairs) else { return nil }
        if kind.aggregate.isMeasure {
            let isShort = kind.entry.origin == entry.origin
            let beside = isShort ? [:] : options(pairs, of: kind.aggregate, in: entry.key)
            let options = measureOptions(kind.entry, kind.aggregate, beside, in: entry.key)
            return measure(entry, kind.entry, kind.aggregate, options)
        }
        let options = options(pairs, of: kind.aggregate, in: entry.key)
        let (sources, sourceOrigins) = sources(kind.entry, kind.aggregate)
        var definition = FeatureDefinition(
            name: entry.key, aggregate: kind.aggregate, sources: sources)
        let filter = reader.rule(options["where"])
        definition.filter = filter?.text
        read(options, into: &definition)
        if kind.aggregate == .share, options["where"] == nil {
            reader.report(
                at: kind.entry.origin, "a share needs 'where'",
                hint: "say which of the events count, as in where: \"event.discount > 0\"")
        }
        guard reader.diagnostics.count == errors else { return nil }
        var origins = options.mapValues(\.value.origin)
        origins[kind.aggregate.rawValue] = kind.entry.origin
        return FeatureSettings(
            definition: definition, nameOrigin: entry.origin, optionOrigins: origins,
            sourceOrigins: sourceOrigins, filter: filter)
    }

    private mutating func check(name entry: SettingNode.Entry) {
        do throws(SyntaxComplaint) {
            try SettingSyntax.checkName(entry.key, of: "feature")
        } catch {
            reader.report(error, at: entry.origin)
        }
    }

    /// The one key that says what is computed.
    private mutating func kind(
        of feature: SettingNode.Entry, _ pairs: [SettingNode.Entry]
    ) -> (entry: SettingNode.Entry, aggregate: FeatureDefinition.Aggregate)? {
        var found: (entry: SettingNode.Entry, aggregate: FeatureDefinition.Aggregate)?
        for pair in pairs {
            guard let aggregate = FeatureDefinition.Aggregate(rawValue: pair.key) else { continue }
            if let first = found {
                reader.report(
                    at: pair.origin,
                    "a feature computes one thing, and '\(first.entry.key)' is set",
                    hint: "make '\(pair.key)' a feature of its own")
            } else {
                found = (pair, aggregate)
            }
        }
        if found == nil, let aggregate = FeatureDefinition.Aggregate(rawValue: feature.key),
            aggregate.isMeasure, pairs.contains(where: { aggregate.options.contains($0.key) })
        {
            // A feature of its kind's name need not say the kind again.
            return (feature, aggregate)
        }
        if found == nil { reportMissingKind(feature, pairs) }
        return found
    }

    private mutating func reportMissingKind(
        _ feature: SettingNode.Entry, _ pairs: [SettingNode.Entry]
    ) {
        let kinds = FeatureDefinition.Aggregate.allCases.map(\.rawValue)
        let options = FeatureDefinition.Aggregate.everyOption
        if let typo = pairs.first(where: { !options.contains($0.key) }) {
            reader.report(
                at: typo.origin, "unknown feature kind '\(typo.key)'",
                hint: NameSuggestion.hint(for: typo.key, among: kinds)
                    ?? "known are \(kinds.joined(separator: ", "))")
        } else {
            reader.report(
                at: feature.origin, "feature '\(feature.key)' does not say what it computes",
                hint: "add one of \(kinds.joined(separator: ", "))")
        }
    }

    /// The entries that are options of the kind; others are reported.
    private mutating func options(
        _ pairs: [SettingNode.Entry], of kind: FeatureDefinition.Aggregate, in feature: String
    ) -> SettingReader.Entries {
        var options: SettingReader.Entries = [:]
        for pair in pairs where FeatureDefinition.Aggregate(rawValue: pair.key) == nil {
            if kind.options.contains(pair.key) {
                options[pair.key] = pair
            } else if FeatureDefinition.Aggregate.everyOption.contains(pair.key) {
                let kinds = FeatureDefinition.Aggregate.kinds(with: pair.key)
                reader.report(
                    at: pair.origin, "'\(kind.rawValue)' has no '\(pair.key)'",
                    hint: "it belongs to \(kinds.joined(separator: ", "))")
            } else {
                reader.reportUnknown(pair, in: "feature '\(feature)'", among: kind.options)
            }
        }
        return options
    }

    private mutating func read(
        _ options: SettingReader.Entries, into definition: inout FeatureDefinition
    ) {
        definition.window = reader.parsed(options["window"], SettingSyntax.window)?.value
        var limit = Setting(definition.limit)
        reader.read(options["limit"], into: &limit, in: SettingLimits.keys)
        definition.limit = limit.value
        var k = Setting(definition.k)
        reader.read(options["k"], into: &k, in: SettingLimits.topEntries)
        definition.k = k.value
        if options["half_life"] != nil {
            var halfLife = Setting<Int64>(0)
            reader.read(options["half_life"], into: &halfLife, in: 60_000...SettingLimits.longest)
            definition.halfLife = halfLife.value
        }
        let types = Set(definition.sources.map(\.type)).sorted()
        for entry in reader.pairs(of: options["weights"]?.value, "'weights'") {
            if let weight = weight(entry, types: types) { definition.weights[entry.key] = weight }
        }
    }

    private mutating func weight(_ entry: SettingNode.Entry, types: [String]) -> FixedDecimal? {
        guard types.isEmpty || types.contains(entry.key) else {
            let hint = NameSuggestion.hint(for: entry.key, among: types)
            reader.report(
                at: entry.origin, "no source of this feature has type '\(entry.key)'",
                hint: hint ?? "weights go by event type: \(types.joined(separator: ", "))")
            return nil
        }
        guard let scalar = reader.scalar(entry) else { return nil }
        let number = scalar.style == .plain ? FixedDecimal(json: scalar.text.utf8Span.span) : nil
        guard let number, number.millionths > 0, number.millionths <= SettingLimits.weight else {
            reader.report(
                at: entry.value.origin, "a weight must be a number above 0 and up to 1000000")
            return nil
        }
        return number
    }
}
