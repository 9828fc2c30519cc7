import MartletKafka
import MartletProfile
import MartletStream
import MartletWire

/// Puts the state of the service on the board, a few times a second.
struct DemoReporter {
    private let board: DemoBoard
    private var last = 0.0
    private var commits = 0

    init(board: DemoBoard) { self.board = board }

    /// Reports one turn; cheap most of the time.
    mutating func report(_ worker: borrowing Worker<KafkaLog, SystemClock>) {
        let counters = worker.counters
        if counters.commits > commits {
            commits = counters.commits
            board.with { $0.commits.append(counters.lastCommitMilliseconds) }
        }
        let now = SystemClock.seconds
        let isDue = now - last >= 0.1
        let made = worker.shards.reduce(0) { $0 + $1.changes }
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
        board.with { state in
            state.made = summary.counters.changes
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
        view.segments = worker.plan.plan.book.segments.enumerated().map { index, segment in
            LiveSnapshot.Segment(
                name: segment.definition.name,
                members: shards.reduce(0) { $0 + $1.table.members[index] },
                entered: shards.reduce(0) { $0 + $1.table.entries[index] },
                exited: shards.reduce(0) { $0 + $1.table.exits[index] })
        }
        board.with { $0.view = view }
    }
}
