/// The comparison whose flip is searched, as it is now.
struct SearchedComparison {
    /// The left side.
    var left: Term
    /// The right side.
    var right: Term
    /// What is asked of them.
    var comparison: Comparison
    /// The answer now.
    var truth: Truth
}

/// The search for the instant at which time alone makes a comparison flip.
extension RuleCode {
    /// The first instant of a stretch at which the comparison may not be what it is now, if any.
    ///
    /// Interval arithmetic shows of a stretch of time that the truth cannot change in it; one of
    /// which it does not is halved, down to single milliseconds, which are evaluated. So the answer
    /// is exact, or, when the effort is spent, the start of what has not been looked at: early,
    /// never late.
    func searchedFlip<Facts: FactSource & ~Copyable & ~Escapable>(
        _ instruction: Instruction, _ facts: borrowing Facts, _ moment: Moment,
        _ now: SearchedComparison,
        from first: Int64, to last: Int64, _ effort: inout FlipEffort
    ) -> Int64? {
        let (left, right) = (now.left, now.right)
        var start = first
        // Everything at once, or one by one if that is little; then what worked last, doubled.
        let isShort = last &- first < 16
        var width = isShort ? 0 : last &- first
        while start <= last {
            guard !effort.isSpent else { return start }
            effort.remaining -= 1
            width = min(width, last &- start)
            let found: Truth?
            if width == 0 {
                // Only what moves is computed anew.
                let probe = moment.probe(at: start)
                let one = left.slope == 0 ? left : number(operand(instruction, 0), facts, probe)
                let other = right.slope == 0 ? right : number(operand(instruction, 1), facts, probe)
                found = now.comparison.truth(one.number.ordering(to: other.number))
            } else {
                let stretch = Stretch(moment: moment, start: start, end: start &+ width)
                let one = range(operand(instruction, 0), facts, stretch)
                let other = range(operand(instruction, 1), facts, stretch)
                found = one.truth(now.comparison, other)
            }
            switch found {
            case now.truth?:
                start &+= width &+ 1
                if !isShort { width = width &* 2 &+ 1 }
            case nil:
                // Far ends are reached by doubling, near ones by halving.
                width = width > 1 << 32 ? 1 << 24 : width / 2
            default:
                effort.isProven = true
                return start
            }
        }
        return nil
    }

    /// Bounds of every value that an instruction computes at an instant of `stretch`.
    private func range<Facts: FactSource & ~Copyable & ~Escapable>(
        _ instruction: Instruction, _ facts: borrowing Facts, _ stretch: Stretch
    ) -> ValueRange {
        switch instruction.operation {
        case .add, .subtract:
            return sumRange(instruction, facts, stretch)
        case .multiply, .divide, .remainder:
            let left = range(operand(instruction, 0), facts, stretch)
            let right = range(operand(instruction, 1), facts, stretch)
            return .arithmetic(instruction.operation, left, right)
        case .negate: return range(operand(instruction, 0), facts, stretch).negated
        case .toInt: return range(operand(instruction, 0), facts, stretch).cutOff
        case .toDouble: return range(operand(instruction, 0), facts, stretch).double
        case .forecast:
            let bounds = facts.bounds(
                instruction.index, from: Instant(milliseconds: stretch.start),
                to: Instant(milliseconds: stretch.end))
            guard let bounds else { return .open }
            return ValueRange(kind: .double, low: bounds.lowerBound, high: bounds.upperBound)
        case .elapsed:
            return range(operand(instruction, 0), facts, stretch)
                .elapsed(stretch, unit: instruction.unit)
        case .hour, .weekday:
            let instants = range(operand(instruction, 0), facts, stretch)
            let calendar = facts.calendar
            return instruction.operation == .hour
                ? instants.civil(step: 1_800_000, highest: 23, of: calendar.hour)
                : instants.civil(step: 43_200_000, highest: 6, of: calendar.weekday)
        case .choose:
            // The stretch ends before the condition can change.
            let today = stretch.moment.probe(at: stretch.moment.clock)
            let condition = truth(operand(instruction, 0), facts, today)
            guard condition.truth != .unknown else { return .open }
            return range(
                operand(instruction, condition.truth == .yes ? 1 : 2), facts, stretch)
        default:
            let term = number(instruction, facts, stretch.moment)
            return term.slope == 0 ? ValueRange(term.number) : .open
        }
    }
}

extension RuleCode {
    /// Bounds of a sum: between its ends where it is a straight line, however its parts move.
    private func sumRange<Facts: FactSource & ~Copyable & ~Escapable>(
        _ instruction: Instruction, _ facts: borrowing Facts, _ stretch: Stretch
    ) -> ValueRange {
        let moment = stretch.moment
        let term = number(instruction, facts, moment.probe(at: moment.clock))
        if term.slope == 0 { return ValueRange(term.number) }
        guard term.slope.isFinite else {
            let left = range(operand(instruction, 0), facts, stretch)
            let right = range(operand(instruction, 1), facts, stretch)
            return .arithmetic(instruction.operation, left, right)
        }
        let first = number(instruction, facts, moment.probe(at: stretch.start))
        let last = number(instruction, facts, moment.probe(at: stretch.end))
        let error = max(first.size, last.size) * FlipWindow.precision
        return ValueRange(first.number).joined(ValueRange(last.number), widenedBy: error)
    }
}

/// Successive instants at which a comparison is examined as a whole.
struct Stretch {
    /// The evaluation that it belongs to.
    var moment: Moment
    /// First instant, ms since the epoch.
    var start: Int64
    /// Last instant, ms since the epoch.
    var end: Int64
}
