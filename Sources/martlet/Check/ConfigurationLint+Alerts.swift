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
        lookAtStart(settings, alert)
        lookAtEnd(settings, alert)
        lookAtTypes(settings)
    }

    /// The lowest severity with a rule of its own: it would be raised all the same.
    private mutating func lookAtStart(_ settings: AlertSettings, _ alert: AlertBook.Alert) {
        guard let text = settings.severities.first, let program = alert.severities.first,
            text.text != "true", analysis(program).signature != analysis(alert.when).signature
        else { return }
        let name = settings.definition.ladder[0].name
        warn(
            in: text,
            "every episode has the severity '\(name)' from its raise on, whatever this rule says",
            hint: "write '\(name): true'; 'when' and 'min_history' say who is raised")
    }

    /// A drop that ends when nothing is left to compare with: nobody came back.
    private mutating func lookAtEnd(_ settings: AlertSettings, _ alert: AlertBook.Alert) {
        guard settings.definition.resolution == .whenEnds else { return }
        let drop = alert.when.features.first {
            plan.features.definitions[$0].aggregate == .activityDrop
        }
        guard let drop else { return }
        let name = plan.features.definitions[drop].name
        warn(
            in: settings.when,
            "episodes are resolved when '\(name)' has no value any more, as of customers who have "
                + "left",
            hint: "say by 'resolve_on' who is back, as in 'resolve_on: purchase'")
    }

    /// Types that an input could have, but that nothing else speaks of.
    private mutating func lookAtTypes(_ settings: AlertSettings) {
        let known = spokenTypes
        for (type, origin) in zip(settings.definition.returningTypes, settings.typeOrigins)
        where !known.contains(type) {
            warn(
                at: origin, "no feature reads events of type '\(type)'",
                hint: NameSuggestion.hint(for: type, among: known.sorted())
                    ?? "episodes end only if such events come")
        }
    }

    /// Event types of the inputs, and those that features read.
    var spokenTypes: Set<String> {
        let inputs = configuration.inputs.compactMap(\.type?.value)
        return Set(inputs + configuration.features.flatMap { $0.definition.sources.map(\.type) })
    }
}
