/// Comparisons and `in`; the common ones become a single instruction.
extension Compiler {
    /// Most elements of an `in [...]` that is compared element by element.
    private static let maximalMembership = 256

    /// Compiles `left comparison right`.
    mutating func compare(
        _ comparison: Comparison, _ left: Operand, _ right: Operand, _ range: SourceRange
    ) -> Operand {
        guard left.type.isComparable(with: right.type) else {
            return report(
                range,
                "'\(comparison.symbol)' cannot compare \(left.type.description) with "
                    + right.type.description, hint: hint(left, right))
        }
        for operand in [left, right]
        where comparison.isOrder && !operand.type.isOrdered && !operand.type.isOpen {
            return report(operand.range, "\(operand.type.description) has no order")
        }
        // The constant stands on the right: value, then threshold.
        let isMirrored = left.constant != nil && right.constant == nil
        let comparison = isMirrored ? comparison.mirrored : comparison
        let operands = isMirrored ? [right, left] : [left, right]
        var instruction = Instruction(operation: .compareValues, comparison: comparison)
        if let fused = fusedWithText(instruction, operands) {
            instruction = fused
        } else if operands.contains(where: { $0.type.isNumberLike || $0.type == .bool }) {
            instruction.operation = .compare
            fuse(&instruction, operands)
        } else {
            refuseContinuous(operands)
        }
        return emit(instruction, operands, .bool, range)
    }

    /// Turns `feature > 3`, `days_since(feature) > 3` and `1 - forecast > 3` into one instruction.
    private func fuse(_ instruction: inout Instruction, _ operands: [Operand]) {
        let value = operands[0].instruction
        let threshold = operands[1].instruction
        guard operands[1].constant != nil, threshold.operation == .number else { return }
        switch value.operation {
        case .feature:
            instruction.operation = .compareFeature
            instruction.slot = value.slot
        case .forecast:
            instruction.operation = .compareForecast
            instruction.solved = instruction.comparison
            instruction.slot = value.slot
        case .field:
            instruction.operation = .compareField
            instruction.slot = value.slot
        case .elapsed:
            let instant = code.operand(value, 0)
            let flip = ElapsedThreshold.milliseconds(
                instruction.comparison, threshold.number, unit: value.unit)
            guard let flip, instant.operation == .feature else { return }
            instruction.operation = .compareElapsed
            instruction.slot = instant.slot
            instruction.bits = flip
            return
        default:
            let solved = ForecastThreshold(
                instruction.comparison, value, threshold.number, code)
            guard let solved else { return }
            instruction.operation = .compareForecast
            instruction.solved = solved.comparison
            instruction.slot = solved.slot
            instruction.kind = .double
            instruction.bits = Number(solved.bound).bits
            return
        }
        instruction.kind = threshold.kind
        instruction.bits = threshold.bits
    }

    /// `feature == "text"` as one instruction.
    private mutating func fusedWithText(
        _ instruction: Instruction, _ operands: [Operand]
    ) -> Instruction? {
        guard !instruction.comparison.isOrder, case .string(let text)? = operands[1].constant else {
            return nil
        }
        var fused = instruction
        switch operands[0].instruction.operation {
        case .feature: fused.operation = .textFeature
        case .field: fused.operation = .textField
        default: return nil
        }
        fused.slot = operands[0].instruction.slot
        // The text is found by the length of its bytes, which may be none.
        fused.bits = Int64(code.texts.count) << 32 | Int64(text.utf8.count)
        code.texts += Array(text.utf8)
        return fused
    }

    /// What somebody who compares these probably means.
    private func hint(_ left: Operand, _ right: Operand) -> String? {
        let types = [left.type, right.type]
        if let record = [left, right].first(where: { $0.type == .record }) {
            let feature = scope.features[record.instruction.index]
            return feature.parts.first.map { "write \(feature.name).\($0.name), say" }
        }
        if types.contains(.timestamp), types.contains(where: \.isNumeric) {
            return "did you mean days_since(...)?"
        }
        if types.contains(.timestamp), types.contains(.string) {
            return "write \(RuleFunction.timestamp.usage)"
        }
        if types.contains(.duration), types.contains(where: { $0.isNumeric || $0 == .string }) {
            return "write \(RuleFunction.duration.usage)"
        }
        if types.contains(.bool), types.contains(where: \.isNumberLike) {
            return "a comparison has two sides: write 'a < b && b < c'"
        }
        return nil
    }

    /// Compiles `left in right`.
    mutating func membership(
        _ left: Expression, _ right: Expression, _ range: SourceRange
    ) -> Operand {
        let value = compile(left)
        if case .list(let elements) = right.form, elements.count <= Self.maximalMembership {
            let elements = elements.map { compile($0) }
            return membership(value, elements, right.range, range)
        }
        let container = compile(right)
        switch container.type {
        case .map:
            guard value.type == .string || value.type.isOpen else {
                return report(
                    value.range, "the keys of a map are texts, not \(value.type.description)")
            }
            return hasKey(right, left, range)
        case .list(let element):
            guard value.type.isComparable(with: element) else {
                return report(
                    range,
                    "\(value.type.description) is never in a list of \(element.description)")
            }
        case .dynamic, .invalid: break
        default:
            return report(
                container.range, "'in' takes a list or a map, not \(container.type.description)")
        }
        refuseContinuous([value, container])
        return emit(.within, [value, container], .bool, range)
    }

    /// `value in [element, ...]`: as comparisons, whose ends are known, if the elements are
    /// constants.
    private mutating func membership(
        _ value: Operand, _ elements: [Operand], _ listRange: SourceRange, _ range: SourceRange
    ) -> Operand {
        for element in elements where !value.type.isComparable(with: element.type) {
            _ = report(
                element.range,
                "\(value.type.description) is never \(element.type.description)",
                hint: hint(value, element))
        }
        guard value.constant == nil, !elements.isEmpty,
            elements.allSatisfy({ $0.constant != nil && value.type.isComparable(with: $0.type) })
        else {
            refuseContinuous([value])
            return emit(.within, [value, list(elements, listRange)], .bool, range)
        }
        let parts = elements.map { compare(.equal, value, $0, range) }
        return emit(Instruction(operation: .any, isMembership: true), parts, .bool, range)
    }
}
