public import MartletProfile
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
    /// Turns profiles and outcomes into records.
    public let encoder: OutcomeEncoder
    /// Receives the summary of a partition that was asked for; see ``summarise()``.
    public var onSummary: (Int32, PopulationSummary) -> Void = { _, _ in }
    /// Partitions that are being summed up.
    var scans: [(partition: Int32, scan: PopulationScan)] = []

    /// Receives what an operator wants to read in the log.
    public var onNotice: (StreamNotice) -> Void = { _ in }

    /// Writes checkpoints, if they are kept.
    var checkpoints: CheckpointWriter?
    /// Partitions that were accepted and that nothing is read of yet.
    var accepted: [Int32] = []
    /// Their shards, on their way back.
    var restores: [ShardRestore] = []
    var restoreAttempts = 0
    /// The counts as of the last commit: what remains of them when open work is dropped.
    var committedCounters = StreamCounters()
    var cycle: CommitCycle
    var decoder: EventDecoder
    let fixedTypes: [EventSchema.TypeID?]
    var batch = RecordBatch()
    /// The record of the batch that is applied next.
    var nextRecord = 0
    var payloads: [Payload] = []
    var events: EventBatch
    var outputs = OutputBatch()
    var commitStarted: Int64 = 0
    var isFinished = false
    /// Why the last step or poll failed.
    var failure: LogError?

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
    /// - Parameter hurry: Asked between the steps of the commit; once it says yes, what is open is
    ///   left to be done again after the next start.
    /// - Throws: A ``LogError`` if the last commit fails; it is made good after the next start.
    public mutating func leave(hurry: () -> Bool = { false }) throws(LogError) {
        defer { log.close() }
        try follow(.stop, hurry: hurry)
    }

    /// One turn: wait for records, apply them, let time pass, commit if that is due.
    mutating func turn() throws(LogError) {
        for signal in try receive() { try answer(signal) }
        if isRestoring { return try restoreOn() }
        let count = apply() + passTime() + changeLists() + changeRules() + changeModels()
        scanPopulation()
        try follow(count > 0 ? worked(count) : .tick(now: clock.monotonic()))
        writeCheckpoints()
    }

    /// Polls, unless records of the last poll are left.
    private mutating func receive() throws(LogError) -> [LogSignal] {
        if hasRecords { return [] }
        nextRecord = 0
        do throws(LogError) {
            // Events come only to profiles that the rules have seen.
            let limit = isChangingRules || isRestoring ? 0 : 4096
            return try log.poll(into: &batch, limit: limit, timeout: pollTimeout())
        } catch {
            batch.removeAll()
            try fail(error)
            return []
        }
    }

    /// Does what the cycle answers until there is nothing to do but poll again.
    mutating func follow(
        _ input: CommitCycle.Input, hurry: () -> Bool = { false }
    ) throws(LogError) {
        var step = cycle.handle(input)
        while step != .poll, step != .leave, step != .halt {
            do throws(LogError) {
                if hurry() {
                    failure = nil
                    step = cycle.handle(.stopNow)
                } else {
                    step = cycle.handle(try perform(step))
                }
            } catch {
                failure = error
                step = cycle.handle(.failed(error.remedy))
            }
        }
        guard step != .poll else { return }
        isFinished = true
        if step == .halt, let failure { throw failure }
    }
}
