/// How a customer stands to a segment.
struct Stance {
    /// Whether the customer changes sides now.
    var moves: Bool
    /// If not: until when that cannot change.
    var until: Instant
    /// Whether a rule could not be evaluated.
    var failed: Bool
}

extension ProfileFacts {
    /// How the customer stands to a segment at `now`, or would stand if no event came until then.
    func stance(_ index: Int, _ now: Instant) -> Stance {
        let segment = hot.segments[index]
        let isMember =
            row[RowHeader.membership &+ index &>> 6] &>> (Int64(index) & 63) & 1 != 0
        let when = verdict(segment.when, at: now)
        if segment.isPlain {
            let moves = (when.truth == .yes) != isMember
            return Stance(
                moves: moves, until: moves ? now : when.until, failed: when.error != nil)
        }
        var wish = Verdict(when.truth, until: when.until)
        var failed = when.error != nil
        if let exitWhen = segment.exitWhen {
            let exit = verdict(exitWhen, at: now)
            failed = failed || exit.error != nil
            wish = isMember ? exit : Verdict.entering(when: when, unless: exit)
        } else if isMember {
            wish.truth = when.truth == .yes ? .no : .yes
        }
        guard wish.truth == .yes else {
            return Stance(moves: false, until: wish.until, failed: failed)
        }
        let pause = isMember ? segment.minDwell : segment.cooldown
        if pause > 0 {
            let free = Instant(milliseconds: row[segment.changedAt] + pause)
            if free > now {
                return Stance(moves: false, until: min(wish.until, free), failed: failed)
            }
        }
        return Stance(moves: true, until: now, failed: failed)
    }

    /// The answer of a segment's rule.
    @inline(__always)
    private func verdict(_ condition: HotPlan.Condition, at now: Instant) -> Verdict {
        let clauses = condition.clauses
        if clauses.isEmpty { return condition.code.verdict(self, at: now) }
        return verdict(clauses, needsAll: condition.needsAll, at: now)
    }
}

extension Verdict {
    /// Whether a customer outside comes in: `when` holds and `exit_when` does not.
    ///
    /// A customer for whom both hold stays outside; otherwise every event would flip the segment.
    fileprivate static func entering(when: Verdict, unless exit: Verdict) -> Verdict {
        let blocked = exit.truth == .yes
        if when.truth == .yes {
            return Verdict(
                blocked ? .no : .yes, until: blocked ? exit.until : min(when.until, exit.until))
        }
        return Verdict(.no, until: blocked ? max(when.until, exit.until) : when.until)
    }
}
