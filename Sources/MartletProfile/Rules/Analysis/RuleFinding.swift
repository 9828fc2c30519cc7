/// A part of a rule that decides nothing.
package struct RuleFinding: Sendable, Equatable {
    /// What is wrong with it.
    package enum Kind: Sendable {
        /// It is false or unknown for everybody at all times.
        case neverTrue
        /// It is true or unknown for everybody at all times.
        case neverFalse
    }

    /// What is wrong with it.
    package var kind: Kind
    /// Where it stands in the rule.
    package var range: SourceRange
    /// Whether it is the whole rule.
    package var isWhole = false
    /// Why; nil if it is plain to see.
    package var reason: String?
    /// What was probably meant.
    package var hint: String?
}

extension RuleAnalysis {
    /// The smallest parts that are never true or never false, in the order of the text.
    package var findings: [RuleFinding] { findings(code.root, program.range) }

    private func findings(_ instruction: Instruction, _ range: SourceRange) -> [RuleFinding] {
        var parts: [RuleFinding] = []
        switch instruction.operation {
        case .all, .not: parts = inner(instruction)
        case .any where !instruction.isMembership: parts = inner(instruction)
        case .choose: parts = inner(instruction)
        default: break
        }
        guard parts.isEmpty else { return parts }
        if let demands = demands(instruction, true), demands.isEmpty {
            return [finding(.neverTrue, instruction, range)]
        }
        var lenient = self
        lenient.demandsValues = false
        if let demands = lenient.demands(instruction, false), demands.isEmpty {
            return [finding(.neverFalse, instruction, range)]
        }
        return []
    }

    private func inner(_ instruction: Instruction) -> [RuleFinding] {
        operands(instruction).flatMap { findings($0.instruction, $0.range) }
    }

    private func finding(
        _ kind: RuleFinding.Kind, _ instruction: Instruction, _ range: SourceRange
    ) -> RuleFinding {
        var finding = RuleFinding(kind: kind, range: range, isWhole: range == program.range)
        switch instruction.operation {
        case .all where kind == .neverTrue:
            finding.reason = "its parts exclude one another"
            finding.hint = "did you mean '||'?"
        case .any where kind == .neverFalse:
            finding.reason = "one of its parts is always true"
            finding.hint = "did you mean '&&'?"
        case .any where instruction.isMembership:
            finding.reason = bounds(operands(operands(instruction)[0].instruction)[0])
        case .hasFeature: finding.reason = "the feature has a value for every customer"
        case .compare, .compareFeature, .compareField, .compareForecast, .compareElapsed:
            finding.reason = bounds(operands(instruction)[0])
        default: break
        }
        return finding
    }

    /// The bounds of an operand, in words.
    private func bounds(_ operand: (instruction: Instruction, range: SourceRange)) -> String? {
        let range = range(operand.instruction)
        guard range.kind == .double else { return nil }
        let name = "'\(text(operand.range))'"
        switch (range.low.isFinite, range.high.isFinite) {
        case (true, true):
            return "\(name) is between \(Self.shown(range.low)) and \(Self.shown(range.high))"
        case (true, false): return "\(name) is never below \(Self.shown(range.low))"
        case (false, true): return "\(name) is never above \(Self.shown(range.high))"
        case (false, false): return isWhole(operand.instruction) ? "\(name) is whole" : nil
        }
    }

    /// A number without an idle `.0`.
    static func shown(_ number: Double) -> String {
        let text = (number == 0 ? 0 : number).description
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
}
