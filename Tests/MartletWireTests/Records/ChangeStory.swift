import MartletProfile
import MartletWire

/// JSON events in, `segment-changes` and `churn-alerts` records out: a shard in small.
struct ChangeStory: ~Copyable {
    private var table: ProfileTable
    private var decoder: EventDecoder
    private let encoder: SegmentChangeEncoder
    private let alertEncoder: ChurnAlertEncoder
    private(set) var records: [String] = []
    private(set) var alerts: [String] = []
    private var batch: EventBatch

    init(_ plan: Plan) {
        table = ProfileTable(plan: plan)
        decoder = EventDecoder(schema: plan.features.schema)
        encoder = SegmentChangeEncoder(plan: plan, inputs: ["purchases", "bro\"wses"])
        alertEncoder = ChurnAlertEncoder(plan: plan, causes: encoder)
        batch = EventBatch(schema: plan.features.schema)
    }

    /// The records that events make of churn alerts.
    static func alerts(_ plan: Plan, _ events: [String], until: Int64? = nil) -> [String] {
        var story = ChangeStory(plan)
        for (index, event) in events.enumerated() { story.apply(event, index) }
        if let until { story.pass(to: Instant(milliseconds: until)) }
        return story.alerts
    }

    /// The records that events make, until the clock reaches `until`.
    static func records(_ plan: Plan, _ events: [String], until: Int64? = nil) -> [String] {
        var story = ChangeStory(plan)
        for (offset, event) in events.enumerated() { story.apply(event, offset) }
        if let until { story.pass(to: Instant(milliseconds: until)) }
        return story.records
    }

    mutating func apply(_ event: String, _ offset: Int) {
        batch.removeAll()
        let origin = EventBatch.Origin(
            input: UInt16(offset % 2), partition: 3, offset: Int64(990 + offset))
        let rejection = decoder.decode(
            Array(event.utf8).span, origin: origin, fixedType: nil, latest: .never, into: &batch)
        precondition(rejection == nil, "\(event): \(rejection?.detail ?? "")")
        pass(to: batch.heads[0].at)
        table.lookAhead(batch)
        let (row, isNew) = table.locate(batch, 0)
        guard table.fold(batch, 0, into: row) else { return }
        let occasion: ProfileTable.Occasion =
            isNew ? .everything : .event(type: batch.heads[0].type)
        note(table.evaluate(row, occasion, at: table.clock), row, .event(index: 0))
    }

    mutating func pass(to instant: Instant) {
        var due: [Int] = []
        while table.firstWake <= instant {
            let at = table.takeDue(into: &due)
            table.advance(to: at)
            for row in due { note(table.evaluate(row, .everything, at: at), row, .deadline) }
        }
        table.advance(to: instant)
    }

    /// The record of the last evaluation with another cause.
    func record(cause: Cause) -> String {
        var bytes: [UInt8] = []
        encoder.append(table, 0, at: table.clock, cause: cause, batch: batch, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    private mutating func note(_ isChanged: Bool, _ row: Int, _ cause: Cause) {
        for change in table.alertChanges {
            var bytes: [UInt8] = []
            alertEncoder.append(
                change, table, row, at: table.clock, cause: cause, batch: batch, to: &bytes)
            alerts.append(String(decoding: bytes, as: UTF8.self))
        }
        guard isChanged else { return }
        var bytes: [UInt8] = []
        encoder.append(table, row, at: table.clock, cause: cause, batch: batch, to: &bytes)
        records.append(String(decoding: bytes, as: UTF8.self))
    }
}
