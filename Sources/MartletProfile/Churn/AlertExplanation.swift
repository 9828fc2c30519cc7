/// How a customer stands to a churn alert, why, and when time alone changes that.
package struct AlertExplanation: Sendable {
    /// Where the alert's episodes stand.
    package enum Standing: String, Sendable {
        /// No episode is open; one is raised once the condition begins to hold.
        case ready
        /// The last episode is over and the condition holds since: it must cease before the next.
        case spent
        /// An episode is open.
        case open
    }

    /// Where the alert's episodes stand.
    package var standing: Standing
    /// Number of the last episode; 0 = there was none.
    package var episode: Int
    /// Severity that the last episode has reached.
    package var severity: String
    /// When the open episode was raised, or the last one ended; nil = there was none.
    package var since: Instant?
    /// When the open episode expires.
    package var expiresAt: Instant?
    /// Until when `cooldown` keeps the next episode back; nil if it does not.
    package var restsUntil: Instant?
    /// The last event by which the customer came back, for alerts that events resolve.
    package var lastReturn: Instant?
    /// The instant at which time alone changes an episode; `.never` if it does not.
    package var changesAt: Instant
    /// What a record would say now.
    package var score, valueAtRisk: Double?
    /// The alert's rules, clause by clause, in the order of ``AlertBook/Alert/rules``.
    package var rules: [Explanation]
}

extension ProfileTable {
    /// Explains how the customer in `row` stands to a churn alert at `now`.
    package func explain(_ row: Int, alert index: Int, at now: Instant) -> AlertExplanation {
        let alert = plan.alerts.alerts[index]
        let state = episode(row, of: index)
        let definition = alert.definition
        let end = { (pause: Int64) in
            Instant(milliseconds: state.since.milliseconds + pause)
        }
        var explanation = AlertExplanation(
            standing: .ready, episode: state.episode,
            severity: definition.ladder[state.level].name, lastReturn: state.silentSince,
            changesAt: nextChange(row, ofAlert: index, at: now),
            score: score(of: index, level: state.level, row, at: now),
            valueAtRisk: valueAtRisk(of: index, row, at: now),
            rules: explainRules(row, alert: index, at: now))
        if state.episode > 0 { explanation.since = state.since }
        switch state.phase {
        case .open:
            explanation.standing = .open
            explanation.expiresAt = end(definition.horizon)
        case .spent: explanation.standing = .spent
        case .ready: break
        }
        if state.phase != .open, state.episode > 0, end(definition.cooldown) > now {
            explanation.restsUntil = end(definition.cooldown)
        }
        return explanation
    }

    /// The truth of an alert's rules at `now`, clause by clause.
    package func explainRules(_ row: Int, alert index: Int, at now: Instant) -> [Explanation] {
        let facts = ProfileFacts(self, slab.row(row))
        return plan.alerts.alerts[index].rules.map { $0.explain(facts, at: now) }
    }
}
