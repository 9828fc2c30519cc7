/// Marks where "unknown" may be taken with "false", because only "true" counts in the end.
///
/// A rule's caller asks whether it is true. So the end of an operand that is unknown does not
/// matter as long as another keeps the whole from being true, and fewer deadlines are needed.
extension RuleDraft {
    /// What the surroundings tell apart.
    private enum Context {
        /// True from the rest.
        case truth
        /// False from the rest: inside `!`.
        case falsehood

        /// The context inside `!`.
        var negated: Context { self == .truth ? .falsehood : .truth }
    }

    /// Marks the whole rule.
    mutating func markFolds() {
        var root = root
        mark(&root, .truth)
        self.root = root
    }

    /// Marks an instruction and its operands.
    private mutating func mark(_ instruction: inout Instruction, _ context: Context) {
        switch instruction.operation {
        case .all:
            instruction.foldsUnknown = context == .truth
            markOperands(instruction, 0..<Int(instruction.count), context)
        case .any:
            instruction.foldsUnknown = context == .falsehood
            markOperands(instruction, 0..<Int(instruction.count), context)
        case .not:
            markOperands(instruction, 0..<1, context.negated)
        case .choose:
            // All three answers of the condition count.
            markOperands(instruction, 1..<3, context)
        default: break
        }
    }

    private mutating func markOperands(
        _ instruction: Instruction, _ operands: Range<Int>, _ context: Context
    ) {
        for index in operands {
            let position = Int(instruction.first) + index
            var operand = instructions[position]
            mark(&operand, context)
            instructions[position] = operand
        }
    }
}
