import MartletProfile
import MartletWire

/// One pass of events, or of time, over a shard's table: the path of an event from top to bottom.
struct Pass {
    let encoder: OutcomeEncoder
    /// Told of every change.
    let observer: Shard.Observer?
    /// Rows whose deadline has come; kept between passes for its memory.
    var due: [Int]
    /// Segment changes.
    private(set) var changes = 0
    /// Earliest event time accepted.
    private(set) var first = Instant.never
    /// Latest event time accepted.
    private(set) var last = Instant.distantPast

    init(encoder: OutcomeEncoder, observer: Shard.Observer?, due: [Int]) {
        self.encoder = encoder
        self.observer = observer
        self.due = due
    }

    /// Applies decoded events in order.
    mutating func apply(
        _ events: borrowing EventBatch, now: Instant?, to table: inout ProfileTable,
        into outputs: inout OutputBatch
    ) {
        table.lookAhead(events)
        for index in 0..<events.count {
            let (at, type) = (events.heads[index].at, events.heads[index].type)
            advance(&table, to: now ?? at, events, into: &outputs)
            let (row, isNew) = table.locate(events, index)
            guard table.fold(events, index, into: row) else { continue }
            first = min(first, at)
            last = max(last, at)
            if table.evaluate(row, isNew ? .everything : .event(type: type), at: table.clock) {
                changed(table, row, table.clock, .event(index: index), events, &outputs)
            }
        }
    }

    /// Fires every deadline due at or before `instant`, then sets the clock.
    mutating func advance(
        _ table: inout ProfileTable, to instant: Instant, _ events: borrowing EventBatch,
        into outputs: inout OutputBatch
    ) {
        guard instant > table.clock else { return }
        while table.firstWake <= instant {
            let at = table.takeDue(into: &due)
            table.advance(to: at)
            for row in due where table.evaluate(row, .everything, at: at) {
                changed(table, row, at, .deadline, events, &outputs)
            }
        }
        table.advance(to: instant)
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
