/// Evaluation of values of any type; texts, lists and maps are made here and nowhere else.
extension RuleCode {
    /// The value of an instruction, until it or a fact behind it changes.
    func value<Facts: FactSource & ~Copyable & ~Escapable>(
        _ instruction: Instruction, _ facts: borrowing Facts, _ moment: Moment
    ) -> Timed {
        switch instruction.operation {
        case .constant: return Timed(constants[instruction.index])
        case .feature: return facts.fact(instruction.index, at: moment.now)
        case .field: return Timed(facts.field(instruction.index))
        case .number, .add, .subtract, .multiply, .divide, .remainder, .negate, .elapsed, .hour,
            .weekday, .toInt, .toDouble, .forecast, .part:
            return moved(number(instruction, facts, moment), moment)
        case .all, .any, .not, .compareFeature, .compareField, .compareForecast, .compareElapsed,
            .compare,
            .textFeature, .textField, .hasFeature, .hasField, .isListed:
            return Self.value(of: truth(instruction, facts, moment))
        case .choose: return chosenValue(instruction, facts, moment)
        case .entry: return entry(instruction, facts, moment)
        default: break
        }
        var until = Instant.never
        var operands: [Value] = []
        operands.reserveCapacity(Int(instruction.count))
        for index in 0..<Int(instruction.count) {
            let part = value(operand(instruction, index), facts, moment)
            until = min(until, part.until)
            operands.append(part.value)
        }
        if let failed = Self.failure(operands) { return Timed(failed, until: until) }
        return Timed(result(instruction, operands), until: until)
    }

    /// A number as a value; one that moves holds for a millisecond.
    private func moved(_ term: Term, _ moment: Moment) -> Timed {
        let next = Instant(milliseconds: moment.clock &+ 1)
        let until = term.slope == 0 ? term.until : min(term.until, next)
        return Timed(Value(term.number) ?? .error(.noSuchOverload), until: until)
    }

    /// A truth as a value.
    static func value(of verdict: Verdict) -> Timed {
        let value: Value
        switch verdict.truth {
        case .yes: value = .bool(true)
        case .no: value = .bool(false)
        case .unknown: value = verdict.error.map { .error($0) } ?? .unknown
        }
        return Timed(value, until: verdict.until)
    }

    /// The first error among values, or unknown if one is.
    private static func failure(_ values: [Value]) -> Value? {
        var result: Value?
        for value in values {
            if case .error = value { return value }
            if case .unknown = value { result = .unknown }
        }
        return result
    }

    /// The entry of a tally.
    private func entry<Facts: FactSource & ~Copyable & ~Escapable>(
        _ instruction: Instruction, _ facts: borrowing Facts, _ moment: Moment
    ) -> Timed {
        let key = value(operand(instruction, 0), facts, moment)
        guard case .string(let text) = key.value else {
            return Timed(Self.failure([key.value]) ?? .error(.noSuchOverload), until: key.until)
        }
        var entry = facts.entry(instruction.index, key: text, at: moment.now)
        entry.until = min(entry.until, key.until)
        return entry
    }

    /// Evaluates `condition ? value : value`.
    private func chosenValue<Facts: FactSource & ~Copyable & ~Escapable>(
        _ instruction: Instruction, _ facts: borrowing Facts, _ moment: Moment
    ) -> Timed {
        let condition = truth(operand(instruction, 0), facts, moment)
        guard condition.truth != .unknown else { return Self.value(of: condition) }
        let branch = operand(instruction, condition.truth == .yes ? 1 : 2)
        var timed = value(branch, facts, moment)
        timed.until = min(timed.until, condition.until)
        return timed
    }

    /// The value of an operation on known values.
    private func result(_ instruction: Instruction, _ operands: [Value]) -> Value {
        switch instruction.operation {
        case .list: return .list(operands)
        case .map: return Self.map(operands)
        case .index: return Self.element(operands[0], operands[1])
        case .hasKey:
            let element = Self.element(operands[0], operands[1])
            if element == .error(.noSuchKey) { return .bool(false) }
            return element.isKnown ? .bool(true) : element
        case .size: return Self.size(operands[0])
        case .compareValues:
            let isEquality = !instruction.comparison.isOrder
            let ordering =
                isEquality
                ? operands[0].isEqual(to: operands[1]) ? Ordering.equal : .mismatch
                : operands[0].ordering(to: operands[1])
            let truth = instruction.comparison.truth(ordering)
            return truth == .unknown ? .error(.noSuchOverload) : .bool(truth == .yes)
        case .within: return Self.membership(operands[0], operands[1])
        case .concatenate: return Self.joined(operands[0], operands[1])
        case .matches:
            guard case .string(let text) = operands[0] else { return .error(.noSuchOverload) }
            return .bool(patterns[instruction.index].matches(text))
        case .startsWith, .endsWith, .contains:
            return Self.textTest(instruction.operation, operands[0], operands[1])
        case .toText: return Conversion.text(operands[0])
        case .toTimestamp: return Conversion.timestamp(operands[0])
        case .toDuration: return Conversion.duration(operands[0])
        case .toBool: return Conversion.bool(operands[0])
        default: return .error(.noSuchOverload)
        }
    }
}
