public import MartletProfile
public import MartletWire

/// One partition's state machine: events in order and the passage of time in, outcomes out.
///
/// No clock, no I/O: the same calls give the same bytes on Kafka, on a file and in the simulator.
public final class Shard {
    /// The partition, the same of every input.
    public let partition: Int32
    /// The profiles.
    public internal(set) var table: ProfileTable
    /// Offset to read next, per input; -1 = none known.
    public internal(set) var offsets: [Int64]
    /// Whether anything was read or changed since the last commit.
    var isOpen: Bool {
        offsets != committed.offsets || origin.models != committed.origin.models
            || !table.touched.isEmpty || !table.erased.isEmpty
    }
    /// Segment changes so far.
    public internal(set) var changes = 0
    /// Changes of churn alerts so far.
    public internal(set) var alerts = 0
    /// Earliest event time accepted.
    public internal(set) var firstEvent = Instant.never
    /// Latest event time accepted.
    public internal(set) var lastEvent = Instant.distantPast
    /// Told of every segment change before it is encoded: the table (whose `entered` and `exited`
    /// say what changed), the row, the instant, the cause and the events at hand.
    public typealias Observer = (
        borrowing ProfileTable, Int, Instant, Cause, borrowing EventBatch
    ) -> Void

    /// Sees the changes beside the records; nil costs one comparison per change.
    public var observer: Observer?
    /// Sees the changes of churn alerts (the table's `alertChanges`) beside the records.
    public var alertObserver: Observer?
    /// Sees the refreshes of personas (the table's `personaRefresh`) beside the records.
    public var personaObserver: Observer?
    /// What it knows of its changelog.
    package var origin = ShardOrigin()
    /// Profiles that the current rules have not seen yet.
    var ruleChange: RuleChange?
    /// A change of lists that is under way, and the one that waits for it.
    var listChange: ListChange?
    var nextLists: CustomerLists?
    /// The last lists that were given since the last commit.
    var givenLists: CustomerLists?
    /// A model that is being applied, and the last one that was given since the last commit.
    var modelChange: ModelChange?
    var givenModels: ModelUpdate?
    /// Profiles whose deadline has come and was not fired yet.
    var due = DueRows()
    /// What the shard beside its table was like at the last commit.
    var committed: Committed

    /// Makes a shard that has seen nothing.
    public init(partition: Int32, plan: Plan, inputs: Int) {
        self.partition = partition
        table = ProfileTable(plan: plan)
        offsets = [Int64](repeating: -1, count: inputs)
        origin.models = table.modelFingerprint
        committed = Committed(offsets: offsets, lists: table.customerLists)
        committed.origin = origin
    }

    /// Applies decoded events in order.
    ///
    /// With `clock: event` every event moves the clock, and all that is due before it is fired
    /// first. With `clock: wall` time passes first, as far as one slice of deadlines goes; events
    /// wait for further slices only while they could be too far ahead of the shard's clock.
    ///
    /// - Parameters:
    ///   - events: The events; all of this partition.
    ///   - now: The wall clock, or nil if events themselves move the clock.
    ///   - lag: How far the shard's clock may be behind `now` when events are applied, ms.
    ///   - slice: Deadlines that are fired before events are applied while many are due.
    ///   - encoder: Turns outcomes into records.
    ///   - outputs: Receives the records.
    public func apply(
        _ events: borrowing EventBatch, now: Instant?, lag: Int64 = 0, slice: Int = 1024,
        _ encoder: OutcomeEncoder, into outputs: inout OutputBatch
    ) {
        var pass = begin(encoder)
        if let now {
            while !pass.advance(&table, to: now, limit: max(1, slice), events, into: &outputs),
                now.milliseconds - table.clock.milliseconds > lag
            {}
            pass.applyNow(events, to: &table, into: &outputs)
        } else {
            pass.apply(events, to: &table, into: &outputs)
        }
        finish(pass)
    }

    /// Lets time pass: fires deadlines due at or before `instant`, each at its own instant and in
    /// the order of (instant, customer id), then sets the clock.
    ///
    /// At most `limit` profiles are looked at.
    ///
    /// - Returns: Whether that was all; if not, the clock stands at the instant of the next.
    @discardableResult
    public func pass(
        to instant: Instant, limit: Int = .max, _ events: borrowing EventBatch,
        _ encoder: OutcomeEncoder, into outputs: inout OutputBatch
    ) -> Bool {
        var pass = begin(encoder)
        let isThere = pass.advance(&table, to: instant, limit: limit, events, into: &outputs)
        finish(pass)
        // Deadlines that changed nothing leave nothing to commit, and nothing to go back to.
        if !isOpen, table.hasImages { commit() }
        return isThere
    }

    /// When there is something to fire next; `.never` if there is not.
    var nextWake: Instant { due.isEmpty ? table.firstWake : due.at }

    /// Brings profiles up to date for another reason than an event or their deadline.
    func evaluate(
        _ rows: [Int], cause: Cause, _ events: borrowing EventBatch, _ encoder: OutcomeEncoder,
        into outputs: inout OutputBatch
    ) {
        var pass = begin(encoder)
        pass.evaluate(rows, cause: cause, in: &table, events, into: &outputs)
        finish(pass)
    }

    /// Removes a profile for good: with the next commit, tombstones take the place of its records
    /// in the changelog and among the published profiles.
    ///
    /// - Returns: Whether there was one.
    @discardableResult
    package func erase(_ customer: Span<UInt8>) -> Bool { table.erase(customer) }

    /// Brings profiles up to date with new models.
    func apply(
        modelsTo rows: ArraySlice<Int>, evaluates: Bool, _ events: borrowing EventBatch,
        _ encoder: OutcomeEncoder, into outputs: inout OutputBatch
    ) {
        var pass = begin(encoder)
        pass.applyModels(rows, evaluates: evaluates, in: &table, events, into: &outputs)
        finish(pass)
    }

    private func begin(_ encoder: OutcomeEncoder) -> Pass {
        var taken = DueRows()
        swap(&taken, &due)
        return Pass(
            encoder: encoder, observer: observer, alertObserver: alertObserver,
            personaObserver: personaObserver, hasPersonas: table.plan.personas != nil, due: taken)
    }

    private func finish(_ pass: Pass) {
        due = pass.due
        changes += pass.changes
        alerts += pass.alerts
        firstEvent = min(firstEvent, pass.first)
        lastEvent = max(lastEvent, pass.last)
    }

    /// Writes what the open cycle changed: one changelog record per touched profile, the shard's
    /// position, and the profiles themselves where they are published.
    func settle(_ encoder: OutcomeEncoder, into outputs: inout OutputBatch) {
        origin.isFiring = !due.isEmpty
        encoder.appendState(table, partition, offsets, origin, to: &outputs)
        if origin.planRecord == .missing { origin.planRecord = .sent }
    }
}
