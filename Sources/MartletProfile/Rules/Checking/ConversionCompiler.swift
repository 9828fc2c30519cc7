/// `timestamp()`, `duration()` and conversions between types.
extension Compiler {
    /// Compiles `timestamp("...")`, `timestamp(SECONDS)` or `duration("...")`.
    mutating func time(
        _ function: RuleFunction, _ operand: Operand, _ range: SourceRange
    ) -> Operand {
        let isTimestamp = function == .timestamp
        let type: RuleType = isTimestamp ? .timestamp : .duration
        if operand.type == type { return operand }
        let isSeconds = isTimestamp && operand.type == .int
        guard operand.type == .string || operand.type.isOpen || isSeconds else {
            return report(
                operand.range,
                "\(function.rawValue)() takes a text, not \(operand.type.description)",
                hint: "write \(function.usage)")
        }
        refuseContinuous([operand])
        let result = emit(isTimestamp ? .toTimestamp : .toDuration, [operand], type, range)
        guard operand.constant != nil, operand.type == .string, result.constant == nil else {
            return result
        }
        return report(
            operand.range,
            isTimestamp
                ? "the text is no instant (RFC 3339)"
                : "the text is no duration of whole milliseconds (units d, h, m, s, ms)",
            hint: "write \(function.usage)")
    }

    /// Compiles `int()`, `double()`, `string()` or `bool()`.
    mutating func conversion(
        _ function: RuleFunction, _ operand: Operand, _ range: SourceRange
    ) -> Operand {
        let operation: Operation
        let type: RuleType
        let accepted: [RuleType]
        switch function {
        case .int:
            (operation, type, accepted) = (.toInt, .int, [.int, .double, .string, .timestamp])
        case .double: (operation, type, accepted) = (.toDouble, .double, [.int, .double, .string])
        case .bool: (operation, type, accepted) = (.toBool, .bool, [.bool, .string])
        default:
            (operation, type) = (.toText, .string)
            accepted = [.bool, .int, .double, .string, .timestamp, .duration]
        }
        guard operand.type.isOpen || accepted.contains(operand.type) else {
            return report(
                operand.range,
                "\(function.rawValue)() cannot convert \(operand.type.description)")
        }
        let isNumber = operation == .toInt || operation == .toDouble
        if !isNumber { refuseContinuous([operand]) }
        return emit(
            operation, [operand], type, range, isContinuous: isNumber && operand.isContinuous)
    }
}
