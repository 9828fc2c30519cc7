/// `days_since(feature) > 3` and its like, in whole milliseconds.
extension RuleCode {
    /// The comparison of the time since an instant with a constant.
    @inline(__always)
    func compareElapsed<Facts: FactSource & ~Copyable & ~Escapable>(
        _ instruction: Instruction, _ facts: borrowing Facts, _ moment: Moment
    ) -> Verdict {
        let fact = facts.number(instruction.index, at: moment.now)
        let (flip, overflow) = fact.number.bits.addingReportingOverflow(instruction.bits)
        guard fact.number.kind == .timestamp, fact.until == .never, !overflow, !moment.isProbe
        else {
            return followed(instruction, facts, moment)
        }
        let isReached = moment.reading >= flip
        let rises =
            instruction.comparison == .greater || instruction.comparison == .greaterOrEqual
        let isLast = isReached || flip >= Moment.horizon
        return Verdict(
            Truth(isReached == rises), until: isLast ? .never : Instant(milliseconds: flip))
    }
}

/// The first milliseconds whose value in some unit reaches a bound.
enum ElapsedThreshold {
    /// The least number of milliseconds at which `value comparison bound` differs from its answer
    /// for all smaller ones, as the comparison itself is evaluated; nil if none is within reach.
    ///
    /// `value` is the milliseconds in units of `unit` ms, rounded to a double unless that is 1.
    static func milliseconds(
        _ comparison: Comparison, _ bound: Number, unit: Int64
    ) -> Int64? {
        guard comparison.isOrder, unit == 1 ? bound.kind == .duration : bound.isNumeric else {
            return nil
        }
        let guess = bound.double * Double(unit)
        // Below this doubles tell milliseconds apart in every unit.
        guard guess.magnitude < 1e15 else { return nil }
        let isStrict = comparison == .greater || comparison == .lessOrEqual
        let isReached = { (elapsed: Int64) -> Bool in
            let ordering = Number.elapsed(elapsed, unit: unit).ordering(to: bound)
            return ordering == .greater || (!isStrict && ordering == .equal)
        }
        var first = Int64(guess)
        while isReached(first) { first -= 1 }
        repeat { first += 1 } while !isReached(first)
        return first
    }
}
