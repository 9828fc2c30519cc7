import MartletKafka
import MartletProfile
import MartletStream
import MartletWire

/// Puts the state of the service on the board, a few times a second.
struct DemoReporter {
    private let board: DemoBoard
    /// Names of the segments in the order in which they are shown.
    private let segments: [String]
    private var last = 0.0
    private var commits = 0

    init(board: DemoBoard, segments: [String]) {
        self.board = board
        self.segments = segments
    }

    /// Reports one turn; cheap most of the time.
    mutating func report(_ worker: borrowing Worker<KafkaLog, SystemClock>) {
        let counters = worker.counters
        if counters.commits > commits {
            commits = counters.commits
            board.with { $0.commits.append(counters.lastCommitMilliseconds) }
        }
        let now = SystemClock.seconds
        let isDue = now - last >= 0.1
        let made = Self.made(worker.shards)
        board.with { state in
            state.applied = counters.records
            state.made = made
        }
        if isDue {
            last = now
            put(worker)
        }
    }

    /// Reports the end.
    func finish(_ worker: borrowing Worker<KafkaLog, SystemClock>, seconds: Double) {
        put(worker)
        let summary = RunSummary(
            shards: worker.shards, counters: worker.totals, seconds: seconds)
        let made = Self.made(worker.shards)
        board.with { state in
            state.made = made
            state.applied = summary.counters.records
            state.summary = summary
        }
    }

    private func put(_ worker: borrowing Worker<KafkaLog, SystemClock>) {
        let shards = worker.shards
        let totals = worker.totals
        var view = LiveSnapshot(title: "", elapsed: 0)
        view.events = totals.records
        view.duplicates = totals.duplicates
        view.customers = shards.reduce(0) { $0 + $1.table.count }
        view.deadLetters = totals.deadLetters.sorted { $0.value > $1.value }.map {
            LiveSnapshot.DeadLetters(reason: $0.key.rawValue, count: $0.value)
        }
        let clock = shards.map({ $0.table.clock }).max() ?? .distantPast
        view.clock = clock == .distantPast ? nil : clock
        let compiled = worker.plan.plan.book.segments.map(\.definition.name)
        view.segments = segments.compactMap { name in
            guard let index = compiled.firstIndex(of: name) else { return nil }
            return LiveSnapshot.Segment(
                name: name,
                members: shards.reduce(0) { $0 + $1.table.members[index] },
                entered: shards.reduce(0) { $0 + $1.table.entries[index] },
                exited: shards.reduce(0) { $0 + $1.table.exits[index] })
        }
        let alerts = worker.plan.plan.alerts.alerts
        view.alerts = zip(alerts, AlertSummary.all(alerts, totals.tallies)).map { alert, summary in
            let cells = summary.cells
            return LiveSnapshot.Alert(
                name: summary.name, open: summary.tally.openEpisodes,
                severities: alert.definition.ladder.map { .init(name: $0.name, count: 0) },
                raised: summary.tally.raised, resolved: summary.tally.falseAlarms,
                expired: summary.tally.right, precision: cells[4], recall: cells[7],
                daysAhead: cells[8])
        }
        view.personas = Self.personas(worker)
        board.with { $0.view = view }
    }

    /// Customers by persona, sorted by name, those of none last.
    private static func personas(
        _ worker: borrowing Worker<KafkaLog, SystemClock>
    ) -> [LiveSnapshot.Count] {
        var counts: [String: Int] = [:]
        for shard in worker.shards {
            for (name, members) in shard.table.personaMembers {
                counts[name, default: 0] += members
            }
        }
        let none = PersonaDefinition.unassigned
        return counts.sorted { ($0.key == none ? 1 : 0, $0.key) < ($1.key == none ? 1 : 0, $1.key) }
            .map { LiveSnapshot.Count(name: $0.key, count: $0.value) }
    }

    /// Records of the outputs that are read back.
    private static func made(_ shards: [Shard]) -> Int {
        shards.reduce(0) { $0 + $1.changes + $1.alerts + $1.table.personaRefreshes }
    }
}
