/// Why a customer is in a segment or not, and when time alone changes that.
package struct SegmentExplanation: Sendable {
    /// Whether the customer is in the segment.
    package var isMember: Bool
    /// The rule of entering, clause by clause.
    package var when: Explanation
    /// The rule of leaving, if the segment has one of its own.
    package var exitWhen: Explanation?
    /// The instant at which time alone makes the customer enter or leave; `.never` if it does not.
    package var changesAt: Instant
    /// Until when `min_dwell` keeps them inside, or `cooldown` outside; nil if neither does.
    package var heldUntil: Instant?
}

extension ProfileTable {
    /// Explains how the customer in `row` stands to a segment at `now`.
    ///
    /// Costs some evaluations of the segment's rules.
    package func explain(_ row: Int, _ segment: Int, at now: Instant) -> SegmentExplanation {
        let compiled = plan.book.segments[segment]
        let words = slab.row(row)
        let isMember = isMember(row, of: segment)
        let pause = isMember ? compiled.definition.minDwell : compiled.definition.cooldown
        var heldUntil: Instant?
        if pause > 0 {
            heldUntil = Instant(milliseconds: words[compiled.changedAt] + pause)
        }
        let rules = explainRules(row, segment, at: now)
        return SegmentExplanation(
            isMember: isMember, when: rules.when, exitWhen: rules.exitWhen,
            changesAt: change(of: segment, words, from: now),
            heldUntil: heldUntil.flatMap { $0 > now ? $0 : nil })
    }

    /// The truth of a segment's rules at `now`, clause by clause.
    package func explainRules(
        _ row: Int, _ segment: Int, at now: Instant
    ) -> (when: Explanation, exitWhen: Explanation?) {
        let compiled = plan.book.segments[segment]
        let facts = ProfileFacts(self, slab.row(row))
        return (compiled.when.explain(facts, at: now), compiled.exitWhen?.explain(facts, at: now))
    }

    /// Most ends of evaluations that are followed to a change of sides; behind them the answer is
    /// early, never late.
    private static let mostSteps = 1000

    /// The first instant after `now` at which the customer changes sides if no event comes.
    private func change(of segment: Int, _ words: Words, from now: Instant) -> Instant {
        let facts = ProfileFacts(self, words)
        var until = facts.stance(segment, now).until
        for _ in 0..<Self.mostSteps where until < .never {
            let next = facts.stance(segment, until)
            if next.moves || next.until <= until { break }
            until = next.until
        }
        return until
    }
}
