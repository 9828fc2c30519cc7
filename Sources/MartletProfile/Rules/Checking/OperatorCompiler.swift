/// Logic, arithmetic, `?:` and brackets.
extension Compiler {
    /// An expression that must be true or false.
    mutating func truth(_ expression: Expression, _ place: String) -> Operand {
        let operand = compile(expression)
        guard operand.type == .bool || operand.type.isOpen else {
            let hint =
                operand.type.isNumberLike ? "compare it, such as with '> 0'" : nil
            return report(
                operand.range, "\(place) takes truth values, not \(operand.type.description)",
                hint: hint)
        }
        return operand
    }

    /// An expression that must be a number.
    mutating func number(_ expression: Expression) -> Operand {
        let operand = compile(expression)
        if operand.type.isNumeric || operand.type.isOpen { return operand }
        let isTruth = operand.type == .bool
        return report(
            operand.range, "this must be a number, not \(operand.type.description)",
            hint: isTruth ? "write 'condition ? 1 : 0', say" : nil)
    }

    /// Reports values that move with time where only steps can be followed: every millisecond
    /// would be a deadline.
    mutating func refuseContinuous(_ operands: [Operand]) {
        guard expectation == .truth else { return }
        for operand in operands where operand.isContinuous {
            _ = report(
                operand.range, "a value that moves with time can only be compared or computed with",
                hint: "compare it with a number or a duration")
        }
    }

    /// Compiles `condition ? chosen : other`.
    mutating func choice(
        _ condition: Expression, _ chosen: Expression, _ other: Expression, _ range: SourceRange
    ) -> Operand {
        let condition = truth(condition, "'?:'")
        var chosen = compile(chosen)
        var other = compile(other)
        // As in arithmetic, an int beside a double becomes one.
        if chosen.type == .int, other.type == .double { chosen = double(chosen) }
        if other.type == .int, chosen.type == .double { other = double(other) }
        if !chosen.type.isComparable(with: other.type) {
            return report(
                range,
                "both sides of ':' must be of one type, not \(chosen.type.description) and "
                    + other.type.description)
        }
        return emit(
            .choose, [condition, chosen, other], chosen.type.joined(other.type), range,
            isContinuous: chosen.isContinuous || other.isContinuous)
    }

    /// Converts an int.
    private mutating func double(_ operand: Operand) -> Operand {
        emit(.toDouble, [operand], .double, operand.range, isContinuous: operand.isContinuous)
    }

    /// Compiles `-operand`.
    mutating func negation(_ operand: Operand, _ range: SourceRange) -> Operand {
        let type = operand.type
        guard type.isNumeric || type == .duration || type.isOpen else {
            return report(range, "'-' takes a number, not \(type.description)")
        }
        return emit(.negate, [operand], type, range, isContinuous: operand.isContinuous)
    }

    /// Compiles `[element, ...]`.
    mutating func list(_ elements: [Operand], _ range: SourceRange) -> Operand {
        refuseContinuous(elements)
        let types = elements.map(\.type)
        let type = types.dropFirst().reduce(types.first ?? .dynamic) { $0.joined($1) }
        return emit(.list, elements, .list(type == .invalid ? .dynamic : type), range)
    }

    /// Compiles `{key: value, ...}`.
    mutating func map(
        _ entries: [(key: Expression, value: Expression)], _ range: SourceRange
    ) -> Operand {
        var operands: [Operand] = []
        for entry in entries {
            let key = compile(entry.key)
            if key.type != .string, !key.type.isOpen {
                _ = report(key.range, "the keys of a map are texts, not \(key.type.description)")
            }
            operands += [key, compile(entry.value)]
        }
        refuseContinuous(operands)
        let types = operands.indices.filter { $0 % 2 == 1 }.map { operands[$0].type }
        let type = types.dropFirst().reduce(types.first ?? .dynamic) { $0.joined($1) }
        return emit(.map, operands, .map(type == .invalid ? .dynamic : type), range)
    }

    /// `left + right` and its like.
    mutating func arithmetic(
        _ operation: Expression.Operator, _ left: Operand, _ right: Operand, _ range: SourceRange
    ) -> Operand {
        guard let type = Self.result(operation, left.type, right.type) else {
            var hint: String?
            if operation == .remainder, left.type.isNumeric, right.type.isNumeric {
                hint = "'%' is for integers; convert with int(...)"
            }
            return report(
                range,
                "\(operation.symbol) cannot be used with \(left.type.description) and "
                    + right.type.description, hint: hint)
        }
        var code = operation.code
        if operation == .add, !left.type.isNumberLike, !right.type.isNumberLike {
            code = .concatenate
            refuseContinuous([left, right])
        }
        return emit(
            code, [left, right], type, range,
            isContinuous: left.isContinuous || right.isContinuous)
    }

    /// The type of `left operation right`; nil if there is no such operation.
    private static func result(
        _ operation: Expression.Operator, _ left: RuleType, _ right: RuleType
    ) -> RuleType? {
        if left.isNumeric, right.isNumeric {
            if left == .int, right == .int { return .int }
            return operation == .remainder ? nil : .double
        }
        let isSum = operation == .add || operation == .subtract
        switch (left, right) {
        case (.duration, .duration) where isSum: return .duration
        case (.timestamp, .duration) where isSum: return .timestamp
        case (.duration, .timestamp) where operation == .add: return .timestamp
        case (.timestamp, .timestamp) where operation == .subtract: return .duration
        case (.string, .string) where operation == .add: return .string
        case (.list(let one), .list(let other)) where operation == .add:
            return .list(one.joined(other))
        default: break
        }
        guard left.isOpen || right.isOpen else { return nil }
        let known = left.isOpen ? right : left
        switch known {
        case .dynamic, .invalid, .int: return .dynamic
        case .double: return operation == .remainder ? nil : .double
        case .string, .list: return operation == .add ? known : nil
        case .timestamp, .duration: return isSum ? .dynamic : nil
        default: return nil
        }
    }
}

extension Expression.Operator {
    /// As it is written, in quotes.
    fileprivate var symbol: String {
        switch self {
        case .add: "'+'"
        case .subtract: "'-'"
        case .multiply: "'*'"
        case .divide: "'/'"
        case .remainder: "'%'"
        case .within: "'in'"
        case .compare(let comparison): "'\(comparison.symbol)'"
        }
    }

    /// The operation on numbers.
    fileprivate var code: Operation {
        switch self {
        case .add: .add
        case .subtract: .subtract
        case .multiply: .multiply
        case .divide: .divide
        case .remainder: .remainder
        case .within: .within
        case .compare: .compare
        }
    }
}
