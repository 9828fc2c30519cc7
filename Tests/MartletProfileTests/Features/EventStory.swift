@testable import MartletProfile

/// Events of one customer as plain values, and the batch that a decoder would make of them.
struct EventStory {
    struct Event: Equatable {
        var type: String
        var at: Int64
        var numbers: [String: Int64] = [:]
        var texts: [String: String] = [:]
        var id: String?
    }

    static func batch(_ events: [Event], _ plan: Plan, customer: String = "c1") -> EventBatch {
        let schema = plan.features.schema
        var batch = EventBatch(schema: schema)
        let text = { (string: String) -> EventBatch.TextRange in
            let start = UInt32(batch.text.count)
            batch.text += Array(string.utf8)
            return EventBatch.TextRange(start: start, count: UInt32(string.utf8.count))
        }
        for (index, event) in events.enumerated() {
            let type = schema.types.firstIndex(of: event.type).map { EventSchema.TypeID($0) }
            batch.heads.append(
                EventBatch.Head(
                    at: Instant(milliseconds: event.at), customer: text(customer),
                    eventID: event.id.map(text) ?? .none, type: type ?? EventSchema.unnamed,
                    typeName: type == nil ? text(event.type) : .none,
                    origin: EventBatch.Origin(input: 0, partition: 0, offset: Int64(index))))
            for path in schema.fields {
                let name = path.joined(separator: ".")
                if let number = event.numbers[name] {
                    batch.values.append(.number(FixedDecimal(millionths: number)))
                } else if let string = event.texts[name] {
                    batch.values.append(.text(text(string)))
                } else {
                    batch.values.append(.absent)
                }
            }
        }
        return batch
    }

    /// Folds one event into the customer's row, without any rule, and gives the row.
    static func fold(
        _ event: Event, into table: inout ProfileTable, customer: String = "c1"
    ) -> Int {
        let batch = EventStory.batch([event], table.plan, customer: customer)
        table.lookAhead(batch)
        let row = table.locate(batch, 0).row
        _ = table.fold(batch, 0, into: row)
        return row
    }

    /// Applies events one batch at a time with an event clock, without any rule.
    static func table(_ plan: Plan, _ events: [Event], clockAtEnd: Int64? = nil) -> ProfileTable {
        var table = ProfileTable(plan: plan)
        let batch = EventStory.batch(events, plan)
        table.lookAhead(batch)
        for index in 0..<batch.count {
            table.advance(to: batch.heads[index].at)
            let (row, _) = table.locate(batch, index)
            _ = table.fold(batch, index, into: row)
        }
        if let clockAtEnd { table.advance(to: Instant(milliseconds: clockAtEnd)) }
        return table
    }
}
