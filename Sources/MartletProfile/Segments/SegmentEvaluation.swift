extension ProfileTable {
    /// What made an evaluation necessary.
    package enum Occasion {
        /// An event of this type was folded in.
        case event(type: EventSchema.TypeID)
        /// The profile is new, its deadline has come, or the rules have changed.
        case everything
    }

    /// Evaluates the rules that may have changed and updates membership and deadline of `row`.
    ///
    /// - Returns: Whether the customer entered or left a segment: see ``entered``, ``exited``.
    package mutating func evaluate(_ row: Int, _ occasion: Occasion, at now: Instant) -> Bool {
        let words = slab.row(row)
        if !entered.isEmpty { entered.removeAll(keepingCapacity: true) }
        if !exited.isEmpty { exited.removeAll(keepingCapacity: true) }
        var deadline = Deadline()
        switch occasion {
        case .everything:
            for segment in hot.segments.indices {
                deadline.add(evaluate(segment, words, now), segment)
            }
        case .event(let type):
            guard type != EventSchema.unnamed else { return false }
            let starts = hot.touchedStarts
            let touched = starts[Int(type)]..<starts[Int(type) &+ 1]
            // Rules that were not touched keep their own deadlines: no later than the row's.
            if touched.count < hot.segments.count {
                deadline.at = Instant(milliseconds: words[RowHeader.deadline])
            }
            for place in touched {
                let segment = hot.touched[place]
                deadline.add(evaluate(segment, words, now), segment)
            }
        }
        if entered.isEmpty, exited.isEmpty {
            schedule(row, words, deadline.at)
            return false
        }
        if case .event = occasion { deadline = deadlineNow(words, now) }
        schedule(row, words, firstChange(words, from: deadline))
        words[RowHeader.sequence] += 1
        if flapCounter != nil { countFlaps(row, now) }
        touch(row, words)
        return true
    }

    /// The earliest instant after `now` at which time alone may change a segment of `row`, exactly.
    package func nextChange(_ row: Int, at now: Instant) -> Instant {
        let words = slab.row(row)
        return firstChange(words, from: deadlineNow(words, now))
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
