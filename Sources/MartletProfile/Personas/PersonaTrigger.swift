/// A compiled trigger.
struct PersonaTrigger: Sendable {
    /// What fires it.
    enum Condition: Sendable {
        /// A rule, and the index into the schema of every field that it reads.
        case rule(RuleProgram, fields: [Int])
        /// This bit of the flags is not set yet.
        case first(bit: Int64)
        /// A field that is large against the numbers before, whose count and sum stand in two words
        /// from this one on.
        case unusual(RefreshTrigger.UnusualValue, field: Int, word: Int)
        /// A feature whose value, as a code in this word, is another one.
        case changes(feature: Int, word: Int)
        /// A segment that was entered or left.
        case segments(Set<Int>)
    }

    /// Index in the definition.
    let index: Int
    /// Types of events that it looks at.
    let types: Set<EventSchema.TypeID>
    let condition: Condition
}

/// Compiles the expressions of a definition.
struct PersonaCompiler {
    /// What is wrong so far.
    private(set) var errors: [PersonaBook.RuleError] = []

    private let features: [FeatureDefinition]
    private let segments: [String]
    private let lists: [String]
    private let scope: RuleScope

    init(features: [FeatureDefinition], segments: [String], lists: [String]) {
        self.features = features
        self.segments = segments
        self.lists = lists
        scope = RuleScope(features: features.map { RuleScope.Feature($0) }, lists: lists)
    }

    private mutating func compile(
        _ text: String, at place: PersonaBook.Place, _ scope: RuleScope,
        expecting expectation: RuleProgram.Expectation = .truth
    ) -> RuleProgram? {
        do throws(RuleErrors) {
            return try RuleProgram(text, scope: scope, expecting: expectation)
        } catch {
            errors.append(PersonaBook.RuleError(place: place, errors: error))
            return nil
        }
    }

    /// A rule over features.
    mutating func rule(_ text: String, at place: PersonaBook.Place) -> RuleProgram? {
        compile(text, at: place, scope)
    }

    /// An expression that is a number.
    mutating func number(_ text: String, at place: PersonaBook.Place) -> RuleProgram? {
        guard let program = compile(text, at: place, scope, expecting: .any) else { return nil }
        guard program.type.isNumeric || program.type.isOpen else {
            report(
                program, at: place,
                "customers are compared by numbers, and this is \(program.type.description)",
                hint: program.type == .timestamp ? "write days_since(...)" : nil)
            return nil
        }
        return program
    }

    private mutating func report(
        _ program: RuleProgram, at place: PersonaBook.Place, _ message: String, hint: String?
    ) {
        let diagnostic = RuleDiagnostic(range: program.range, message: message, hint: hint)
        errors.append(
            PersonaBook.RuleError(place: place, errors: RuleErrors(diagnostics: [diagnostic])))
    }

    /// A trigger; what it reads of events is added to the schema, what it remembers to the layout.
    mutating func trigger(
        _ trigger: RefreshTrigger, at index: Int, _ layout: inout PersonaLayout,
        _ schema: inout EventSchema
    ) -> PersonaTrigger? {
        let types = trigger.types.map { schema.register(type: $0) }
        let condition: PersonaTrigger.Condition
        switch trigger.condition {
        case .rule(let text):
            let scope = RuleScope(features: scope.features, allowsEvent: true, lists: lists)
            guard let program = compile(text, at: .trigger(index), scope) else { return nil }
            condition = .rule(
                program, fields: program.fieldPaths.map { schema.register($0, types, as: .scalar) })
        case .first: condition = .first(bit: layout.addFirst(for: trigger))
        case .unusual(let value):
            let field = schema.register(value.field, types, as: .number)
            condition = .unusual(value, field: field, word: layout.add(2, for: trigger))
        case .changes(let name):
            guard let feature = features.firstIndex(where: { $0.name == name }) else { return nil }
            condition = .changes(feature: feature, word: layout.add(1, for: trigger))
        case .segments(let names):
            condition = .segments(Set(names.compactMap { segments.firstIndex(of: $0) }))
        }
        return PersonaTrigger(
            index: index, types: Set(types.map { EventSchema.TypeID($0) }), condition: condition)
    }
}

extension EventSchema {
    /// Sees to it that a field is read in events of some types.
    ///
    /// - Returns: Its index.
    fileprivate mutating func register(
        _ path: [String], _ types: [Int], as requirement: Requirement
    ) -> Int {
        var field = 0
        for type in types { field = register(field: path, ofType: type, as: requirement) }
        return field
    }
}
