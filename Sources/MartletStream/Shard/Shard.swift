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
    var isOpen: Bool { offsets != committed || !table.touched.isEmpty }
    /// Segment changes so far.
    public private(set) var changes = 0
    /// Earliest event time accepted.
    public private(set) var firstEvent = Instant.never
    /// Latest event time accepted.
    public private(set) var lastEvent = Instant.distantPast
    /// Told of every segment change before it is encoded: the table (whose `entered` and `exited`
    /// say what changed), the row, the instant, the cause and the events at hand.
    public typealias Observer = (
        borrowing ProfileTable, Int, Instant, Cause, borrowing EventBatch
    ) -> Void

    /// Sees the changes beside the records; nil costs one comparison per change.
    public var observer: Observer?
    /// A change of lists that is under way, and the one that waits for it.
    var listChange: ListChange?
    var nextLists: CustomerLists?
    private var due: [Int] = []
    private var committed: [Int64]

    /// Makes a shard that has seen nothing.
    public init(partition: Int32, plan: Plan, inputs: Int) {
        self.partition = partition
        table = ProfileTable(plan: plan)
        offsets = [Int64](repeating: -1, count: inputs)
        committed = offsets
    }

    /// Takes the offsets as they are for committed: after a restore.
    func noteCommitted() { committed = offsets }

    /// Applies decoded events in order.
    ///
    /// - Parameters:
    ///   - events: The events; all of this partition.
    ///   - now: The wall clock, or nil if events themselves move the clock.
    ///   - encoder: Turns outcomes into records.
    ///   - outputs: Receives the records.
    public func apply(
        _ events: borrowing EventBatch, now: Instant?, _ encoder: OutcomeEncoder,
        into outputs: inout OutputBatch
    ) {
        var pass = Pass(encoder: encoder, observer: observer, due: due)
        pass.apply(events, now: now, to: &table, into: &outputs)
        finish(pass)
    }

    /// Lets time pass: fires every deadline due at or before `instant`, each at its own instant and
    /// in the order of (instant, customer id), then sets the clock.
    public func pass(
        to instant: Instant, _ events: borrowing EventBatch, _ encoder: OutcomeEncoder,
        into outputs: inout OutputBatch
    ) {
        var pass = Pass(encoder: encoder, observer: observer, due: due)
        pass.advance(&table, to: instant, events, into: &outputs)
        finish(pass)
    }

    /// Brings profiles up to date for another reason than an event or their deadline.
    func evaluate(
        _ rows: [Int], cause: Cause, _ events: borrowing EventBatch, _ encoder: OutcomeEncoder,
        into outputs: inout OutputBatch
    ) {
        var pass = Pass(encoder: encoder, observer: observer, due: due)
        pass.evaluate(rows, cause: cause, in: &table, events, into: &outputs)
        finish(pass)
    }

    private func finish(_ pass: Pass) {
        due = pass.due
        changes += pass.changes
        firstEvent = min(firstEvent, pass.first)
        lastEvent = max(lastEvent, pass.last)
    }

    /// Writes what the open cycle changed: one changelog record per touched profile, the shard's
    /// position, and the profiles themselves where they are published.
    func settle(_ encoder: OutcomeEncoder, into outputs: inout OutputBatch) {
        encoder.appendState(table, partition, offsets, to: &outputs)
        table.endCycle()
        committed = offsets
    }
}
