/// Evaluation of numbers, instants and durations, with the way they move in time.
extension RuleCode {
    /// The number that an instruction computes; `.other` if its value is none.
    func number<Facts: FactSource & ~Copyable & ~Escapable>(
        _ instruction: Instruction, _ facts: borrowing Facts, _ moment: Moment
    ) -> Term {
        switch instruction.operation {
        case .number:
            return Term(instruction.number)
        case .feature:
            let fact = facts.number(instruction.index, at: moment.now)
            return Term(fact.number, until: fact.until)
        case .field:
            let fact = facts.number(field: instruction.index)
            return Term(fact.number, until: fact.until)
        case .forecast:
            let fact = facts.number(instruction.index, at: moment.movedNow)
            var term = Term(fact.number, until: fact.until)
            // It falls all the time, and on no straight line.
            if fact.number.kind == .double { term.slope = .nan }
            return term
        case .part:
            let fact = facts.part(
                instruction.index, Int(instruction.bits), at: moment.now)
            return Term(fact.number, until: fact.until)
        case .add, .subtract, .multiply, .divide, .remainder:
            return arithmetic(instruction, facts, moment)
        case .elapsed:
            return elapsed(instruction, facts, moment)
        case .choose:
            return chosen(instruction, facts, moment)
        case .negate:
            var term = number(operand(instruction, 0), facts, moment)
            term.number = term.number.negated
            term.slope = -term.slope
            return term
        case .hour, .weekday:
            return civil(instruction, facts, moment)
        case .toInt, .toDouble:
            return converted(instruction, facts, moment)
        default:
            let timed = value(instruction, facts, moment)
            return Term(timed.value.number, until: timed.until)
        }
    }

    /// Evaluates `+ - * / %`.
    private func arithmetic<Facts: FactSource & ~Copyable & ~Escapable>(
        _ instruction: Instruction, _ facts: borrowing Facts, _ moment: Moment
    ) -> Term {
        let left = number(operand(instruction, 0), facts, moment)
        let right = number(operand(instruction, 1), facts, moment)
        let operation = instruction.operation
        let number = Number.arithmetic(operation, left.number, right.number)
        var term = Term(number, from: left, right)
        if left.slope == 0 && right.slope == 0 || left.isNaN || right.isNaN { return term }
        let factor = left.slope == 0 ? left.number.double : right.number.double
        switch operation {
        case .add: term.slope = left.slope + right.slope
        case .subtract: term.slope = left.slope - right.slope
        case .multiply where left.slope == 0 || right.slope == 0:
            term.slope = (left.slope + right.slope) * factor
        case .divide where right.slope == 0: term.slope = left.slope / factor
        default: term.slope = .nan
        }
        if operation == .add || operation == .subtract {
            if left.slope != 0, right.slope != 0, term.slope == 0, moment.reading != term.anchor {
                // Time cancels out: measured from the latest instant, the difference is exact, and
                // the same at every time.
                var settled = self.number(instruction, facts, moment.reading(at: term.anchor))
                settled.slope = 0
                return settled
            }
            term.magnitude = left.size + right.size
            term.speed = left.speed + right.speed
        } else {
            let scale = operation == .multiply ? factor.magnitude : 1 / factor.magnitude
            term.magnitude = (left.magnitude + right.magnitude) * scale
            term.speed = (left.speed + right.speed) * scale
        }
        return term
    }

    /// An instant; a text that holds one (RFC 3339) is taken for it where types are not known.
    private func instant<Facts: FactSource & ~Copyable & ~Escapable>(
        _ instruction: Instruction, _ facts: borrowing Facts, _ moment: Moment
    ) -> Term {
        var term = number(instruction, facts, moment)
        switch term.number.kind {
        case .timestamp, .unknown, .error: break
        case .other:
            term.number = Conversion.timestamp(value(instruction, facts, moment).value).number
        default: term.number = Number(.noSuchOverload)
        }
        return term
    }

    /// Time since an instant.
    private func elapsed<Facts: FactSource & ~Copyable & ~Escapable>(
        _ instruction: Instruction, _ facts: borrowing Facts, _ moment: Moment
    ) -> Term {
        var term = instant(operand(instruction, 0), facts, moment)
        guard term.number.kind == .timestamp else { return term }
        let since = term.number.bits
        let (elapsed, overflow) = moment.reading.subtractingReportingOverflow(since)
        let unit = instruction.unit
        term.number = overflow ? Number(.overflow) : .elapsed(elapsed, unit: unit)
        if term.slope == 0 { term.anchor = since }
        // Instants and durations move by a day's milliseconds a day.
        term.magnitude = term.number.double.magnitude + term.magnitude / Double(unit)
        term.speed = (Term.slopeUnit + term.speed) / Double(unit)
        term.slope = (Term.slopeUnit - term.slope) / Double(unit)
        return term
    }

    /// Evaluates `condition ? number : number`.
    private func chosen<Facts: FactSource & ~Copyable & ~Escapable>(
        _ instruction: Instruction, _ facts: borrowing Facts, _ moment: Moment
    ) -> Term {
        let condition = truth(operand(instruction, 0), facts, moment.inner)
        guard condition.truth != .unknown else {
            let number = condition.error.map { Number($0) } ?? Number(.unknown)
            return Term(number, until: condition.until)
        }
        let branch = operand(instruction, condition.truth == .yes ? 1 : 2)
        var term = number(branch, facts, moment)
        term.until = min(term.until, condition.until)
        return term
    }

    /// Evaluates `hour()` and `weekday()`.
    private func civil<Facts: FactSource & ~Copyable & ~Escapable>(
        _ instruction: Instruction, _ facts: borrowing Facts, _ moment: Moment
    ) -> Term {
        var term = instant(operand(instruction, 0), facts, moment)
        guard term.number.kind == .timestamp else { return term }
        let instant = Instant(milliseconds: term.number.bits)
        let isHour = instruction.operation == .hour
        let value =
            isHour ? facts.calendar.hour(of: instant) : facts.calendar.weekday(of: instant)
        term.number = Number(.int, Int64(value))
        if term.slope != 0 { term.slope = .nan }
        return term
    }

    /// Evaluates `int()` and `double()`.
    private func converted<Facts: FactSource & ~Copyable & ~Escapable>(
        _ instruction: Instruction, _ facts: borrowing Facts, _ moment: Moment
    ) -> Term {
        let source = operand(instruction, 0)
        var term = number(source, facts, moment)
        let isInt = instruction.operation == .toInt
        if term.number.kind == .other {
            let value = value(source, facts, moment).value
            term.number = isInt ? Conversion.int(value) : Conversion.double(value)
        } else {
            term.number = isInt ? Conversion.int(term.number) : Conversion.double(term.number)
        }
        if isInt, term.slope != 0 { term.slope = .nan }
        return term
    }
}
