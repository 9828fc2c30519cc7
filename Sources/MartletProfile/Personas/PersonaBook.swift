/// The compiled personas: what is evaluated when an event or a deadline comes.
public final class PersonaBook: Sendable {
    /// One of the expressions of a definition.
    public enum Place: Hashable, Sendable {
        /// A rule that makes a persona, by its index.
        case rule(Int)
        /// The value of a feature.
        case feature(Int)
        /// The rule of a trigger.
        case trigger(Int)
        /// A forecast.
        case forecast(Int)
    }

    /// An expression that cannot be understood.
    public struct RuleError: Error {
        /// Which.
        public var place: Place
        /// What is wrong, with offsets into its text.
        public var errors: RuleErrors
    }

    /// Every expression of a definition that cannot be understood.
    public struct CompilationErrors: Error {
        /// One per expression.
        public var errors: [RuleError]
    }

    /// The personas as configured.
    public let definition: PersonaDefinition
    /// The rules that make personas; none with clusters.
    package let rules: [RuleProgram]
    /// The values of the features.
    package let values: [RuleProgram]
    /// The rules that make a persona be found anew when they begin to hold.
    package let forecasts: [RuleProgram]
    let triggers: [PersonaTrigger]
    /// Where personas stand in a row.
    let layout: PersonaLayout
    /// The names of personas by their codes: see ``PersonaCode``.
    let names: [UInt32: String]

    /// Compiles a definition.
    ///
    /// - Parameters:
    ///   - definition: The personas.
    ///   - features: The features of profiles.
    ///   - segments: Names of the segments, by index.
    ///   - lists: Names of the lists that rules ask about.
    ///   - firstWord: The first word of a row that is free.
    ///   - schema: What is read of events; what triggers read is added.
    /// - Throws: Every expression that cannot be understood.
    init(
        _ definition: PersonaDefinition, features: [FeatureDefinition], segments: [String],
        lists: [String], firstWord: Int, schema: inout EventSchema
    ) throws(CompilationErrors) {
        var compiler = PersonaCompiler(features: features, segments: segments, lists: lists)
        rules = definition.rules.enumerated().compactMap { index, rule in
            compiler.rule(rule.when, at: .rule(index))
        }
        values = definition.features.enumerated().compactMap { index, feature in
            compiler.number(feature.value, at: .feature(index))
        }
        forecasts = definition.forecasts.enumerated().compactMap { index, rule in
            compiler.rule(rule.when, at: .forecast(index))
        }
        var layout = PersonaLayout(definition, firstWord: firstWord)
        triggers = definition.triggers.enumerated().compactMap { index, trigger in
            compiler.trigger(trigger, at: index, &layout, &schema)
        }
        guard compiler.errors.isEmpty else { throw CompilationErrors(errors: compiler.errors) }
        self.definition = definition
        self.layout = layout
        let names = definition.rules.map(\.name) + (definition.clusters?.names ?? [])
        self.names = PersonaCode.names(names)
    }
}

extension PersonaBook {
    /// Compiles the personas of a plan, if it has any.
    ///
    /// - Parameters:
    ///   - definition: The personas.
    ///   - features: The features of profiles.
    ///   - book: The segments, if they could be compiled.
    ///   - lists: Names of the lists that rules ask about.
    ///   - schema: What is read of events; what triggers read is added.
    ///   - errors: Receives what cannot be understood.
    ///   - firstWord: The first word of a row that is free.
    /// - Returns: nil without a definition, or if something is wrong.
    static func compile(
        _ definition: PersonaDefinition?, _ features: [FeatureDefinition], _ book: RuleBook?,
        _ lists: [String], _ schema: inout EventSchema, _ errors: inout [RuleError],
        firstWord: Int
    ) -> PersonaBook? {
        guard let definition else { return nil }
        do throws(CompilationErrors) {
            return try PersonaBook(
                definition, features: features,
                segments: book?.segments.map(\.definition.name) ?? [], lists: lists,
                firstWord: firstWord, schema: &schema)
        } catch {
            errors = error.errors
            return nil
        }
    }

    /// Changes with whatever decides what summaries of a population hold.
    package var populationHash: UInt32 {
        let features = definition.features.map(\.canonicalText)
        let names = definition.triggers.map(\.canonicalText)
        return Plan.hash((features + [""] + names).joined(separator: "\n"))
    }

    /// Indices of the features that any of its expressions or triggers read.
    package var featuresRead: [Int] {
        (rules + values + forecasts).flatMap(\.features)
            + triggers.flatMap { trigger -> [Int] in
                switch trigger.condition {
                case .rule(let program, _): program.features
                case .changes(let feature, _): [feature]
                case .first, .unusual, .segments: []
                }
            }
    }

    /// Bytes of a row that personas take.
    package var rowBytes: Int { (layout.end - layout.state + 1) * 8 }

    /// Indices of the lists that its rules ask about; those of triggers count when events come.
    var listsRead: [Int] { (rules + forecasts).flatMap(\.lists) }

    /// Whether the rule of a trigger reads the event; other triggers do by nature.
    package func readsEvent(trigger index: Int) -> Bool {
        for trigger in triggers where trigger.index == index {
            if case .rule(let program, _) = trigger.condition { return !program.fieldPaths.isEmpty }
        }
        return true
    }
}

/// A persona in 32 bits, the same in every configuration that has it.
enum PersonaCode {
    /// Nobody has looked yet.
    static let none: UInt32 = 0

    /// The code of a name.
    static func code(_ name: String) -> UInt32 { max(1, Plan.hash(name)) }

    /// Names by their codes, "unassigned" among them.
    static func names(_ names: [String]) -> [UInt32: String] {
        Dictionary(
            (names + [PersonaDefinition.unassigned]).map { (code($0), $0) },
            uniquingKeysWith: { first, _ in first })
    }
}
