import MartletProfile
import MartletWire

/// One pass of events, or of time, over a shard's table: the path of an event from top to bottom.
struct Pass {
    let encoder: OutcomeEncoder
    /// Told of every change.
    let observer: Shard.Observer?
    /// Told of every change of churn alerts.
    let alertObserver: Shard.Observer?
    /// Told of every refresh of a persona.
    let personaObserver: Shard.Observer?
    /// Whether there are personas at all.
    private let hasPersonas: Bool
    /// The profiles whose deadline has come and was not fired yet.
    var due: DueRows
    /// Segment changes.
    private(set) var changes = 0
    /// Changes of churn alerts.
    private(set) var alerts = 0
    /// Earliest event time accepted.
    private(set) var first = Instant.never
    /// Latest event time accepted.
    private(set) var last = Instant.distantPast

    init(
        encoder: OutcomeEncoder, observer: Shard.Observer?, alertObserver: Shard.Observer?,
        personaObserver: Shard.Observer?, hasPersonas: Bool, due: consuming DueRows
    ) {
        self.encoder = encoder
        self.observer = observer
        self.alertObserver = alertObserver
        self.personaObserver = personaObserver
        self.hasPersonas = hasPersonas
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
        let isChanged = table.evaluate(
            row, isNew ? .everything : .event(type: type), at: table.clock)
        let cause = Cause.event(index: index)
        tell(isChanged, table, row, table.clock, cause, events, &outputs)
        if hasPersonas,
            table.updatePersona(
                row, events, index, isNew: isNew, hasChanged: isChanged, at: table.clock)
        {
            refreshed(table, row, table.clock, cause, events, &outputs)
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
        let at = table.due(row)
        guard at <= table.clock else { return }
        var isChanged = false
        if table.deadline(row) <= at {
            isChanged = table.evaluate(row, .everything, at: at)
            tell(isChanged, table, row, at, .deadline, events, &outputs)
        }
        if isChanged || table.personaDeadline(row) <= at,
            table.updatePersona(row, hasChanged: isChanged, at: at)
        {
            refreshed(table, row, at, .deadline, events, &outputs)
        }
        // What was not due keeps its own deadline, for which the row was in the queue as well.
        table.remind(row)
    }

    /// Brings profiles up to date for another reason than an event or their deadline.
    mutating func evaluate(
        _ rows: [Int], cause: Cause, in table: inout ProfileTable,
        _ events: borrowing EventBatch, into outputs: inout OutputBatch
    ) {
        for row in rows {
            let isChanged = table.evaluate(row, .everything, at: table.clock)
            tell(isChanged, table, row, table.clock, cause, events, &outputs)
            if table.updatePersona(row, hasChanged: isChanged, at: table.clock)
                || table.reconsiderPersona(row)
            {
                refreshed(table, row, table.clock, cause, events, &outputs)
            }
        }
    }

    /// Brings profiles up to date with new models: their rules if features read them, and personas.
    mutating func applyModels(
        _ rows: ArraySlice<Int>, evaluates: Bool, in table: inout ProfileTable,
        _ events: borrowing EventBatch, into outputs: inout OutputBatch
    ) {
        for row in rows where table.isInUse(row) {
            if evaluates {
                let isChanged = table.evaluate(row, .everything, at: table.clock)
                tell(isChanged, table, row, table.clock, .modelChange, events, &outputs)
                if table.updatePersona(row, hasChanged: isChanged, at: table.clock) {
                    refreshed(table, row, table.clock, .modelChange, events, &outputs)
                }
            }
            if table.plan.personas != nil, table.applyModel(row) {
                refreshed(table, row, table.clock, .modelChange, events, &outputs)
            }
        }
    }

    /// Tells of the persona that was found last, that of `row`.
    private func refreshed(
        _ table: borrowing ProfileTable, _ row: Int, _ at: Instant, _ cause: Cause,
        _ events: borrowing EventBatch, _ outputs: inout OutputBatch
    ) {
        if let personaObserver { personaObserver(table, row, at, cause, events) }
        encoder.appendRefresh(table, row, at: at, cause: cause, events, to: &outputs)
    }

    /// Tells of what the last evaluation of `row` changed.
    @inline(__always)
    private mutating func tell(
        _ isChanged: Bool, _ table: borrowing ProfileTable, _ row: Int, _ at: Instant,
        _ cause: Cause, _ events: borrowing EventBatch, _ outputs: inout OutputBatch
    ) {
        if isChanged { changed(table, row, at, cause, events, &outputs) }
        if !table.alertChanges.isEmpty {
            alerts += table.alertChanges.count
            if let alertObserver { alertObserver(table, row, at, cause, events) }
            encoder.appendAlerts(table, row, at: at, cause: cause, events, to: &outputs)
        }
    }

    private mutating func changed(
        _ table: borrowing ProfileTable, _ row: Int, _ at: Instant, _ cause: Cause,
        _ events: borrowing EventBatch, _ outputs: inout OutputBatch
    ) {
        changes += 1
        if let observer { observer(table, row, at, cause, events) }
        encoder.appendChange(table, row, at: at, cause: cause, events, to: &outputs)
    }
}
