/// The compiled churn alerts.
public struct AlertBook: Sendable {
    /// One compiled alert.
    public final class Alert: Sendable {
        /// The alert as configured.
        public let definition: AlertDefinition
        /// An episode is raised when this begins to hold.
        public let when: RuleProgram
        /// Nobody is alerted about a customer for whom this does not hold; nil = anybody.
        public let minHistory: RuleProgram?
        /// The rule that ends an episode early, if one does.
        public let resolveOn: RuleProgram?
        /// When each severity is reached, lowest first.
        public let severities: [RuleProgram]
        /// What is at stake.
        public let valueAtRisk: RuleProgram?
        /// How likely it is that the customer stays away.
        public let score: RuleProgram?
        let machine: EpisodeMachine
        /// First word of its state in the row.
        let offset: Int

        /// Whether events of some types end an episode.
        public var resolvesByEvent: Bool { machine.resolution == .events }

        /// The rules that decide about episodes, in the order of the definition.
        public var rules: [RuleProgram] {
            [when, minHistory, resolveOn].compactMap { $0 } + severities
        }

        /// The expressions that only records show.
        public var numbers: [RuleProgram] { [valueAtRisk, score].compactMap { $0 } }

        fileprivate init(_ compilation: Compilation, offset: Int) {
            let definition = compilation.definition
            self.definition = definition
            self.offset = offset
            when = compilation.when
            minHistory = compilation.minHistory
            resolveOn = compilation.resolveOn
            severities = compilation.severities
            valueAtRisk = compilation.valueAtRisk
            score = compilation.score
            let resolution: EpisodeMachine.Resolution
            switch definition.resolution {
            case .whenEnds: resolution = .whenEnds
            case .events: resolution = .events
            case .rule: resolution = .rule
            }
            machine = EpisodeMachine(
                rungs: severities.count, resolution: resolution, cooldown: definition.cooldown,
                horizon: definition.horizon)
        }
    }

    /// An expression that cannot be understood.
    public struct RuleError: Error {
        /// Index into the definitions given to the book.
        public var alert: Int
        /// Which of its expressions.
        public var part: AlertDefinition.Part
        /// What is wrong, with offsets into the expression's text.
        public var errors: RuleErrors
    }

    /// Every expression of a configuration that cannot be understood.
    struct CompilationErrors: Error {
        var errors: [RuleError]
    }

    /// The most alerts of a book.
    public static let limit = 64

    /// The alerts, sorted by name.
    public let alerts: [Alert]
    /// The alerts that events of each type can change, as bits.
    var touched: [UInt64] = []
    /// Indices of the lists that rules ask about.
    let listsRead: [Int]
    /// Word of the row that counts the customer's records; -1 without alerts.
    let sequence: Int
    /// Words of the row header, those of the alerts included.
    let headerWords: Int

    /// Compiles `definitions` over `features`; names are distinct.
    ///
    /// - Parameters:
    ///   - definitions: The alerts.
    ///   - features: What their expressions read.
    ///   - lists: Names of the lists that rules can ask about.
    ///   - firstWord: Words of the row header that belong to others.
    /// - Throws: ``CompilationErrors`` with every expression that cannot be understood.
    init(
        _ definitions: [AlertDefinition], features: [FeatureDefinition], lists: [String],
        firstWord: Int
    ) throws(CompilationErrors) {
        precondition(definitions.count <= AlertBook.limit)
        let scope = RuleScope(features: features.map { RuleScope.Feature($0) }, lists: lists)
        var errors: [RuleError] = []
        var compiled: [Compilation] = []
        for (index, definition) in definitions.enumerated() {
            let (compilation, found) = Compilation.make(definition, index, scope)
            errors += found
            if let compilation { compiled.append(compilation) }
        }
        if !errors.isEmpty { throw CompilationErrors(errors: errors) }
        compiled.sort { $0.definition.name.utf8.lexicographicallyPrecedes($1.definition.name.utf8) }
        sequence = compiled.isEmpty ? -1 : firstWord
        var words = firstWord + (compiled.isEmpty ? 0 : 1)
        alerts = compiled.map { compilation in
            let alert = Alert(compilation, offset: words)
            words += EpisodeState.words(dated: alert.resolvesByEvent)
            return alert
        }
        listsRead = alerts.flatMap { $0.rules.flatMap(\.lists) }
        headerWords = words
    }

    /// Notes which alerts events of each type can change.
    mutating func noteTypes(of features: FeaturePlan) {
        touched = features.schema.types.indices.map { type in
            let isTouched = { (alert: Alert) in
                alert.definition.returningTypes.contains(features.schema.types[type])
                    || alert.rules.contains { rule in
                        rule.features.contains { features.touches($0, type: type) }
                    }
            }
            return alerts.indices.reduce(0) { bits, index in
                isTouched(alerts[index]) ? bits | 1 << UInt64(index) : bits
            }
        }
    }

    /// What the alerts keep in a row, by name: a changed configuration finds it again.
    var wordNames: [Int: String] {
        guard sequence >= 0 else { return [:] }
        var names = [sequence: "alerts"]
        for alert in alerts {
            for word in 0..<EpisodeState.words(dated: alert.resolvesByEvent) {
                names[alert.offset + word] = "alert \(alert.definition.name) \(word)"
            }
        }
        return names
    }
}

/// One alert whose expressions are all understood.
private struct Compilation {
    var definition: AlertDefinition
    var when: RuleProgram
    var minHistory, resolveOn, valueAtRisk, score: RuleProgram?
    var severities: [RuleProgram]

    static func make(
        _ definition: AlertDefinition, _ index: Int, _ scope: RuleScope
    ) -> (Compilation?, [AlertBook.RuleError]) {
        var errors: [AlertBook.RuleError] = []
        let compile = { (part: AlertDefinition.Part) -> RuleProgram? in
            guard let text = definition[part] else { return nil }
            let isNumber = part == .valueAtRisk || part == .score
            do throws(RuleErrors) {
                return try RuleProgram(text, scope: scope, expecting: isNumber ? .number : .truth)
            } catch {
                errors.append(AlertBook.RuleError(alert: index, part: part, errors: error))
                return nil
            }
        }
        let when = compile(.when)
        let minHistory = compile(.minHistory)
        let severities = definition.ladder.indices.compactMap { compile(.severity($0)) }
        let (resolveOn, value, score) = (
            compile(.resolveOn), compile(.valueAtRisk), compile(.score)
        )
        guard let when, errors.isEmpty else { return (nil, errors) }
        let compilation = Compilation(
            definition: definition, when: when, minHistory: minHistory, resolveOn: resolveOn,
            valueAtRisk: value, score: score, severities: severities)
        return (compilation, [])
    }
}
