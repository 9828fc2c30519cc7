extension ProfileTable {
    /// What made an evaluation necessary.
    package enum Occasion {
        /// An event of this type was folded in.
        case event(type: EventSchema.TypeID)
        /// The profile is new, its deadline has come, or the rules have changed.
        case everything
    }

    /// Evaluates the rules that may have changed and updates membership, episodes and deadline of
    /// `row`.
    ///
    /// - Returns: Whether the customer entered or left a segment: see ``entered``, ``exited`` and
    ///   ``nextChangeAt``. For churn alerts see ``alertChanges``.
    @inline(__always)
    package mutating func evaluate(_ row: Int, _ occasion: Occasion, at now: Instant) -> Bool {
        if hot.alerts.alerts.count == 0 { return evaluateSegments(row, occasion, at: now) }
        return evaluateBoth(row, occasion, at: now)
    }

    /// Evaluates churn alerts and segments.
    @inline(never)
    private mutating func evaluateBoth(
        _ row: Int, _ occasion: Occasion, at now: Instant
    ) -> Bool {
        let until = evaluateAlerts(row, occasion, at: now)
        let isChanged = evaluateSegments(row, occasion, at: now)
        schedule(row, slab.row(row), min(until, deadline(row)))
        return isChanged
    }

    @inline(__always)
    private mutating func evaluateSegments(
        _ row: Int, _ occasion: Occasion, at now: Instant
    ) -> Bool {
        guard case .event(let type) = occasion else { return evaluateAll(row, at: now) }
        guard type != EventSchema.unnamed,
            hot.watches.mayDiffer(Int(type), slab.row(row), hot.bucketUnits)
        else { return false }
        return evaluateTouched(row, Int(type), at: now)
    }

    /// Evaluates all segments.
    @inline(never)
    private mutating func evaluateAll(_ row: Int, at now: Instant) -> Bool {
        let words = slab.row(row)
        prepare(row, words)
        var deadline = Deadline()
        for segment in hot.segments.indices {
            _ = noteClauses(segment, words)
            deadline.add(evaluate(segment, words, now), segment)
        }
        return settle(row, words, deadline, now)
    }

    /// Evaluates the segments that an event of this type touches and whose clauses answer otherwise
    /// than before.
    @inline(never)
    private mutating func evaluateTouched(_ row: Int, _ type: Int, at now: Instant) -> Bool {
        let words = slab.row(row)
        prepare(row, words)
        var deadline = Deadline()
        var evaluated = 0
        for segment in hot.touched[type] where noteClauses(segment, words) {
            deadline.add(evaluate(segment, words, now), segment)
            evaluated &+= 1
        }
        if !entered.isEmpty || !exited.isEmpty {
            deadline = deadlineNow(words, now)
        } else if evaluated < hot.segments.count {
            // Rules that were not evaluated keep their own deadlines: no later than the row's.
            deadline.at = min(deadline.at, Instant(milliseconds: words[RowHeader.deadline]))
        }
        return settle(row, words, deadline, now)
    }

    @inline(__always)
    private mutating func prepare(_ row: Int, _ words: Words) {
        preserve(row, words)
        if !entered.isEmpty { entered.removeAll(keepingCapacity: true) }
        if !exited.isEmpty { exited.removeAll(keepingCapacity: true) }
    }

    /// Sets the deadline, and takes note of changes if there are any.
    private mutating func settle(
        _ row: Int, _ words: Words, _ deadline: Deadline, _ now: Instant
    ) -> Bool {
        schedule(row, words, deadline.at)
        if entered.isEmpty, exited.isEmpty { return false }
        nextChangeAt = firstChange(words, from: deadline)
        words[RowHeader.sequence] += 1
        if flapCounter != nil { countFlaps(row, now) }
        touch(row, words)
        return true
    }

    /// Whether a clause of the segment has another answer than when the segment was last evaluated,
    /// or whether that cannot be told; takes note of the answers.
    @inline(__always)
    private mutating func noteClauses(_ index: Int, _ words: Words) -> Bool {
        let clauses = hot.segments[index].clauses
        var differs = clauses.isEmpty
        for index in clauses {
            let clause = hot.clauses[index]
            let place = clause.cell.place
            if place >= 0, !renewTotals(words, place) { differs = true }
            let word = hot.answersOffset &+ index &>> 6
            let bit = Int64(1) &<< (Int64(index) & 63)
            if clause.contains(words[clause.total]) != (words[word] & bit != 0) {
                words[word] ^= bit
                differs = true
            }
        }
        return differs
    }

    /// The earliest instant after `now` at which time alone may change a segment of `row`, exactly.
    package func nextChange(_ row: Int, at now: Instant) -> Instant {
        let words = slab.row(row)
        if words[RowHeader.deadline] == Instant.never.milliseconds { return .never }
        return firstChange(words, from: deadlineNow(words, now))
    }

    /// Computes the deadline of every profile anew: after a restore, nothing of timers being
    /// stored.
    ///
    /// - Returns: The profiles that ought to change at the clock itself, because the rules or what
    ///   they ask about are no longer those under which they were evaluated. They have no deadline
    ///   before they are evaluated.
    @discardableResult
    package mutating func scheduleAll() -> [Int] {
        var changing: [Int] = []
        for row in rows {
            let words = slab.row(row)
            let deadline = min(deadlineNow(words, clock).at, nextAlertStep(words, at: clock))
            if deadline > clock { schedule(row, words, deadline) }
            if !schedulePersona(row) || deadline <= clock { changing.append(row) }
        }
        return changing
    }

    /// The first instant from `deadline` on at which time alone does change a segment.
    ///
    /// A deadline may be early: one clause of a rule ends and another still decides, or a stay is
    /// not long enough yet. Records announce changes, so such ends are followed to the next.
    private func firstChange(_ words: Words, from deadline: Deadline) -> Instant {
        let facts = ProfileFacts(self, words)
        var at = deadline.at
        // Most often the segment that the deadline is of is the one that changes.
        if at == .never || facts.stance(deadline.segment, at).moves { return at }
        for _ in 0..<1_000 where at < .never {
            var next = Instant.never
            for index in hot.segments.indices {
                let stance = facts.stance(index, at)
                if stance.moves { return at }
                next = min(next, stance.until)
            }
            guard next > at else { break }
            at = next
        }
        return at
    }

    /// The earliest instant at which one of some segments may change, and which.
    private struct Deadline {
        var at = Instant.never
        var segment = 0

        @inline(__always)
        mutating func add(_ until: Instant, _ index: Int) {
            if until < at { (at, segment) = (until, index) }
        }
    }

    private func deadlineNow(_ words: Words, _ now: Instant) -> Deadline {
        var deadline = Deadline()
        let facts = ProfileFacts(self, words)
        for index in hot.segments.indices { deadline.add(facts.stance(index, now).until, index) }
        return deadline
    }

    /// Brings one segment up to date; the result is until when its membership cannot change.
    @inline(__always)
    private mutating func evaluate(_ index: Int, _ words: Words, _ now: Instant) -> Instant {
        let facts = ProfileFacts(self, words)
        let stance = facts.stance(index, now)
        if stance.failed { counters.evaluationErrors += 1 }
        guard stance.moves else { return stance.until }
        let bit = Int64(1) << (Int64(index) & 63)
        let word = RowHeader.membership + index >> 6
        words[word] ^= bit
        if words[word] & bit != 0 {
            entered.append(index)
            members[index] += 1
            entries[index] += 1
        } else {
            exited.append(index)
            members[index] -= 1
            exits[index] += 1
        }
        let changedAt = hot.segments[index].changedAt
        if changedAt >= 0 { words[changedAt] = now.milliseconds }
        return facts.stance(index, now).until
    }
}
