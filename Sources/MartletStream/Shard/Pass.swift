import MartletProfile
import MartletWire

/// One pass of events, or of time, over a shard's table: the path of an event from top to bottom.
struct Pass {
    let encoder: OutcomeEncoder
    /// Told of every change.
    let observer: Shard.Observer?
    /// The profiles whose deadline has come and was not fired yet.
    var due: DueRows
    /// Segment changes.
    private(set) var changes = 0
    /// Earliest event time accepted.
    private(set) var first = Instant.never
    /// Latest event time accepted.
    private(set) var last = Instant.distantPast

    init(encoder: OutcomeEncoder, observer: Shard.Observer?, due: consuming DueRows) {
        self.encoder = encoder
        self.observer = observer
        self.due = due
    }

    /// Applies decoded events in order; the shard's clock is the largest event time seen.
    mutating func apply(
        _ events: borrowing EventBatch, to table: inout ProfileTable,
        into outputs: inout OutputBatch
    ) {
        table.lookAhead(events)
        for index in 0..<events.count {
            advance(&table, to: events.heads[index].at, events, into: &outputs)
            apply(events, index, to: &table, into: &outputs)
        }
    }

    /// Applies decoded events in order at the shard's clock as it stands.
    ///
    /// While a storm of deadlines is being drained, an event fires those of its own customer first:
    /// customers do not depend on one another, so each sees its changes in the order of time.
    mutating func applyNow(
        _ events: borrowing EventBatch, to table: inout ProfileTable,
        into outputs: inout OutputBatch
    ) {
        table.lookAhead(events)
        for index in 0..<events.count {
            if !due.isEmpty, let row = table.find(events.bytes(events.heads[index].customer)) {
                fire(row, in: &table, events, into: &outputs)
            }
            apply(events, index, to: &table, into: &outputs)
        }
    }

    private mutating func apply(
        _ events: borrowing EventBatch, _ index: Int, to table: inout ProfileTable,
        into outputs: inout OutputBatch
    ) {
        let (at, type) = (events.heads[index].at, events.heads[index].type)
        let (row, isNew) = table.locate(events, index)
        guard table.fold(events, index, into: row) else { return }
        first = min(first, at)
        last = max(last, at)
        if table.evaluate(row, isNew ? .everything : .event(type: type), at: table.clock) {
            changed(table, row, table.clock, .event(index: index), events, &outputs)
        }
    }

    /// Fires deadlines due at or before `instant`, each at its own instant and in the order of
    /// (instant, customer id), then sets the clock.
    ///
    /// At most `limit` profiles are looked at.
    ///
    /// - Returns: Whether the clock stands at `instant` now; if not, it stands at the instant whose
    ///   deadlines are being fired.
    @discardableResult
    mutating func advance(
        _ table: inout ProfileTable, to instant: Instant, limit: Int = .max,
        _ events: borrowing EventBatch, into outputs: inout OutputBatch
    ) -> Bool {
        var left = limit
        while true {
            if due.isEmpty {
                guard table.firstWake <= instant else { break }
                due.take(from: &table)
                table.advance(to: due.at)
            }
            while left > 0, let row = due.next() {
                left -= 1
                fire(row, in: &table, events, into: &outputs)
            }
            if !due.isEmpty { return false }
        }
        table.advance(to: instant)
        return true
    }

    /// Fires the deadline of one profile if it has come.
    private mutating func fire(
        _ row: Int, in table: inout ProfileTable, _ events: borrowing EventBatch,
        into outputs: inout OutputBatch
    ) {
        let at = table.deadline(row)
        guard at <= table.clock else { return }
        if table.evaluate(row, .everything, at: at) {
            changed(table, row, at, .deadline, events, &outputs)
        }
    }

    /// Brings profiles up to date for another reason than an event or their deadline.
    mutating func evaluate(
        _ rows: [Int], cause: Cause, in table: inout ProfileTable,
        _ events: borrowing EventBatch, into outputs: inout OutputBatch
    ) {
        for row in rows where table.evaluate(row, .everything, at: table.clock) {
            changed(table, row, table.clock, cause, events, &outputs)
        }
    }

    /// Tells of what the last evaluation of `row` changed.
    private mutating func changed(
        _ table: borrowing ProfileTable, _ row: Int, _ at: Instant, _ cause: Cause,
        _ events: borrowing EventBatch, _ outputs: inout OutputBatch
    ) {
        changes += 1
        if let observer { observer(table, row, at, cause, events) }
        encoder.appendChange(table, row, at: at, cause: cause, events, to: &outputs)
    }
}
