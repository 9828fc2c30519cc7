/// Checks the types of an expression and turns it into flat code, in one pass.
///
/// What is wrong is reported and stands as `.invalid`, so that every mistake shows at once.
struct Compiler {
    /// A compiled part of the rule, not yet placed among operands.
    struct Operand {
        /// What computes it.
        var instruction: Instruction
        /// Its type.
        var type: RuleType
        /// Where it stands.
        var range: SourceRange
        /// Its value, if that is the same for every customer and time.
        var constant: Value?
        /// Whether its value moves with time, every millisecond.
        var isContinuous = false
    }

    /// The names.
    let scope: RuleScope
    /// What the rule must be.
    let expectation: RuleProgram.Expectation
    /// The code so far.
    var code = RuleDraft()
    /// What is wrong so far.
    var diagnostics: [RuleDiagnostic] = []
    /// Features read so far, and keys of tallies.
    var readings: [RuleProgram.Reading] = []
    /// Paths of event fields read so far.
    var fieldPaths: [[String]] = []
    /// Whether time itself is read.
    var readsTime = false

    /// Compiles an expression.
    mutating func compile(_ expression: Expression) -> Operand {
        let range = expression.range
        switch expression.form {
        case .invalid:
            return invalid(range)
        case .literal(let value):
            return constant(value, range)
        case .name(let name):
            return feature(name, range)
        case .member(let operand, let name):
            return member(of: operand, name, range)
        case .index(let operand, let index):
            return element(of: compile(operand), at: compile(index), range)
        case .call(let receiver, let name, let nameRange, let arguments):
            return call(receiver, name, nameRange, arguments, range)
        case .not(let operand):
            let operand = truth(operand, "'!'")
            return emit(.not, [operand], .bool, range)
        case .negate(let operand):
            return negation(compile(operand), range)
        case .binary(.within, let left, let right):
            return membership(left, right, range)
        case .binary(.compare(let comparison), let left, let right):
            return compare(comparison, compile(left), compile(right), range)
        case .binary(let operation, let left, let right):
            return arithmetic(operation, compile(left), compile(right), range)
        case .all(let parts):
            return emit(.all, parts.map { truth($0, "'&&'") }, .bool, range)
        case .any(let parts):
            return emit(.any, parts.map { truth($0, "'||'") }, .bool, range)
        case .choose(let condition, let chosen, let other):
            return choice(condition, chosen, other, range)
        case .list(let elements):
            return list(elements.map { compile($0) }, range)
        case .map(let entries):
            return map(entries, range)
        }
    }

    /// Reports a mistake; what stands for it.
    mutating func report(
        _ range: SourceRange, _ message: String, hint: String? = nil
    ) -> Operand {
        diagnostics.append(RuleDiagnostic(range: range, message: message, hint: hint))
        return invalid(range)
    }

    /// What stands for a mistake.
    func invalid(_ range: SourceRange) -> Operand {
        Operand(instruction: Instruction(operation: .number), type: .invalid, range: range)
    }

    /// A value that is always the same.
    mutating func constant(_ value: Value, _ range: SourceRange) -> Operand {
        let type = RuleType(value)
        var instruction: Instruction
        switch value {
        case .string, .list, .map, .null:
            instruction = Instruction(operation: .constant, slot: UInt32(code.constants.count))
            code.constants.append(value)
        default:
            let number = value.number
            instruction = Instruction(operation: .number, kind: number.kind, bits: number.bits)
        }
        return Operand(instruction: instruction, type: type, range: range, constant: value)
    }

    /// Puts operands behind one another; the index of the first.
    mutating func place(_ operands: [Operand]) -> UInt32 {
        let first = UInt32(code.instructions.count)
        code.instructions += operands.map(\.instruction)
        code.ranges += operands.map(\.range)
        return first
    }

    /// An operation over operands, or its value if all of them are constants.
    mutating func emit(
        _ instruction: Instruction, _ operands: [Operand], _ type: RuleType, _ range: SourceRange,
        isContinuous: Bool = false
    ) -> Operand {
        if operands.contains(where: { $0.type == .invalid }) {
            // Of known type all the same, so that mistakes further out are found too.
            var operand = invalid(range)
            if type == .bool { operand.type = .bool }
            return operand
        }
        let mark = code.instructions.count
        var instruction = instruction
        instruction.first = place(operands)
        if instruction.unit == 0 { instruction.count = UInt32(operands.count) }
        let isPure = operands.allSatisfy { $0.constant != nil } && instruction.operation.isPure
        if isPure {
            let value = RuleCode(code).value(instruction, NoFacts(), Moment(.distantPast)).value
            if value.isKnown {
                code.instructions.removeSubrange(mark...)
                code.ranges.removeSubrange(mark...)
                var operand = constant(value, range)
                operand.type = type
                return operand
            }
        }
        return Operand(
            instruction: instruction, type: type, range: range, isContinuous: isContinuous)
    }

    /// An operation without further attributes.
    mutating func emit(
        _ operation: Operation, _ operands: [Operand], _ type: RuleType, _ range: SourceRange,
        isContinuous: Bool = false
    ) -> Operand {
        emit(
            Instruction(operation: operation), operands, type, range, isContinuous: isContinuous)
    }
}

extension Operation {
    /// Whether constants alone decide its value.
    fileprivate var isPure: Bool {
        switch self {
        case .elapsed, .hour, .weekday, .isListed, .entry, .feature, .field, .forecast, .part,
            .hasFeature, .hasField:
            false
        default: true
        }
    }
}
