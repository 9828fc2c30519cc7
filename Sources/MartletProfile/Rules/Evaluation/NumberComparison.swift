/// The work spent on finding one flip.
struct FlipEffort {
    /// Evaluations, at an instant or over a stretch of time, that may still be made.
    var remaining: Int

    /// What may be spent on a clause, or on a condition inside a number of it.
    init(isInner: Bool) { remaining = isInner ? 64 : 1024 }

    /// Whether the end last found is known to be a flip, and need not be followed.
    var isProven = false

    /// Whether the search has to stop: the deadline comes early then, and it goes on from there.
    var isSpent: Bool { remaining <= 0 }
}

/// The comparison of two numbers, until it flips or a fact behind it changes.
extension RuleCode {
    /// The truth of `left comparison right`.
    func compare<Facts: FactSource & ~Copyable & ~Escapable>(
        _ instruction: Instruction, _ facts: borrowing Facts, _ moment: Moment,
        _ effort: inout FlipEffort
    ) -> Verdict {
        let left = number(operand(instruction, 0), facts, moment)
        let right = number(operand(instruction, 1), facts, moment)
        let until = min(left.until, right.until)
        var verdict = left.number.verdict(instruction.comparison, right.number, until: until)
        let isStill = left.slope == 0 && right.slope == 0
        if isStill || (moment.isProbe && left.slope != right.slope) { return verdict }
        if left.slope == right.slope {
            // Time cancels out: the answer is the same at every instant, and is found where
            // rounding has no say in it.
            let anchored = moment.reading(at: max(left.anchor, right.anchor))
            let left = number(operand(instruction, 0), facts, anchored)
            let right = number(operand(instruction, 1), facts, anchored)
            return left.number.verdict(instruction.comparison, right.number, until: until)
        }
        // A feature without a value has none until a fact changes.
        if left.number.kind == .unknown || right.number.kind == .unknown { return verdict }
        if left.isNaN || right.isNaN { return verdict }
        let last = min(until.milliseconds, Moment.horizon) - 1
        guard last > moment.clock else { return verdict }
        let window = FlipWindow(left, right, last: last &- moment.clock)
        let now = SearchedComparison(
            left: left, right: right, comparison: instruction.comparison, truth: verdict.truth)
        let flip = searchedFlip(
            instruction, facts, moment, now, from: moment.clock &+ window.first,
            to: moment.clock &+ window.last, &effort)
        if let flip { verdict.until = Instant(milliseconds: flip) }
        return verdict
    }
}

/// The stretch of time in which a comparison can flip, in ms from now; empty if it never does.
struct FlipWindow: Equatable {
    /// First millisecond.
    var first: Int64
    /// Last millisecond.
    var last: Int64

    /// Rounding errors are below this part of the values that were added: 512 units in the last
    /// place, for at most `Parser.maximalHeight` operations on either side.
    static let precision = 0x1p-44

    /// Where `left` can pass `right` within `last` ms.
    ///
    /// On a straight line their distance d + s * t has one sign wherever it is larger than all
    /// rounding errors, e + f * t. So the order changes only between the roots of
    /// |d + s * t| = e + f * t.
    init(_ left: Term, _ right: Term, last: Int64) {
        first = 1
        self.last = last
        let distance = left.number.double - right.number.double
        let slope = (left.slope - right.slope) / Term.slopeUnit
        let error = (left.size + right.size) * Self.precision
        let growth = (left.speed + right.speed) / Term.slopeUnit * Self.precision
        let isLinear = slope.isFinite && distance.isFinite && error.isFinite && growth.isFinite
        guard isLinear, left.number.isOrdered, right.number.isOrdered else { return }
        if distance.magnitude > error, (distance < 0) == (slope < 0), slope.magnitude > growth {
            self.last = 0
            return
        }
        if distance.magnitude > error {
            // Nearing each other.
            let start = (distance.magnitude - error) / (slope.magnitude + growth)
            guard start < Double(last) else {
                self.last = 0
                return
            }
            first = max(1, Int64(start) &- 1)
        }
        guard slope.magnitude > growth else { return }
        let isNearing = (distance < 0) != (slope < 0)
        let end = (error + (isNearing ? distance.magnitude : 0)) / (slope.magnitude - growth)
        if end < Double(last) { self.last = min(last, Int64(end) &+ 2) }
    }
}

extension Number {
    /// Whether it has a place on a line.
    fileprivate var isOrdered: Bool {
        isNumeric || kind == .timestamp || kind == .duration
    }
}
