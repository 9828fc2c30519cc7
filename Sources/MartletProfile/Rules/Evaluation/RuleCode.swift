/// A compiled rule: flat arrays in an object, so that evaluating it counts no references.
final class RuleCode: Sendable {
    /// Operands of all instructions.
    let instructions: [Instruction]
    /// Where the operands stand in the source.
    let ranges: [SourceRange]
    /// Values that are no numbers.
    let constants: [Value]
    /// UTF-8 of the texts that features and fields are compared with.
    let texts: [UInt8]
    /// Compiled `matches` patterns.
    let patterns: [Pattern]
    /// What the rule computes.
    let root: Instruction

    /// Keeps what was compiled.
    init(_ draft: RuleDraft) {
        instructions = draft.instructions
        ranges = draft.ranges
        constants = draft.constants
        texts = draft.texts
        patterns = draft.patterns
        root = draft.root
    }

    /// An operand of `instruction`.
    @inline(__always)
    func operand(_ instruction: Instruction, _ index: Int) -> Instruction {
        instructions[Int(instruction.first) &+ index]
    }
}
