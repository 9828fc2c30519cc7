/// Functions and methods.
extension Compiler {
    /// Compiles `name(arguments)` or `receiver.name(arguments)`.
    mutating func call(
        _ receiver: Expression?, _ name: String, _ nameRange: SourceRange,
        _ arguments: [Expression], _ range: SourceRange
    ) -> Operand {
        let function = RuleFunction(rawValue: name)
        guard let function, receiver == nil ? function.isFunction : function.isMethod else {
            // What is wrong inside is reported all the same.
            for part in (receiver.map { [$0] } ?? []) + arguments { _ = compile(part) }
            if let function {
                return report(
                    nameRange, "'\(name)' is not used like this", hint: "write \(function.usage)")
            }
            let names = RuleFunction.allCases.map(\.rawValue)
            let hint =
                scope.featureIndex[name] != nil
                ? "'\(name)' is a feature, without parentheses"
                : NameSuggestion.hint(for: name, among: names)
            return report(nameRange, "unknown function '\(name)'", hint: hint)
        }
        let parts = (receiver.map { [$0] } ?? []) + arguments
        let count = function == .matches || !function.isFunction ? 2 : 1
        guard parts.count == count else {
            for part in parts where function != .has { _ = compile(part) }
            return report(
                range,
                "\(name)() takes \(receiver == nil ? count : count - 1) "
                    + (count == 1 || receiver != nil ? "argument" : "arguments")
                    + ", not \(arguments.count)", hint: "write \(function.usage)")
        }
        if function == .has { return has(parts[0], range) }
        return call(function, parts.map { compile($0) }, range)
    }

    /// A call with the right number of arguments.
    private mutating func call(
        _ function: RuleFunction, _ operands: [Operand], _ range: SourceRange
    ) -> Operand {
        let operand = operands[0]
        switch function {
        case .has: return operand
        case .since: return elapsed(function, 1, .duration, operand, range)
        case .hoursSince: return elapsed(function, 3_600_000, .double, operand, range)
        case .daysSince: return elapsed(function, 86_400_000, .double, operand, range)
        case .hour, .weekday:
            guard check(operand, function, [.timestamp]) else { return invalid(range) }
            return emit(
                function == .hour ? .hour : .weekday, [operand], .int, range,
                isContinuous: operand.isContinuous)
        case .size: return size(operand, range)
        case .inList: return isListed(operand, range)
        case .startsWith, .endsWith, .contains: return textTest(function, operands, range)
        case .matches: return match(operands, range)
        case .timestamp, .duration: return time(function, operand, range)
        case .dyn:
            var result = operand
            result.type = operand.type == .invalid ? .invalid : .dynamic
            return result
        case .int, .double, .string, .bool: return conversion(function, operand, range)
        }
    }

    /// Whether an argument can be of one of the types; otherwise that is reported.
    private mutating func check(
        _ operand: Operand, _ function: RuleFunction, _ types: [RuleType]
    ) -> Bool {
        if operand.type == .invalid { return false }
        if operand.type.isOpen || types.contains(operand.type) { return true }
        let expected = types.map(\.description).joined(separator: " or ")
        _ = report(
            operand.range,
            "\(function.rawValue)() takes \(expected), not \(operand.type.description)",
            hint: "write \(function.usage)")
        return false
    }

    /// The time since an instant.
    private mutating func elapsed(
        _ function: RuleFunction, _ unit: UInt32, _ type: RuleType, _ operand: Operand,
        _ range: SourceRange
    ) -> Operand {
        guard check(operand, function, [.timestamp]) else { return invalid(range) }
        readsTime = true
        let instruction = Instruction(operation: .elapsed, count: unit)
        return emit(instruction, [operand], type, range, isContinuous: true)
    }

    /// The number of code points, elements or entries.
    private mutating func size(_ operand: Operand, _ range: SourceRange) -> Operand {
        switch operand.type {
        case .string, .list, .map, .dynamic, .invalid:
            refuseContinuous([operand])
            return emit(.size, [operand], .int, range)
        default:
            return report(
                operand.range,
                "size() takes a text, a list or a map, not \(operand.type.description)")
        }
    }

    /// Whether the customer is in a list.
    private mutating func isListed(_ operand: Operand, _ range: SourceRange) -> Operand {
        guard case .string(let name)? = operand.constant else {
            return report(
                operand.range, "in_list() takes the name of a list",
                hint: "write \(RuleFunction.inList.usage)")
        }
        if scope.allowsEvent, scope.lists.isEmpty {
            return report(
                range, "in_list() cannot be used here: the rule is asked only once",
                hint: "ask in the rule of a segment")
        }
        guard let index = scope.listIndex[name] else {
            return report(
                operand.range, "unknown list '\(name)'",
                hint: NameSuggestion.hint(for: name, among: scope.lists))
        }
        let instruction = Instruction(operation: .isListed, slot: UInt32(index))
        return Operand(instruction: instruction, type: .bool, range: range)
    }

    /// `text.startsWith("part")` and its like.
    private mutating func textTest(
        _ function: RuleFunction, _ operands: [Operand], _ range: SourceRange
    ) -> Operand {
        var isValid = true
        for operand in operands where !check(operand, function, [.string]) { isValid = false }
        guard isValid else { return invalid(range) }
        refuseContinuous(operands)
        let operation: Operation =
            function == .startsWith ? .startsWith : function == .endsWith ? .endsWith : .contains
        return emit(operation, operands, .bool, range)
    }

    /// Compiles `text.matches("pattern")`.
    private mutating func match(_ operands: [Operand], _ range: SourceRange) -> Operand {
        guard check(operands[0], .matches, [.string]) else { return invalid(range) }
        refuseContinuous([operands[0]])
        guard case .string(let text)? = operands[1].constant else {
            return report(
                operands[1].range, "the pattern of matches() is a text that is written out")
        }
        do throws(PatternError) {
            let pattern = try Pattern(text)
            let instruction = Instruction(
                operation: .matches, slot: UInt32(code.patterns.count))
            code.patterns.append(pattern)
            return emit(instruction, operands, .bool, range)
        } catch {
            return report(operands[1].range, "the pattern is wrong: \(error.message)")
        }
    }
}
