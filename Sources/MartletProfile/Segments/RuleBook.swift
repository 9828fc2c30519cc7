/// The compiled segments: what is evaluated when an event or a deadline comes.
public struct RuleBook: Sendable {
    /// One compiled segment: an object, so that evaluating it copies one reference at most.
    public final class Segment: Sendable {
        /// The segment as configured.
        public let definition: SegmentDefinition
        /// Entered when this becomes true.
        public let when: RuleProgram
        /// Left when this becomes true; nil = when ``when`` is no longer true.
        public let exitWhen: RuleProgram?
        /// Shortest stay and shortest absence, in ms.
        let minDwell, cooldown: Int64
        /// Word of the row that holds the instant of the last change; -1 = not kept.
        let changedAt: Int

        init(
            _ definition: SegmentDefinition, when: RuleProgram, exitWhen: RuleProgram?,
            changedAt: Int
        ) {
            self.definition = definition
            self.when = when
            self.exitWhen = exitWhen
            self.changedAt = changedAt
            minDwell = definition.minDwell
            cooldown = definition.cooldown
        }
    }

    /// A rule that cannot be understood.
    public struct RuleError: Error {
        /// Index into the definitions given to the book.
        public var segment: Int
        /// Whether it stands in `exit_when` rather than `when`.
        public var isExit: Bool
        /// What is wrong, with offsets into the rule's text.
        public var errors: RuleErrors
    }

    /// Every rule of a configuration that cannot be understood.
    public struct CompilationErrors: Error {
        /// One per rule.
        public var errors: [RuleError]
    }

    /// The segments, sorted by name: an ascending list of indices is a sorted list of names.
    public let segments: [Segment]
    /// The segments that events of each type can change.
    var touched: [[Int]] = []
    /// Indices of the lists that rules ask about, ascending.
    let listsRead: [Int]
    /// Words of the row header that the book needs.
    let headerWords: Int

    /// Compiles `definitions` over `features`; names are distinct.
    init(
        _ definitions: [SegmentDefinition], features: [FeatureDefinition], lists: [String] = []
    ) throws(CompilationErrors) {
        let scope = RuleScope(
            features: features.map { RuleScope.Feature($0) }, lists: lists)
        var errors: [RuleError] = []
        var compiled: [(SegmentDefinition, RuleProgram, RuleProgram?)] = []
        for (index, definition) in definitions.enumerated() {
            let compile = { (text: String, isExit: Bool) -> RuleProgram? in
                do throws(RuleErrors) {
                    return try RuleProgram(text, scope: scope, expecting: .truth)
                } catch {
                    errors.append(RuleError(segment: index, isExit: isExit, errors: error))
                    return nil
                }
            }
            let exitWhen = definition.exitWhen.flatMap { compile($0, true) }
            guard let when = compile(definition.when, false) else { continue }
            compiled.append((definition, when, exitWhen))
        }
        if !errors.isEmpty { throw CompilationErrors(errors: errors) }
        compiled.sort { $0.0.name.utf8.lexicographicallyPrecedes($1.0.name.utf8) }
        var words = RowHeader.membership + (compiled.count + 63) / 64
        segments = compiled.map { definition, when, exitWhen in
            let isDated = definition.minDwell > 0 || definition.cooldown > 0
            if isDated { words += 1 }
            return Segment(
                definition, when: when, exitWhen: exitWhen, changedAt: isDated ? words - 1 : -1)
        }
        listsRead = Set(
            segments.flatMap { $0.when.lists + ($0.exitWhen?.lists ?? []) }
        ).sorted()
        headerWords = words
    }

    /// Notes which segments events of each type can change.
    mutating func noteTypes(of features: FeaturePlan) {
        touched = features.schema.types.indices.map { type in
            segments.indices.filter { segment in
                let reads =
                    segments[segment].when.features + (segments[segment].exitWhen?.features ?? [])
                return reads.contains { features.touches($0, type: type) }
            }
        }
    }
}
