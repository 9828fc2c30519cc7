import MartletProfile
import MartletStorage
import MartletStream
import MartletWire

/// The configuration compiled for the engine: the last of its checks.
extension ConfigurationFile {
    /// What is done with fitted models.
    enum ModelUse {
        /// What is needed must be there.
        case required
        /// What is missing is a warning.
        case optional
        /// They are about to be fitted.
        case ignored
    }

    /// Compiles features and rules.
    ///
    /// - Parameters:
    ///   - selection: What is written.
    ///   - models: What is done with fitted models.
    /// - Returns: The plan, or nil with what is wrong added to ``diagnostics``.
    mutating func compile(
        _ selection: OutcomeEncoder.Selection, models: ModelUse = .required
    ) -> StreamPlan? {
        var plan: Plan
        do throws(Plan.CompilationError) {
            plan = try Plan(
                features: configuration.features.map(\.definition) + unreadable,
                segments: configuration.segments.map(\.definition),
                alerts: configuration.alerts.map(\.definition),
                dedupe: configuration.dedupeLast.value, calendar: configuration.zone.calendar,
                timeZone: configuration.timeZone.value,
                lists: configuration.customerLists, personas: configuration.personas?.definition)
        } catch {
            diagnostics = (diagnostics + found(in: error)).ordered()
            return nil
        }
        if !configuration.models.models.isEmpty { _ = modelPlan() }
        checkTriggers(of: plan)
        if models != .ignored { loadModels(models, into: &plan) }
        guard !diagnostics.hasErrors else { return nil }
        guard !configuration.inputs.isEmpty else {
            diagnostics.append(
                Diagnostic(
                    subject: source.name, message: "there are no inputs",
                    hint: "add 'inputs: [{topic: events}]'"))
            return nil
        }
        let fields = configuration.fields
        let path = { (setting: Setting<[String]>) in setting.value.joined(separator: ".") }
        var stream = StreamPlan(
            name: configuration.name.value, plan: plan,
            inputs: configuration.inputs.map {
                StreamPlan.Input(topic: $0.topic.value, type: $0.type?.value)
            },
            paths: AttributePaths(
                eventID: path(fields.eventID), type: path(fields.type),
                customerID: path(fields.customerID), timestamp: path(fields.timestamp)),
            clock: configuration.clock.value == .wall ? .wall : .event,
            maximumFuture: configuration.maxFuture.value,
            commitInterval: configuration.commit.interval.value,
            commitRecords: configuration.commit.maxEvents.value, selection: selection)
        stream.onMissingInput = configuration.onMissingInput.value
        return stream
    }

    /// Stand-ins for features that are declared but wrong: the rules that use them are checked too.
    private var unreadable: [FeatureDefinition] {
        configuration.unreadableFeatures.sorted().map { name in
            let source = FeatureDefinition.Source(type: "unreadable", field: ["field"])
            return FeatureDefinition(name: name, aggregate: .last, sources: [source])
        }
    }

    /// Compiles, or reports what is wrong and ends the command.
    ///
    /// - Throws: ``CommandFailure`` with status 78.
    mutating func compiled(
        _ selection: OutcomeEncoder.Selection, models: ModelUse = .required
    ) throws -> StreamPlan {
        let plan = compile(selection, models: models)
        try report()
        guard let plan else { throw CommandFailure(.invalidConfiguration) }
        return plan
    }

    private func found(in error: Plan.CompilationError) -> [Diagnostic] {
        var found: [Diagnostic] = []
        for problem in error.filters {
            let text = configuration.features[problem.feature].filter
            found += problem.errors.diagnostics.compactMap { point(at: $0, in: text) }
        }
        for problem in error.rules {
            let segment = configuration.segments[problem.segment]
            let text = problem.isExit ? segment.exitWhen : segment.when
            found += problem.errors.diagnostics.compactMap { point(at: $0, in: text) }
        }
        for problem in error.alerts {
            let text = configuration.alerts[problem.alert].text(of: problem.part)
            found += problem.errors.diagnostics.compactMap { point(at: $0, in: text) }
        }
        for problem in error.personas {
            let text = configuration.personas?.texts[problem.place]
            found += problem.errors.diagnostics.compactMap { point(at: $0, in: text) }
        }
        return found
    }

    func point(at problem: RuleDiagnostic, in text: RuleText?) -> Diagnostic? {
        text?.diagnostic(
            at: problem.range.offset..<problem.range.end, in: source, message: problem.message,
            hint: problem.hint)
    }
}
