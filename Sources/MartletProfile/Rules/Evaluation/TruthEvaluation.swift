/// Evaluation of truth values, with the instant until which they hold.
extension RuleCode {
    /// The truth of an instruction.
    func truth<Facts: FactSource & ~Copyable & ~Escapable>(
        _ instruction: Instruction, _ facts: borrowing Facts, _ moment: Moment
    ) -> Verdict {
        switch instruction.operation {
        case .compareFeature:
            let bound = instruction.number
            if moment.isProbe {
                let fact = facts.number(instruction.index, at: moment.now)
                return fact.number.verdict(instruction.comparison, bound, until: fact.until)
            }
            return facts.compare(
                instruction.index, instruction.comparison, bound, at: moment.now)
        case .compareForecast:
            let bound = instruction.number
            if moment.isProbe {
                let fact = facts.number(instruction.index, at: moment.movedNow)
                return fact.number.verdict(instruction.solved, bound, until: fact.until)
            }
            return facts.compare(
                forecast: instruction.index, instruction.solved, bound, at: moment.movedNow)
        case .compareElapsed:
            return compareElapsed(instruction, facts, moment)
        case .all:
            return all(instruction, facts, moment)
        case .any:
            return any(instruction, facts, moment)
        case .not:
            return negated(truth(operand(instruction, 0), facts, moment))
        case .compareField:
            let fact = facts.number(field: instruction.index)
            return fact.number.verdict(
                instruction.comparison, instruction.number, until: fact.until)
        case .choose:
            let condition = truth(operand(instruction, 0), facts, moment)
            guard condition.truth != .unknown else { return condition }
            let branch = operand(instruction, condition.truth == .yes ? 1 : 2)
            var verdict = truth(branch, facts, moment)
            verdict.until = min(verdict.until, condition.until)
            return verdict
        default:
            return followed(instruction, facts, moment)
        }
    }

    /// The truth with its sides exchanged.
    private func negated(_ verdict: Verdict) -> Verdict {
        var verdict = verdict
        switch verdict.truth {
        case .no: verdict.truth = .yes
        case .yes: verdict.truth = .no
        case .unknown: break
        }
        return verdict
    }

    /// Kleene's conjunction: false if any operand is, errors and all.
    ///
    /// True until the first operand ends; false until the last of the false ones ends.
    @inline(__always)
    private func all<Facts: FactSource & ~Copyable & ~Escapable>(
        _ instruction: Instruction, _ facts: borrowing Facts, _ moment: Moment
    ) -> Verdict {
        var result = Verdict(.yes)
        var lastFalse = Instant.distantPast
        for index in 0..<Int(instruction.count) {
            let part = truth(operand(instruction, index), facts, moment)
            result.until = min(result.until, part.until)
            if part.truth == .yes { continue }
            if part.truth == .no {
                result.truth = .no
            } else {
                if result.truth == .yes { result.truth = .unknown }
                result.error = result.error ?? part.error
                if !instruction.foldsUnknown { continue }
            }
            lastFalse = max(lastFalse, part.until)
            if part.truth == .no, lastFalse == .never { break }
        }
        if result.truth == .no { result.error = nil }
        if lastFalse > .distantPast { result.until = lastFalse }
        return result
    }

    /// Kleene's disjunction: true if any operand is.
    ///
    /// False until the first operand ends; true until the last of the true ones ends.
    @inline(__always)
    private func any<Facts: FactSource & ~Copyable & ~Escapable>(
        _ instruction: Instruction, _ facts: borrowing Facts, _ moment: Moment
    ) -> Verdict {
        var result = Verdict(.no)
        var lastTrue = Instant.distantPast
        for index in 0..<Int(instruction.count) {
            let part = truth(operand(instruction, index), facts, moment)
            result.until = min(result.until, part.until)
            if part.truth == .no { continue }
            if part.truth == .yes {
                result.truth = .yes
            } else {
                if result.truth == .no { result.truth = .unknown }
                result.error = result.error ?? part.error
                if !instruction.foldsUnknown { continue }
            }
            lastTrue = max(lastTrue, part.until)
            if part.truth == .yes, lastTrue == .never { break }
        }
        if result.truth == .yes { result.error = nil }
        if lastTrue > .distantPast { result.until = lastTrue }
        return result
    }

