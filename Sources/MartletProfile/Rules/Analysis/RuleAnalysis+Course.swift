/// Whether a rule, once true, can become untrue again.
extension RuleAnalysis {
    /// Whether the rule stays true for ever once it is true: it reads nothing that can fall back.
    package var isLasting: Bool { course(code.root) == .rising }

    /// Whether the rule can never become true for somebody for whom it is not.
    package var isFading: Bool {
        let isKnown = program.features.allSatisfy { traits($0).isAlwaysKnown }
        return isKnown && course(code.root) == .falling
    }

    /// How the value of an instruction moves.
    private func course(_ instruction: Instruction) -> Course {
        let parts = operands(instruction).map(\.instruction)
        switch instruction.operation {
        case .number, .constant: return .constant
        case .feature, .entry: return traits(instruction.index).course
        case .all, .any: return parts.map(course).reduce(.constant) { $0.joined($1) }
        case .not, .negate: return course(parts[0]).reversed
        case .add: return course(parts[0]).joined(course(parts[1]))
        case .subtract: return course(parts[0]).joined(course(parts[1]).reversed)
        case .multiply, .divide: return scaled(instruction, parts)
        case .toInt, .toDouble: return course(parts[0])
        case .size where parts[0].operation == .feature: return course(parts[0])
        case .elapsed: return Course.rising.joined(course(parts[0]).reversed)
        case .hasFeature:
            let traits = traits(instruction.index)
            if traits.isAlwaysKnown { return .constant }
            return traits.isLifetime ? .rising : .any
        case .compare, .compareFeature, .compareElapsed: return comparison(instruction, parts)
        default:
            return parts.isEmpty || parts.contains { course($0) != .constant } ? .any : .constant
        }
    }

    /// A product or quotient with a constant.
    private func scaled(_ instruction: Instruction, _ parts: [Instruction]) -> Course {
        var parts = parts
        if instruction.operation == .multiply, parts[0].operation == .number { parts.swapAt(0, 1) }
        guard parts[1].operation == .number, parts[1].number.isNumeric else { return .any }
        let course = course(parts[0])
        return parts[1].number.double < 0 ? course.reversed : course
    }

    /// A comparison: it rises with the side that it wants to be greater.
    private func comparison(_ instruction: Instruction, _ parts: [Instruction]) -> Course {
        let distance = course(parts[0]).joined(course(parts[1]).reversed)
        switch instruction.comparison {
        case .greater, .greaterOrEqual: return distance
        case .less, .lessOrEqual: return distance.reversed
        case .equal, .notEqual: return distance == .constant ? .constant : .any
        }
    }
}
