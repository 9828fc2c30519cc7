package import MartletProfile

/// Episodes of churn alerts worked out from the raw events of one customer, at every instant at
/// which anything could change.
package struct EpisodeOracle {
    package typealias Event = SegmentStory.Event
    package typealias Rule = SegmentOracle.Rule

    /// An alert with its rules as functions of the raw events.
    package struct Alert {
        package var name: String
        package var when: Rule
        package var minHistory: Rule?
        package var ladder: [Rule]
        /// Types that end an episode; nil = `resolveOn` does, or the end of `when`.
        package var types: [String]?
        package var resolveOn: Rule?
        package var cooldown: Int64
        package var horizon: Int64
        /// A number expression that records show.
        package var score: String?

        package var definition: AlertDefinition {
            let resolution: AlertDefinition.Resolution =
                types.map { .events($0) } ?? resolveOn.map { .rule($0.text) }
                ?? .whenEnds
            return AlertDefinition(
                name: name, when: when.text, minHistory: minHistory?.text,
                ladder: ladder.enumerated().map { .init(name: "s\($0)", when: $1.text) },
                resolution: resolution, cooldown: cooldown, horizon: horizon, score: score)
        }
    }

    /// What is known of one alert.
    private struct State {
        var episodes = 0
        var raisedAt: Int64?
        var level = 0
        var endedAt: Int64?
        /// `when` holds since the last episode ended.
        var isSpent = false
        /// Silences that were judged, by the event that they began with.
        var isJudged = false
        var tally = EpisodeTally()
        var leads: [Int64] = []
    }

    package let alerts: [Alert]
    private let customer: String
    private var states: [State]
    private var events: [Event] = []
    private var clock = Int64.min
    private var candidates: [Int64] = []
    package private(set) var notes: [EpisodeNote] = []

    /// Makes an oracle of a customer of whom nothing is known.
    package init(_ alerts: [Alert], customer: String = "c1") {
        self.customer = customer
        self.alerts = alerts.sorted { $0.name < $1.name }
        states = alerts.map { _ in State() }
    }

    /// Counts of an alert: raised, escalated, false alarms, right, open, lapses, announced, late
    /// returns; and the announced lapses' times.
    package func counts(_ index: Int) -> (counts: [Int], leads: [Int64]) {
        let state = states[index]
        let mine = notes.filter { $0.alert == alerts[index].name }
        let count = { (change: EpisodeChange) in mine.filter { $0.change == change }.count }
        return (
            [
                count(.raised), count(.escalated), count(.resolved), count(.expired),
                state.raisedAt == nil ? 0 : 1, lapses[index], state.leads.count,
                lateReturns[index],
            ], state.leads
        )
    }

    private var lapses = [0, 0, 0, 0]
    private var lateReturns = [0, 0, 0, 0]

    /// Moves the clock, then takes an event in.
    package mutating func apply(_ event: Event, clock: Int64) {
        pass(to: clock)
        let earlier = events
        events.append(event)
        candidates += SegmentOracle.candidates(of: event)
        evaluate(isDeadline: false, newcomer: (event, earlier))
    }

    /// Evaluates at every instant up to `instant` at which the answer could be another.
    package mutating func pass(to instant: Int64) {
        guard instant > clock else { return }
        let due = candidates.filter { $0 <= instant }
        candidates.removeAll { $0 <= instant }
        var queue = Set(due).sorted()[...]
        while true {
            while let first = queue.first, first <= clock { queue.removeFirst() }
            let own = alerts.indices.flatMap { index in
                [
                    states[index].raisedAt.map { $0 + alerts[index].horizon },
                    states[index].endedAt.map { $0 + alerts[index].cooldown },
                    lastReturn(index).map { $0 + alerts[index].horizon },
                ].compactMap { $0 }
            }.filter { $0 > clock && $0 <= instant }
            guard let next = (own + queue.prefix(1)).min() else { break }
            clock = next
            evaluate(isDeadline: true, newcomer: nil)
        }
        clock = instant
    }

    private func lastReturn(_ index: Int, _ events: [Event]? = nil) -> Int64? {
        guard let types = alerts[index].types else { return nil }
        return (events ?? self.events).filter { types.contains($0.type) }.map(\.at).max()
    }

    private mutating func evaluate(isDeadline: Bool, newcomer: (Event, [Event])?) {
        guard !events.isEmpty else { return }
        for index in alerts.indices {
            let isBack = newcomer.map { isReturn(index, $0.0, $0.1) } ?? false
            judge(index, isBack)
            guard let change = change(index, isBack) else { continue }
            notes.append(
                EpisodeNote(
                    at: clock, customer: customer, alert: alerts[index].name, change: change,
                    episode: states[index].episodes, severity: "s\(states[index].level)",
                    isDeadline: isDeadline))
        }
    }

    /// Whether the newcomer is one by which the customer comes back, and ends an open episode.
    private mutating func isReturn(_ index: Int, _ event: Event, _ earlier: [Event]) -> Bool {
        guard alerts[index].types?.contains(event.type) == true else { return false }
        if let last = lastReturn(index, earlier), last >= event.at { return false }
        let hadLapsed = states[index].isJudged
        if event.at + alerts[index].horizon > clock { states[index].isJudged = false }
        guard let raised = states[index].raisedAt else { return false }
        let isBack = event.at >= raised || alerts[index].when.holds(events, clock) != true
        if isBack, hadLapsed, clock < raised + alerts[index].horizon { lateReturns[index] += 1 }
        return isBack
    }

    /// Counts the silence once it has lasted for a horizon.
    private mutating func judge(_ index: Int, _ isBack: Bool) {
        guard let last = lastReturn(index), !states[index].isJudged else { return }
        let complete = last + alerts[index].horizon
        guard complete <= clock else { return }
        states[index].isJudged = true
        if let raised = states[index].raisedAt, !isBack, raised < complete {
            lapses[index] += 1
            states[index].leads.append(complete - raised)
        } else if hasHistory(index) {
            lapses[index] += 1
        }
    }

    private func hasHistory(_ index: Int) -> Bool {
        alerts[index].minHistory.map { $0.holds(events, clock) == true } ?? true
    }

    private mutating func change(_ index: Int, _ isBack: Bool) -> EpisodeChange? {
        let alert = alerts[index]
        let holds = alert.when.holds(events, clock) == true
        let resolves = alert.resolveOn?.holds(events, clock) == true
        let level = alert.ladder.lastIndex { $0.holds(events, clock) == true } ?? 0
        if let raised = states[index].raisedAt {
            let isOver = clock >= raised + alert.horizon
            let isResolved =
                alert.types != nil ? isBack : alert.resolveOn != nil ? resolves : !holds
            if isOver || isResolved {
                states[index].raisedAt = nil
                states[index].endedAt = clock
                states[index].isSpent = holds
                return isOver ? .expired : .resolved
            }
            guard level > states[index].level else { return nil }
            states[index].level = level
            return .escalated
        }
        if !holds { states[index].isSpent = false }
        let isRested = states[index].endedAt.map { clock >= $0 + alert.cooldown } ?? true
        guard holds, !states[index].isSpent, isRested, hasHistory(index), !resolves else {
            return nil
        }
        states[index].raisedAt = clock
        states[index].episodes += 1
        states[index].level = level
        return .raised
    }
}

extension EpisodeOracle.Alert {
    /// A random alert.
    package init(_ random: inout SplitMix64, _ index: Int) {
        let pauses: [Int64] = [0, 0, 600_000, 3_600_000, 30_000_000, 86_400_000]
        let horizons: [Int64] = [1, 900_000, 7_200_000, 36_000_000, 100_000_000, 400_000_000]
        let always = SegmentOracle.Rule(text: "true") { _, _ in true }
        self.init(
            name: "a\(index)", when: SegmentOracle.rule(&random),
            ladder: [always], cooldown: pauses[Int(random.next() % 6)],
            horizon: horizons[Int(random.next() % 6)])
        if random.next() % 3 == 0 { minHistory = SegmentOracle.rule(&random, depth: 1) }
        for _ in 0..<random.next() % 3 { ladder.append(SegmentOracle.rule(&random, depth: 1)) }
        switch random.next() % 4 {
        case 0: resolveOn = SegmentOracle.rule(&random, depth: 1)
        case 1: types = ["buy"]
        case 2: types = ["look", "buy"]
        default: break
        }
    }
}
