import MartletProfile
import MartletStream
import MartletWire

/// One configuration's engine over lines that are handed to it, with the clock of `martlet replay`.
struct History: ~Copyable {
    private var worker: Worker<FeedLog, SystemClock>
    /// Lines handed over so far.
    private var lines = 0

    /// Makes an engine that has seen nothing.
    ///
    /// - Parameters:
    ///   - plan: The compiled configuration.
    ///   - observer: Told of every segment change.
    ///   - alertObserver: Told of every change of churn alerts.
    ///   - personaObserver: Told of every refresh of a persona.
    /// - Throws: ``LogError``; never in practice, as nothing is read from anywhere.
    init(
        plan: StreamPlan, observer: @escaping Shard.Observer,
        alertObserver: Shard.Observer? = nil, personaObserver: Shard.Observer? = nil
    ) throws(LogError) {
        var plan = plan
        plan.clock = .event
        plan.plan.countsFlaps = true
        plan.selection = OutcomeEncoder.Selection()
        plan.selection.segmentChanges = false
        plan.selection.churnAlerts = false
        plan.selection.personaRefreshes = false
        plan.selection.deadLetters = false
        plan.selection.headers = false
        plan.selection.changelog = false
        plan.commitInterval = .max / 2
        plan.commitRecords = .max
        worker = Worker(plan: plan.overFiles, log: FeedLog(plan: plan), clock: SystemClock())
        // On a busy machine it takes several turns until the shard is there.
        repeat { try turn() } while worker.shards.isEmpty
        worker.shards[0].observer = observer
        worker.shards[0].alertObserver = alertObserver
        worker.shards[0].personaObserver = personaObserver
    }

    /// Applies lines in order.
    mutating func apply(_ lines: RecordBatch) throws(LogError) {
        worker.log.feed(lines)
        self.lines += lines.records.count
        // A turn takes no more than a transaction may hold; the rest is for those after it.
        while worker.counters.records < self.lines { try turn() }
    }

    /// Lets time pass up to `instant`, firing deadlines.
    mutating func pass(to instant: Instant) throws(LogError) { try worker.pass(to: instant) }

    /// Puts models in the place of those that features read; they do so from now on.
    mutating func use(_ models: [String: FeatureModel]) {
        worker.replace(ModelUpdate(features: models))
    }

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
