import MartletProfile

/// Churn alerts that are probably not meant as they stand.
extension ConfigurationLint {
    mutating func lookAtAlerts() {
        let compiled = Dictionary(
            plan.alerts.alerts.map { ($0.definition.name, $0) },
            uniquingKeysWith: { first, _ in first })
        for settings in configuration.alerts {
            guard let alert = compiled[settings.definition.name] else { continue }
            look(at: settings, alert)
        }
    }

    private mutating func look(at settings: AlertSettings, _ alert: AlertBook.Alert) {
        let when = analysis(alert.when)
        report(when.findings, in: settings.when, "rule")
        if when.findings.isEmpty, when.isLasting {
            let name = settings.definition.name
            warn(
                in: settings.when,
                "churn alert '\(name)' is raised once per customer: its rule never ceases to hold",
                hint: "read features with a window, or time since an event")
        }
        let others = [
            (alert.minHistory, settings.minHistory), (alert.resolveOn, settings.resolveOn),
        ]
        for case (let program?, let text?) in others {
            report(analysis(program).findings, in: text, "rule")
        }
        // The lowest severity is what an episode has anyway.
        for (program, text) in zip(alert.severities, settings.severities).dropFirst() {
            report(analysis(program).findings, in: text, "rule")
        }
        lookAtTypes(settings)
    }

    /// Types that an input could have, but that nothing else speaks of.
    private mutating func lookAtTypes(_ settings: AlertSettings) {
        let inputs = configuration.inputs.compactMap(\.type?.value)
        let read = configuration.features.flatMap { $0.definition.sources.map(\.type) }
        let known = Set(inputs + read)
        for (type, origin) in zip(settings.definition.returningTypes, settings.typeOrigins)
        where !known.contains(type) {
            warn(
                at: origin, "no feature reads events of type '\(type)'",
                hint: NameSuggestion.hint(for: type, among: known.sorted())
                    ?? "episodes end only if such events come")
        }
    }
}
