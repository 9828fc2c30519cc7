/// A part of an expression without a value: all of its own parts have one, or it is unknown itself.
package struct EvaluationFailure: Sendable, Equatable {
    /// Where it stands in the source.
    package var range: SourceRange
    /// The error; nil if a name, a feature or a field has no value.
    package var error: EvaluationError?
}

extension RuleProgram {
    /// Why the expression has no value at `now`: the smallest parts that are to blame, in the order
    /// of the text; empty if it has one.
    package func failures<Facts: FactSource & ~Copyable & ~Escapable>(
        _ facts: borrowing Facts, at now: Instant
    ) -> [EvaluationFailure] {
        var found: [EvaluationFailure] = []
        collect(code.root, range, facts, Moment(now), into: &found)
        return found
    }

    private func collect<Facts: FactSource & ~Copyable & ~Escapable>(
        _ instruction: Instruction, _ range: SourceRange, _ facts: borrowing Facts,
        _ moment: Moment, into found: inout [EvaluationFailure]
    ) {
        let value = code.value(instruction, facts, moment).value
        guard !value.isKnown else { return }
        let before = found.count
        for index in 0..<instruction.operandCount {
            // Of `?:` only the branch that counts.
            if instruction.operation == .choose, index > 0,
                code.truth(code.operand(instruction, 0), facts, moment).truth
                    != (index == 1 ? .yes : .no)
            {
                continue
            }
            let position = Int(instruction.first) + index
            collect(code.instructions[position], code.ranges[position], facts, moment, into: &found)
        }
        guard found.count == before else { return }
        var error: EvaluationError?
        if case .error(let reason) = value { error = reason }
        let failure = EvaluationFailure(range: range, error: error)
        if !found.contains(failure) { found.append(failure) }
    }
}

extension Instruction {
    /// Number of its operands; ``count`` means something else in some instructions.
    var operandCount: Int {
        switch operation {
        case .number, .feature, .field, .forecast, .part, .constant, .hasFeature, .hasField,
            .isListed:
            0
        case .elapsed: 1
        case .compareFeature, .compareField, .compareForecast, .compareElapsed, .compare,
            .textFeature, .textField:
            2
        default: Int(count)
        }
    }
}
