/// Why a rule is true or not: its clauses with their values.
public struct Explanation: Sendable, Equatable {
    /// What a part of a rule is.
    public enum Form: String, Sendable {
        /// Every part must be true.
        case all
        /// One part must be true.
        case any
        /// The part must be false.
        case not
        /// The first part decides which of the others counts.
        case choose
        /// A condition without parts.
        case clause
    }

    /// What it is.
    public var form: Form
    /// Where it stands in the rule's text.
    public var range: SourceRange
    /// Its text.
    public var text: String
    /// Whether it is true, and until when.
    public var verdict: Verdict
    /// Of a comparison: the value compared.
    public var value: Value?
    /// Of a comparison: what it is compared with.
    public var threshold: Value?
    /// Its parts.
    public var parts: [Explanation]
}

extension RuleProgram {
    /// The rule's truth, clause by clause.
    public func explain<Facts: FactSource & ~Copyable & ~Escapable>(
        _ facts: borrowing Facts, at now: Instant
    ) -> Explanation {
        explain(code.root, range, facts, Moment(now))
    }

    /// Explains one instruction.
    private func explain<Facts: FactSource & ~Copyable & ~Escapable>(
        _ instruction: Instruction, _ range: SourceRange, _ facts: borrowing Facts,
        _ moment: Moment
    ) -> Explanation {
        var result = Explanation(
            form: .clause, range: range, text: text(range),
            verdict: code.truth(instruction, facts, moment), parts: [])
        switch instruction.operation {
        case .all: result.form = .all
        case .any where !instruction.isMembership: result.form = .any
        case .not: result.form = .not
        case .choose: result.form = .choose
        case .any: result.value = operand(code.operand(instruction, 0), 0, facts, moment)
        case .hasFeature: result.value = facts.fact(instruction.index, at: moment.now).value
        case .hasField: result.value = facts.field(instruction.index)
        case .compare, .compareFeature, .compareField, .compareForecast, .compareElapsed,
            .compareValues,
            .textFeature, .textField, .within, .startsWith, .endsWith, .contains, .matches:
            result.value = operand(instruction, 0, facts, moment)
            result.threshold = operand(instruction, 1, facts, moment)
        default: break
        }
        guard result.form != .clause else { return result }
        let count = instruction.operation == .not ? 1 : Int(instruction.count)
        for index in 0..<count {
            let position = Int(instruction.first) + index
            result.parts.append(
                explain(code.instructions[position], code.ranges[position], facts, moment))
        }
        return result
    }

    /// The value of an operand.
    private func operand<Facts: FactSource & ~Copyable & ~Escapable>(
        _ instruction: Instruction, _ index: Int, _ facts: borrowing Facts, _ moment: Moment
    ) -> Value {
        code.value(code.operand(instruction, index), facts, moment).value
    }

    /// A stretch of the source.
    private func text(_ range: SourceRange) -> String {
        let bytes = Array(source.utf8)
        return String(decoding: bytes[range.offset..<range.end], as: UTF8.self)
    }
}
