import MartletProfile

/// Holds a file of models against a configuration.
struct ModelFileCheck {
    let file: ModelFile
    let configuration: Configuration

    /// What does not fit, each with what to do about it; empty if all does.
    var problems: [String] {
        let problems = configuration.models.models.compactMap(problem)
        return problems + personaProblems
    }

    /// What does not fit of the personas.
    var personaProblems: [String] {
        configuration.personas.map { self.problems($0.definition) } ?? []
    }

    /// The clusters in the order of the configuration's features; nil if there are none.
    var personaModel: PersonaModel? {
        guard let definition = configuration.personas?.definition, var model = file.personas?.model
        else { return nil }
        let places = definition.features.compactMap { feature in
            model.features.firstIndex { $0.feature.name == feature.name }
        }
        model.features = places.map { model.features[$0] }
        for index in model.clusters.indices {
            let centre = model.clusters[index].centre
            model.clusters[index].centre = places.map { centre[$0] }
        }
        return model
    }

    /// The models that features read, by name.
    var featureModels: [String: FeatureModel] {
        Dictionary(
            file.models.map { ($0.name, $0.feature) }, uniquingKeysWith: { first, _ in first })
    }

    /// What does not fit of one model that features read.
    func problem(_ settings: ModelSettings) -> String? {
        let what = "model '\(settings.name)'"
        guard let model = file.models.first(where: { $0.name == settings.name }) else {
            return "there is no \(what)"
        }
        let of = settings.sources.map { ([$0.type] + $0.field).joined(separator: ".") }
        let pairs: [(String, String, String)] = [
            ("kind", model.kind.rawValue, settings.kind.rawValue),
            ("of", model.of.joined(separator: ", "), of.joined(separator: ", ")),
            ("where", model.filter ?? "nothing", settings.filter?.text ?? "nothing"),
        ]
        for (key, found, wanted) in pairs where found != wanted {
            return "\(what) was fitted with '\(key)': \(found), and the configuration has \(wanted)"
        }
        let isPurchases = settings.kind.purchaseKind != nil
        if isPurchases, model.unit != settings.unit.value {
            return "\(what) was fitted with another 'unit'"
        }
        if settings.kind != .rfm, model.per != settings.per.value {
            return "\(what) was fitted with another 'per'"
        }
        if case .rfm(let scores, _) = model.content,
            scores.recency.count + 1 != settings.bins.value
                || scores.recency.rule != settings.cuts.value.rule
        {
            return "\(what) was fitted with other 'bins' or 'cuts'"
        }
        if settings.kind == .gammaGamma, model.includesFirst != settings.includesFirst.value {
            return "\(what) was fitted with another 'include_first'"
        }
        return nil
    }

    private func problems(_ definition: PersonaDefinition) -> [String] {
        guard let model = file.personas?.model else {
            return definition.needsModel ? ["there are no personas"] : []
        }
        var problems: [String] = []
        let found = Set(model.features.map(\.feature.name))
        let wanted = Set(definition.features.map(\.name))
        problems += wanted.subtracting(found).sorted().map { "personas have no feature '\($0)'" }
        problems += found.subtracting(wanted).sorted().map {
            "personas were fitted with the feature '\($0)', which the configuration does not have"
        }
        for feature in definition.features {
            let fitted = model.features.first { $0.feature.name == feature.name }?.feature
            guard let fitted, fitted != feature else { continue }
            problems.append(
                "feature '\(feature.name)' of personas was fitted with another value, scale or clip"
            )
        }
        if let clusters = definition.clusters {
            if model.clusters.count != clusters.count {
                problems.append(
                    "there are \(model.clusters.count) clusters, and the configuration has "
                        + "\(clusters.count)")
            }
            let names = Set(model.clusters.map(\.name))
            problems += clusters.names.filter { !names.contains($0) }
                .map { "no cluster is named '\($0)'" }
        }
        for name in definition.quantiles where model.thresholds[name] == nil {
            problems.append("there is no quantile for refresh '\(name)'")
        }
        return problems
    }
}

extension PersonaDefinition {
    /// Names of the triggers that ask for a quantile of all customers' numbers.
    var quantiles: [String] {
        triggers.filter {
            guard case .unusual(let value) = $0.condition else { return false }
            return value.quantile != nil
        }.map(\.name)
    }

    /// Whether nothing can be found before something was fitted.
    var needsModel: Bool { clusters != nil || !quantiles.isEmpty }
}