    /// A clause, whose end is followed from one change of its facts to the next.
    ///
    /// When the effort is spent the end comes early, and the search goes on from there; at once,
    /// where a fact costs much.
    func followed<Facts: FactSource & ~Copyable & ~Escapable>(
        _ instruction: Instruction, _ facts: borrowing Facts, _ moment: Moment
    ) -> Verdict {
        var effort = FlipEffort(isInner: moment.isInner)
        var verdict = once(instruction, facts, moment, &effort)
        if moment.isProbe || moment.isInner { return verdict }
        guard verdict.until.milliseconds < Moment.horizon, !isCostly(instruction, facts) else {
            return verdict
        }
        while verdict.until.milliseconds < Moment.horizon, !effort.isSpent, !effort.isProven {
            effort.remaining -= 1
            let next = once(instruction, facts, Moment(verdict.until), &effort)
            guard next.truth == verdict.truth, next.until > verdict.until else { break }
            verdict.until = next.until
        }
        return verdict
    }

    /// Whether an instruction reads a feature as a whole that costs much.
    private func isCostly<Facts: FactSource & ~Copyable & ~Escapable>(
        _ instruction: Instruction, _ facts: borrowing Facts
    ) -> Bool {
        switch instruction.operation {
        case .feature, .hasFeature: return facts.isCostly(instruction.index)
        // One key of a tally is found without the others.
        case .entry: return false
        default:
            for index in 0..<instruction.operandCount
            where isCostly(operand(instruction, index), facts) { return true }
            return false
        }
    }

    /// A clause, until its facts change or time alone flips it.
    private func once<Facts: FactSource & ~Copyable & ~Escapable>(
        _ instruction: Instruction, _ facts: borrowing Facts, _ moment: Moment,
        _ effort: inout FlipEffort
    ) -> Verdict {
        switch instruction.operation {
        case .compare, .compareElapsed:
            return compare(instruction, facts, moment, &effort)
        case .textFeature, .textField:
            return compareText(instruction, facts, moment)
        case .hasFeature:
            let fact = facts.number(instruction.index, at: moment.now)
            return Verdict(Truth(fact.number.kind != .unknown), until: fact.until)
        case .hasField:
            return Verdict(Truth(facts.number(field: instruction.index).number.kind != .unknown))
        case .isListed:
            return Verdict(Truth(facts.isListed(instruction.index)))
        case .feature, .field, .number, .part:
            let term = number(instruction, facts, moment)
            return Self.verdict(of: term.number, until: term.until)
        default:
            if instruction.operation == .within,
                case let (text, list) = (operand(instruction, 0), operand(instruction, 1)),
                text.operation == .constant, list.operation == .feature,
                case .string(let text) = constants[text.index],
                let verdict = facts.contains(list.index, text, at: moment.now)
            {
                return verdict
            }
            let timed = value(instruction, facts, moment)
            return Self.verdict(of: timed.value.number, until: timed.until)
        }
    }

    /// The truth that a value is.
    private static func verdict(of number: Number, until: Instant) -> Verdict {
        switch number.kind {
        case .bool: Verdict(Truth(number.bits != 0), until: until)
        case .unknown: Verdict(.unknown, until: until)
        case .error: Verdict(.unknown, error: number.error, until: until)
        default: Verdict(.unknown, error: .noSuchOverload, until: until)
        }
    }

    /// Evaluates `feature == "text"`.
    private func compareText<Facts: FactSource & ~Copyable & ~Escapable>(
        _ instruction: Instruction, _ facts: borrowing Facts, _ moment: Moment
    ) -> Verdict {
        let start = Int(instruction.bits >> 32)
        let end = start + Int(instruction.bits & 0xFFFF_FFFF)
        let texts = texts
        let text = texts.span.extracting(start..<end)
        let verdict: Verdict
        if instruction.operation == .textFeature {
            verdict = facts.compare(feature: instruction.index, with: text, at: moment.now)
        } else {
            verdict = Verdict(facts.compare(field: instruction.index, with: text))
        }
        return instruction.comparison == .equal ? verdict : negated(verdict)
    }
}
