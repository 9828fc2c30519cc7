/// A compiled rule.
///
/// Immutable; evaluation allocates nothing as long as only numbers are compared.
public final class RuleProgram: Sendable {
    /// What a rule must be.
    public enum Expectation: Sendable {
        /// True or false: a condition.
        case truth
        /// A number: integer or not.
        case number
        /// A value of any type.
        case any
    }

    /// A feature that the rule reads, or one entry of a tally.
    public struct Reading: Sendable, Hashable {
        /// Index of the feature.
        public var feature: Int
        /// Key of the entry; nil for the feature itself.
        public var key: String?

        /// Makes a reading.
        public init(feature: Int, key: String? = nil) {
            self.feature = feature
            self.key = key
        }
    }

    /// The text it was made from.
    public let source: String
    /// The type of its value, as far as it is known.
    public let type: RuleType
    /// What it reads, in the order of the text, without duplicates.
    public let readings: [Reading]
    /// Indices of the features that it reads, ascending.
    public let features: [Int]
    /// Indices of the lists that it asks about, ascending.
    public let lists: [Int]
    /// Paths of the event fields that it reads (`event.a.b` is `["a", "b"]`).
    public let fieldPaths: [[String]]
    /// Whether it reads time itself (`since` and its like), not only features that time changes.
    public let readsTime: Bool
    /// Its value if that is the same for everybody at every time; else nil.
    public let constant: Value?
    /// What is executed.
    let code: RuleCode
    /// Where the expression stands in the source.
    let range: SourceRange

    /// Compiles `source`.
    ///
    /// - Throws: Everything that is wrong with it, in the order of the text.
    public init(
        _ source: String, scope: RuleScope, expecting expectation: Expectation = .truth
    ) throws(RuleErrors) {
        var compiler = Compiler(scope: scope, expectation: expectation)
        let expression = Parser.parse(source, &compiler.diagnostics)
        let root: Compiler.Operand
        switch expectation {
        case .truth: root = compiler.truth(expression, "a rule")
        case .number: root = compiler.number(expression)
        case .any: root = compiler.compile(expression)
        }
        guard compiler.diagnostics.isEmpty else {
            throw RuleErrors(
                diagnostics: compiler.diagnostics.sorted { $0.range.offset < $1.range.offset })
        }
        var code = compiler.code
        code.root = root.instruction
        if expectation == .truth { code.markFolds() }
        self.source = source
        self.code = RuleCode(code)
        type = root.type
        range = root.range
        constant = root.constant
        readings = compiler.readings
        features = Set(compiler.readings.map(\.feature)).sorted()
        let instructions = code.instructions + [code.root]
        lists = Set(instructions.filter { $0.operation == .isListed }.map(\.index)).sorted()
        fieldPaths = compiler.fieldPaths
        readsTime = compiler.readsTime
    }

    /// Whether the rule is true at `now`, and until when it stays so.
    ///
    /// The end is exact for a single comparison, and never late. It may be early where several
    /// clauses end at different instants: evaluating again then gives a later one.
    public func verdict<Facts: FactSource & ~Copyable & ~Escapable>(
        _ facts: borrowing Facts, at now: Instant
    ) -> Verdict {
        code.truth(code.root, facts, Moment(now))
    }

    /// The value at `now`, and until when it holds.
    public func value<Facts: FactSource & ~Copyable & ~Escapable>(
        _ facts: borrowing Facts, at now: Instant
    ) -> Timed {
        code.value(code.root, facts, Moment(now))
    }

    /// The first instant after `now` at which time alone makes the rule true, or no longer true.
    ///
    /// Follows the ends of the verdict until one of them is a change. `.never` if there is none;
    /// the end reached, which is early but never late, if that takes more than `steps` evaluations.
    public func change<Facts: FactSource & ~Copyable & ~Escapable>(
        _ facts: borrowing Facts, from now: Instant, steps: Int = 64
    ) -> Instant {
        var verdict = verdict(facts, at: now)
        let isTrue = verdict.truth == .yes
        for _ in 0..<steps where verdict.until < .never {
            let next = self.verdict(facts, at: verdict.until)
            if (next.truth == .yes) != isTrue || next.until <= verdict.until { break }
            verdict = next
        }
        return verdict.until
    }
}
