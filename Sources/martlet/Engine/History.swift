import MartletProfile
import MartletStream
import MartletWire

/// One configuration's engine over lines that are handed to it, with the clock of `martlet replay`.
struct History: ~Copyable {
    private var worker: Worker<FeedLog, SystemClock>

    /// Makes an engine that has seen nothing.
    ///
    /// - Parameters:
    ///   - plan: The compiled configuration.
    ///   - observer: Told of every segment change.
    /// - Throws: ``LogError``; never in practice, as nothing is read from anywhere.
    init(
        plan: StreamPlan, observer: @escaping Shard.Observer
    ) throws(LogError) {
        var plan = plan
        plan.clock = .event
        plan.plan.countsFlaps = true
        plan.selection = OutcomeEncoder.Selection()
        plan.selection.segmentChanges = false
        plan.selection.deadLetters = false
        plan.selection.headers = false
        plan.selection.changelog = false
        plan.commitInterval = .max / 2
        plan.commitRecords = .max
        worker = Worker(plan: plan.overFiles, log: FeedLog(plan: plan), clock: SystemClock())
        try turn()
        worker.shards[0].observer = observer
    }

    /// Applies lines in order.
    mutating func apply(_ lines: RecordBatch) throws(LogError) {
        worker.log.feed(lines)
        try turn()
    }

    /// Lets time pass up to `instant`, firing deadlines.
    mutating func pass(to instant: Instant) throws(LogError) { try worker.pass(to: instant) }

    private mutating func turn() throws(LogError) {
        var isDone = false
        try worker.run(until: { isDone }, onTurn: { _ in isDone = true })
    }

    /// How far time has passed; `.distantPast` before the first event.
    var clock: Instant { worker.shards.first?.table.clock ?? .distantPast }

    /// Earliest event time accepted; `.never` before the first event.
    var firstEvent: Instant { worker.shards.first?.firstEvent ?? .never }

    /// What was met so far.
    var counters: StreamCounters { worker.totals }

    /// Lends the profiles.
    func withTable<Result>(_ body: (borrowing ProfileTable) throws -> Result) rethrows -> Result {
        try body(worker.shards[0].table)
    }
}
