import MartletProfile
import MartletStream

/// What is valid but probably not meant: each is a warning with its place.
struct ConfigurationLint {
    let configuration: Configuration
    let source: SourceText
    let plan: Plan
    private(set) var warnings: [Diagnostic] = []

    /// Looks through a configuration that compiles.
    init(_ file: ConfigurationFile, _ plan: Plan) {
        configuration = file.configuration
        source = file.source
        self.plan = plan
        for feature in configuration.features { look(at: feature) }
        lookForUnreadFeatures()
        lookForUnreadModels()
        var signatures: [String: String] = [:]
        let compiled = Dictionary(
            plan.book.segments.map { ($0.definition.name, $0) },
            uniquingKeysWith: { first, _ in first })
        for segment in configuration.segments {
            guard let rules = compiled[segment.definition.name] else { continue }
            look(at: segment, rules, &signatures)
        }
        lookAtAlerts()
        lookAtPersonas()
    }

    func analysis(_ program: RuleProgram) -> RuleAnalysis {
        RuleAnalysis(program, features: plan.features.definitions)
    }

    // MARK: - Features

    /// A leap year.
    private static let daysOfYear = 366

    private mutating func look(at feature: FeatureSettings) {
        if let window = feature.definition.window {
            let perDay = window.unit == .day ? 1 : window.unit == .hour ? 24 : 1440
            if window.length > Self.daysOfYear * perDay {
                let text = feature.definition.windowText ?? ""
                warn(
                    at: feature.optionOrigins["window"], "a window of \(text) is wider than a year",
                    hint: "a profile keeps up to \(window.length) buckets for it; "
                        + "leave the window out for all time")
            }
        }
        guard let filter = feature.filter,
            let program = try? RuleProgram(filter.text, scope: RuleScope(allowsEvent: true))
        else { return }
        report(RuleAnalysis(program, features: []).findings, in: filter, "filter")
    }

    private mutating func lookForUnreadFeatures() {
        guard configuration.outputs.profiles.value == nil else { return }
        let programs =
            plan.book.segments.flatMap { [$0.when] + ($0.exitWhen.map { [$0] } ?? []) }
            + plan.alerts.alerts.flatMap { $0.rules + $0.numbers }
        let read = Set(programs.flatMap(\.features) + (plan.personas?.featuresRead ?? []))
        for (index, feature) in configuration.features.enumerated() where !read.contains(index) {
            warn(
                at: feature.nameOrigin, "nothing reads feature '\(feature.definition.name)'",
                hint: "use it in a rule, publish profiles, or remove it")
        }
    }

    /// A running application learns of customers by what features keep of them.
    private mutating func lookForUnreadModels() {
        guard configuration.models.refit != nil else { return }
        let read = configuration.modelsRead
        for model in configuration.models.models where !read.contains(model.name) {
            warn(
                at: model.nameOrigin,
                "no feature reads model '\(model.name)', so that 'run' does not fit it anew",
                hint: "add a feature on it, or remove it")
        }
        guard configuration.fitsModels else {
            return warn(
                at: configuration.models.refit?.origin,
                "there is nothing to fit anew: no feature reads a model, and personas have no "
                    + "features",
                hint: "remove 'refit'")
        }
    }

    // MARK: - Segments

    private mutating func look(
        at settings: SegmentSettings, _ rules: RuleBook.Segment,
        _ signatures: inout [String: String]
    ) {
        let when = analysis(rules.when)
        let exit = rules.exitWhen.map(analysis)
        let findings = when.findings
        report(findings, in: settings.when, "rule")
        if let exit, let text = settings.exitWhen {
            report(exit.findings, in: text, "rule")
            if let overlap = when.overlap(with: exit) { warn(overlap, in: text) }
        }
        // Of a rule that decides nothing there is nothing more to say.
        if !findings.contains(where: \.isWhole) {
            lookForExit(settings, when, exit)
        }
        let definition = settings.definition
        let signature = """
            \(when.signature) | \(exit?.signature ?? "") | \(definition.minDwell) \
            | \(definition.cooldown)
            """
        if let other = signatures[signature] {
            warn(
                in: settings.when,
                "segment '\(definition.name)' has the same rule as segment '\(other)'",
                hint: "remove one of them")
        } else {
            signatures[signature] = definition.name
        }
    }

    private mutating func lookForExit(
        _ settings: SegmentSettings, _ when: RuleAnalysis, _ exit: RuleAnalysis?
    ) {
        let name = settings.definition.name
        if let exit, let text = settings.exitWhen {
            guard exit.isFading else { return }
            warn(
                in: text,
                "nobody can leave segment '\(name)': what 'exit_when' reads never falls back",
                hint: "read features with a window there")
        } else if when.isLasting {
            warn(
                in: settings.when,
                "nobody can leave segment '\(name)': its rule reads only what never falls back",
                hint: "read features with a window, or add 'exit_when'")
        }
    }

    // MARK: - Warnings

    mutating func report(_ findings: [RuleFinding], in text: RuleText, _ whole: String) {
        for finding in findings {
            let isWhole = finding.isWhole
            let what = isWhole ? whole : "clause"
            let when = finding.kind == .neverTrue ? "true" : "false"
            let reason = finding.reason.map { ": \($0)" } ?? ""
            warn(
                in: text, at: finding.range, "this \(what) is never \(when)\(reason)",
                hint: finding.hint)
        }
    }

    private mutating func warn(_ overlap: RuleOverlap, in text: RuleText) {
        var message = "'exit_when' can be true together with 'when'"
        if let term = overlap.term, let values = overlap.values {
            message += ": where '\(term)' is \(values)"
        }
        warn(
            in: text, message,
            hint: "a customer for whom both are true stays outside; leave a gap between them")
    }

    mutating func warn(
        in text: RuleText, at range: SourceRange? = nil, _ message: String, hint: String?
    ) {
        let range = range ?? SourceRange(offset: 0, length: text.text.utf8.count)
        warnings.append(
            text.diagnostic(
                .warning, at: range.offset..<range.end, in: source, message: message, hint: hint))
    }

    mutating func warn(at origin: SettingOrigin?, _ message: String, hint: String) {
        warnings.append(
            Diagnostic(
                .warning, subject: source.name, span: origin?.span, message: message, hint: hint))
    }
}

extension ConfigurationFile {
    /// Adds what is suspicious to ``diagnostics``.
    mutating func lint(_ plan: StreamPlan) {
        diagnostics = (diagnostics + ConfigurationLint(self, plan.plan).warnings).ordered()
    }
}
