import MartletProfile

/// Finds the models of features, after both have been read.
extension ConfigurationReader {
    /// Gives every feature on a model what the model decides.
    ///
    /// A model need not be described: the name of a kind stands for a model of that kind, and a
    /// rhythm or scores that name no model have one of their own.
    mutating func resolveMeasures() {
        // Spend looks for a model of purchases among all, wherever the feature of that one stands.
        let isSpend = configuration.features.map { $0.definition.aggregate == .expectedSpend }
        var wrong: Set<Int> = []
        for turn in [false, true] {
            for index in isSpend.indices where isSpend[index] == turn {
                var settings = configuration.features[index]
                if !resolve(&settings) { wrong.insert(index) }
                configuration.features[index] = settings
            }
        }
        for index in wrong.sorted(by: >) {
            let settings = configuration.features.remove(at: index)
            configuration.unreadableFeatures.insert(settings.definition.name)
        }
    }

    /// - Returns: Whether nothing is wrong.
    private mutating func resolve(_ settings: inout FeatureSettings) -> Bool {
        guard let measure = settings.measure else { return true }
        let kinds = settings.definition.aggregate.modelKinds
        guard !kinds.isEmpty, settings.definition.measure?.scores == nil else { return true }
        let name = measure.model?.value ?? standardName(settings)
        let origin = measure.model?.origin ?? measure.origin
        guard let model = model(named: name, at: origin, of: kinds, for: settings, measure),
            agrees(settings, measure, with: model, at: origin)
        else { return false }
        settings.definition.sources = model.sources
        settings.definition.filter = model.filter?.text
        settings.filter = settings.filter ?? model.filter
        settings.definition.measure?.model = model.name
        settings.definition.measure?.occasion = model.kind == .rfm ? .event : model.per.value
        settings.definition.measure?.includesFirst = model.includesFirst.value
        guard model.kind == .gammaGamma else { return true }
        return resolvePurchases(&settings, measure, model)
    }

    /// The name of the model where none is given.
    private func standardName(_ settings: FeatureSettings) -> String {
        switch settings.definition.aggregate {
        case .rhythm, .rfm: settings.definition.name
        case .expectedSpend: ModelSettings.Kind.gammaGamma.rawValue
        default: ModelSettings.Kind.mbgnbd.rawValue
        }
    }

    /// A model by its name: one that is described, or one that is made for the feature.
    private mutating func model(
        named name: String, at origin: SettingOrigin, of kinds: [ModelSettings.Kind],
        for settings: FeatureSettings, _ measure: MeasureSettings
    ) -> ModelSettings? {
        let words = kinds.map(\.rawValue).joined(separator: " or ")
        let known = configuration.models.models
        if let model = known.first(where: { $0.name == name }) {
            if kinds.contains(model.kind) { return model }
            reader.report(
                at: origin, "model '\(name)' is of kind '\(model.kind.rawValue)'",
                hint: "'\(settings.definition.aggregate.rawValue)' needs one of kind \(words)")
            return nil
        }
        let ownKind = measure.model == nil ? kinds.first : nil
        guard
            let kind = ModelSettings.Kind(rawValue: name).flatMap({ kinds.contains($0) ? $0 : nil })
                ?? ownKind
        else {
            // A model that is described and wrong has been reported.
            guard !configuration.models.unreadable.contains(name) else { return nil }
            let names = known.filter { kinds.contains($0.kind) }.map(\.name)
            reader.report(
                at: origin, "unknown model '\(name)'",
                hint: NameSuggestion.hint(for: name, among: names + kinds.map(\.rawValue))
                    ?? "describe it under 'models', or write \(words)")
            return nil
        }
        guard measure.hasSources else {
            reader.report(
                at: measure.origin,
                "feature '\(settings.definition.name)' does not say what it looks at",
                hint: "add 'of: \(kind.needsField ? "purchase.amount" : "purchase")', say")
            return nil
        }
        var model = ModelSettings(
            name: name, nameOrigin: origin, kind: kind, sources: settings.definition.sources,
            filter: settings.filter)
        if let bins = measure.bins { model.bins = bins }
        if let cuts = measure.cuts { model.cuts = cuts }
        configuration.models.models.append(model)
        return model
    }

    /// Whether what the feature says is what the model was described with.
    private mutating func agrees(
        _ settings: FeatureSettings, _ measure: MeasureSettings, with model: ModelSettings,
        at origin: SettingOrigin
    ) -> Bool {
        let hint = "leave it out, or describe another model under 'models'"
        let what = "model '\(model.name)'"
        let text = { (sources: [FeatureDefinition.Source]) in
            sources.map { ([$0.type] + $0.field).joined(separator: ".") }.joined(separator: ", ")
        }
        if measure.hasSources, Set(model.sources) != Set(settings.definition.sources) {
            reader.report(at: origin, "\(what) is of \(text(model.sources))", hint: hint)
            return false
        }
        let filter = settings.filter
        if filter != nil || measure.hasSources, filter?.text != model.filter?.text {
            let found = model.filter.map { "\"\($0.text)\"" } ?? "all events"
            reader.report(
                at: filter?.origin ?? origin, "\(what) is of \(found)",
                hint: filter == nil ? "leave 'of' out, or add the same 'where'" : hint)
            return false
        }
        if let bins = measure.bins, bins.value != model.bins.value {
            reader.report(
                at: bins.origin, "\(what) has \(model.bins.value) bins", hint: hint)
            return false
        }
        if let cuts = measure.cuts, cuts.value != model.cuts.value {
            reader.report(
                at: cuts.origin, "\(what) has cuts '\(model.cuts.value.rawValue)'", hint: hint)
            return false
        }
        return true
    }

    /// The model of purchases beside one of amounts: of the same events.
    private mutating func resolvePurchases(
        _ settings: inout FeatureSettings, _ measure: MeasureSettings, _ amounts: ModelSettings
    ) -> Bool {
        let kinds = FeatureDefinition.Aggregate.pAlive.modelKinds
        var types: [FeatureDefinition.Source] = []
        for source in amounts.sources where !types.contains(where: { $0.type == source.type }) {
            types.append(FeatureDefinition.Source(type: source.type))
        }
        let fitting = configuration.models.models.filter { model in
            kinds.contains(model.kind) && Set(model.sources) == Set(types)
                && model.filter?.text == amounts.filter?.text
                && model.per.value == amounts.per.value
        }
        // MBG/NBD before BG/NBD, whichever is described first.
        let best = fitting.first { $0.kind == kinds[0] } ?? fitting.first
        let name = measure.purchases?.value ?? best?.name ?? kinds[0].rawValue
        let origin = measure.purchases?.origin ?? measure.origin
        var events = settings
        events.definition.sources = types
        events.definition.aggregate = .pAlive
        var counted = MeasureSettings(origin: measure.origin)
        counted.model = Setting(name, origin)
        counted.hasSources = true
        guard let model = model(named: name, at: origin, of: kinds, for: events, counted),
            agrees(events, counted, with: model, at: origin)
        else { return false }
        guard model.per.value == amounts.per.value else {
            reader.report(
                at: origin,
                "model '\(model.name)' counts purchases per \(model.per.value.rawValue), and "
                    + "'\(amounts.name)' per \(amounts.per.value.rawValue)",
                hint: "describe both with the same 'per'")
            return false
        }
        settings.definition.measure?.purchases = model.name
        return true
    }
}
