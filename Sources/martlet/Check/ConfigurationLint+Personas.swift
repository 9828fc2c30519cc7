import MartletProfile

/// Personas that are probably not meant as they stand.
extension ConfigurationLint {
    mutating func lookAtPersonas() {
        guard let settings = configuration.personas, let book = plan.personas else { return }
        for (index, program) in book.rules.enumerated() {
            guard let text = settings.texts[.rule(index)] else { continue }
            // The last one may well be true of everybody.
            report(
                analysis(program).findings.filter { $0.kind == .neverTrue }, in: text, "rule")
        }
        for (index, program) in book.forecasts.enumerated() {
            guard let text = settings.texts[.forecast(index)] else { continue }
            report(analysis(program).findings, in: text, "rule")
        }
        lookAtTypes(settings)
    }

    /// Types that an input could have, but that are written another way elsewhere.
    private mutating func lookAtTypes(_ settings: PersonaSettings) {
        let known = spokenTypes
        for (trigger, origins) in zip(settings.definition.triggers, settings.typeOrigins) {
            for (type, origin) in zip(trigger.types, origins) where !known.contains(type) {
                let near = NameSuggestion.hint(for: type, among: known.sorted())
                guard let near else { continue }
                warn(at: origin, "no feature reads events of type '\(type)'", hint: near)
            }
        }
    }
}
