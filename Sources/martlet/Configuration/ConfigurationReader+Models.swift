import MartletProfile

/// The section that names models of customers.
extension ConfigurationReader {
    mutating func readModels(_ entry: SettingNode.Entry?) {
        let pairs = reader.pairs(of: entry?.value, "'models'")
        if let entry, pairs.count > SettingLimits.models {
            reader.report(
                at: entry.origin,
                "\(pairs.count) models, at most \(SettingLimits.models) are possible")
        }
        for pair in pairs {
            if pair.key == "file" {
                var file = Setting("")
                reader.read(pair, into: &file)
                if !file.value.isEmpty {
                    let isWhole = file.value.hasPrefix("/") || secrets.directory == "."
                    if !isWhole { file.value = "\(secrets.directory)/\(file.value)" }
                    configuration.models.file = file
                }
            } else if pair.key == "refit" {
                var refit = Setting<Int64>(0)
                reader.read(pair, into: &refit, in: SettingLimits.refit)
                if refit.value > 0 { configuration.models.refit = refit }
            } else if let model = model(pair) {
                configuration.models.models.append(model)
            } else {
                configuration.models.unreadable.insert(pair.key)
            }
        }
    }

    /// One model, or nil if something that it needs is missing or wrong.
    private mutating func model(_ entry: SettingNode.Entry) -> ModelSettings? {
        let errors = reader.diagnostics.count
        do throws(SyntaxComplaint) {
            try SettingSyntax.checkName(entry.key, of: "model")
        } catch {
            reader.report(error, at: entry.origin)
        }
        let what = "model '\(entry.key)'"
        let every = ["kind", "of", "where"]
        let options = Set(ModelSettings.Kind.allCases.flatMap(\.options)).sorted()
        let entries = reader.entries(of: entry.value, what, keys: every + options)
        let isMapping = entry.value.isNull || entry.value.scalar == nil
        for (key, example) in [("kind", "mbgnbd"), ("of", "purchase")]
        where entries[key] == nil && isMapping && !reader.misspelled.contains(key) {
            reader.report(
                at: entry.origin, "\(what) needs '\(key)'", hint: "write '\(key): \(example)', say")
        }
        var kind = Setting(ModelSettings.Kind.mbgnbd)
        reader.read(entries["kind"], into: &kind)
        guard let of = entries["of"], reader.diagnostics.count == errors else { return nil }
        for option in options where !kind.value.options.contains(option) {
            guard let entry = entries[option] else { continue }
            let kinds = ModelSettings.Kind.allCases.filter { $0.options.contains(option) }
            reader.report(
                at: entry.origin, "'\(kind.value.rawValue)' has no '\(option)'",
                hint: "it belongs to \(kinds.map(\.rawValue).joined(separator: ", "))")
        }
        var model = ModelSettings(
            name: entry.key, nameOrigin: entry.origin, kind: kind.value, sources: sources(of, kind),
            filter: reader.rule(entries["where"]))
        read(entries, into: &model)
        return reader.diagnostics.count == errors ? model : nil
    }

    private mutating func sources(
        _ entry: SettingNode.Entry, _ kind: Setting<ModelSettings.Kind>
    ) -> [FeatureDefinition.Source] {
        let needsField = kind.value.needsField
        let types = configuration.inputs.map(\.type?.value)
        let isOpen = types.isEmpty || types.contains(nil)
        let known = Set(types.compactMap { $0 }).sorted()
        var feature = FeatureReader(reader: reader, types: isOpen ? nil : known)
        let (sources, _) = feature.sources(
            entry,
            FeatureReader.SourceRule(
                form: needsField ? .fields : .events, name: kind.value.rawValue,
                example: needsField ? "purchase.amount" : "purchase",
                takesOneField: needsField))
        reader = feature.reader
        return sources
    }

    private mutating func read(
        _ entries: SettingReader.Entries, into model: inout ModelSettings
    ) {
        reader.read(entries["per"], into: &model.per)
        reader.read(
            entries["unit"], into: &model.unit, in: 60_000...SettingLimits.longest)
        if let entry = entries["include_first"], let scalar = reader.scalar(entry) {
            if let flag = Bool(scalar.text), scalar.style == .plain {
                model.includesFirst = Setting(flag, entry.value.origin)
            } else {
                reader.report(
                    at: entry.value.origin, "'include_first' must be true or false")
            }
        }
        reader.read(entries["bins"], into: &model.bins, in: SettingLimits.bins)
        reader.read(entries["cuts"], into: &model.cuts)
    }
}
