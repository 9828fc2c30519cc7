import MartletProfile

/// Since when each clause of a customer's rules is true, false or unknown.
struct ClauseHistory {
    /// The rule of a segment that is meant.
    enum Rule: Int {
        case when, exitWhen
    }

    /// The earliest instant at which time alone may flip a clause; `.never` if it cannot.
    private(set) var nextFlip = Instant.never
    /// Of each clause, rule by rule in the order of ``Explanation/parts``.
    private var states: [[State]] = []
    /// Where the rules of each churn alert begin in it, behind those of the segments.
    private var alertPlaces: [Int] = []
    private var steps = 0

    private struct State {
        var truth: Truth
        var since: Instant
    }

    /// Most looks that are taken; behind them flips between events are missed.
    private static let mostSteps = 100_000

    /// Looks at every rule of the profile in `row`, at the table's clock.
    mutating func note(_ table: borrowing ProfileTable, _ row: Int) {
        let now = table.clock
        let segments = table.plan.book.segments.indices
        let alerts = table.plan.alerts.alerts
        if states.isEmpty {
            alertPlaces = alerts.indices.map { index in
                alerts[..<index].reduce(segments.count * 2) { $0 + $1.rules.count }
            }
            let count = alerts.reduce(segments.count * 2) { $0 + $1.rules.count }
            states = Array(repeating: [], count: count)
        }
        nextFlip = .never
        for segment in segments {
            let rules = table.explainRules(row, segment, at: now)
            note(rules.when, Self.place(segment, .when), now)
            if let exit = rules.exitWhen { note(exit, Self.place(segment, .exitWhen), now) }
        }
        for alert in alerts.indices {
            for (rule, found) in table.explainRules(row, alert: alert, at: now).enumerated() {
                note(found, alertPlaces[alert] + rule, now)
            }
        }
        steps += 1
        if steps > Self.mostSteps || nextFlip <= now { nextFlip = .never }
    }

    /// Since when each clause of a rule is what it is, in the order of ``Explanation/parts``.
    func since(_ segment: Int, _ rule: Rule) -> [Instant] {
        states.isEmpty ? [] : states[Self.place(segment, rule)].map(\.since)
    }

    /// The same for a rule of a churn alert, in the order of its rules.
    func since(alert: Int, rule: Int) -> [Instant] {
        states.isEmpty ? [] : states[alertPlaces[alert] + rule].map(\.since)
    }

    private static func place(_ segment: Int, _ rule: Rule) -> Int { segment * 2 + rule.rawValue }

    private mutating func note(_ explanation: Explanation, _ place: Int, _ now: Instant) {
        for (index, clause) in Self.clauses(of: explanation).enumerated() {
            nextFlip = min(nextFlip, clause.verdict.until)
            let truth = clause.verdict.truth
            if index == states[place].count {
                states[place].append(State(truth: truth, since: now))
            } else if states[place][index].truth != truth {
                states[place][index] = State(truth: truth, since: now)
            }
        }
    }

    private static func clauses(of explanation: Explanation) -> [Explanation] {
        [explanation] + explanation.parts.flatMap(clauses)
    }
}
