/// Bounds of what a rule computes, for all customers and at all times.
extension RuleAnalysis {
    /// Bounds of the values of a number; whole numbers are bounded as doubles.
    func range(_ instruction: Instruction) -> ValueRange {
        let operands = operands(instruction).map(\.instruction)
        switch instruction.operation {
        case .number: return Self.range(of: instruction.number)
        case .feature, .forecast: return traits(instruction.index).range
        case .part: return Self.double(0, .infinity)
        case .entry: return Self.double(0, .infinity)
        case .size: return Self.double(0, mostEntries(operands[0]))
        case .hour: return Self.double(0, 23)
        case .weekday: return Self.double(0, 6)
        case .negate: return range(operands[0]).negated
        case .toInt:
            let source = range(operands[0])
            guard source.kind == .double else { return .open }
            return Self.double(
                source.low.rounded(.towardZero), source.high.rounded(.towardZero))
        case .toDouble: return range(operands[0])
        case .add, .subtract, .multiply, .divide:
            let (left, right) = (range(operands[0]), range(operands[1]))
            let result = ValueRange.arithmetic(instruction.operation, left, right)
            guard instruction.operation == .divide, isWhole(instruction), result.kind == .double
            else { return result }
            return Self.double(
                result.low.rounded(.towardZero), result.high.rounded(.towardZero))
        case .choose:
            let (left, right) = (range(operands[1]), range(operands[2]))
            guard left.kind != nil, left.kind == right.kind else { return .open }
            return ValueRange(
                kind: left.kind, low: min(left.low, right.low), high: max(left.high, right.high))
        default: return .open
        }
    }

    /// Whether a number is always whole.
    func isWhole(_ instruction: Instruction) -> Bool {
        switch instruction.operation {
        case .number: return instruction.number.kind == .int
        case .feature: return traits(instruction.index).isWhole
        case .entry, .size, .hour, .weekday, .toInt: return true
        case .negate: return isWhole(code.operand(instruction, 0))
        case .add, .subtract, .multiply, .divide, .remainder:
            return isWhole(code.operand(instruction, 0)) && isWhole(code.operand(instruction, 1))
        default: return false
        }
    }

    private func mostEntries(_ instruction: Instruction) -> Double {
        instruction.operation == .feature ? traits(instruction.index).mostEntries : .infinity
    }

    private static func double(_ low: Double, _ high: Double) -> ValueRange {
        ValueRange(kind: .double, low: low, high: high)
    }

    private static func range(of number: Number) -> ValueRange {
        number.isNumeric ? double(number.double, number.double) : ValueRange(number)
    }
}
