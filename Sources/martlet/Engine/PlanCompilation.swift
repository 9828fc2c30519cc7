import MartletProfile
import MartletStorage
import MartletStream
import MartletWire

/// The configuration compiled for the engine: the last of its checks.
extension ConfigurationFile {
    /// Compiles features and rules.
    ///
    /// - Parameter selection: What is written.
    /// - Returns: The plan, or nil with what is wrong added to ``diagnostics``.
    mutating func compile(_ selection: OutcomeEncoder.Selection) -> StreamPlan? {
        let plan: Plan
        do throws(Plan.CompilationError) {
            plan = try Plan(
                features: configuration.features.map(\.definition) + unreadable,
                segments: configuration.segments.map(\.definition),
                dedupe: configuration.dedupeLast.value, calendar: configuration.zone.calendar,
                timeZone: configuration.timeZone.value,
                lists: configuration.customerLists)
        } catch {
            diagnostics = (diagnostics + found(in: error)).ordered()
            return nil
        }
        if !configuration.models.models.isEmpty { _ = modelPlan() }
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
    mutating func compiled(_ selection: OutcomeEncoder.Selection) throws -> StreamPlan {
        let plan = compile(selection)
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
        return found
    }

    private func point(at problem: RuleDiagnostic, in text: RuleText?) -> Diagnostic? {
        text?.diagnostic(
            at: problem.range.offset..<problem.range.end, in: source, message: problem.message,
            hint: problem.hint)
    }
}
