import MartletProfile
import MartletWire

/// The loop: poll records, decode and apply them, commit outputs and offsets together.
///
/// One worker is one thread with one consumer and one transactional producer. Everything it decides
/// is in ``CommitCycle``; everything it knows is in its shards.
public struct Worker<Log: TransactionalLog & ~Copyable, Clock: ShardClock>: ~Copyable {
    /// The configuration; of it, only the contents of lists change.
    public internal(set) var plan: StreamPlan
    /// The log.
    public var log: Log
    /// The clock.
    public var clock: Clock
    /// The shards of the partitions that this worker owns, ascending by partition.
    public internal(set) var shards: [Shard] = []
    /// What was met so far.
    public internal(set) var counters = StreamCounters()

    /// The counts as of the last commit: what remains of them when open work is dropped.
    var committedTotals = StreamCounters()
    var cycle: CommitCycle
    var decoder: EventDecoder
    let fixedTypes: [EventSchema.TypeID?]
    /// Turns profiles and outcomes into records.
    public let encoder: OutcomeEncoder
    var batch = RecordBatch()
    var events: EventBatch
    var outputs = OutputBatch()
    var isFinished = false

    /// Makes a worker that owns nothing yet.
    public init(plan: StreamPlan, log: consuming Log, clock: Clock) {
        self.plan = plan
        self.log = log
        self.clock = clock
        cycle = CommitCycle(interval: plan.commitInterval, maximumRecords: plan.commitRecords)
        decoder = EventDecoder(schema: plan.plan.features.schema, attributes: plan.paths)
        fixedTypes = plan.inputs.map { input in
            input.type.map { name in
                plan.plan.features.schema.types.firstIndex(of: name).map(EventSchema.TypeID.init)
                    ?? EventSchema.unnamed
            }
        }
        encoder = OutcomeEncoder(
            plan: plan.plan, name: plan.name, inputs: plan.inputs.map(\.topic),
            types: plan.inputs.map(\.type), selection: plan.selection)
        events = EventBatch(schema: plan.plan.features.schema)
    }

    /// Runs until `shouldStop` says so or a finite log is read to its end.
    ///
    /// - Parameters:
    ///   - shouldStop: Asked once per turn.
    ///   - onTurn: Told once per turn, for progress and views.
    /// - Throws: A ``LogError`` after which there is nothing to do but stop.
    public mutating func run(
        until shouldStop: () -> Bool, onTurn: (borrowing Worker) -> Void = { _ in }
    ) throws(LogError) {
        while !isFinished, !shouldStop() {
            try turn()
            onTurn(self)
        }
    }

    /// Commits what is open and leaves the group; it leaves even if the commit fails.
    ///
    /// - Throws: A ``LogError`` if the last commit fails; it is made good after the next start.
    public mutating func leave() throws(LogError) {
        defer { log.close() }
        try perform(cycle.handle(.stop))
    }

    /// One turn: wait for records, apply them, let time pass, commit if that is due.
    mutating func turn() throws(LogError) {
        do throws(LogError) {
            let signals = try log.poll(into: &batch, limit: 4096, timeout: pollTimeout())
            for signal in signals { try answer(signal) }
            let worked = apply() + passTime() + changeLists()
            let now = clock.monotonic()
            let action = cycle.handle(
                worked > 0 ? .worked(records: worked, now: now) : .tick(now: now))
            try perform(action)
        } catch {
            let action = cycle.handle(.failed(error.remedy))
            if action == .halt { throw error }
            try perform(action)
        }
    }
}
