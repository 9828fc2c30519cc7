package import MartletProfile

/// Events of several customers, applied to a table as a shard does it.
package struct SegmentStory: ~Copyable {
    package struct Event {
        package var at: Int64
        package var customer = "c1"
        package var type = "buy"
        /// Millionths; nil = the field is missing.
        package var amount: Int64?

        /// Makes an event.
        package init(
            at: Int64, customer: String = "c1", type: String = "buy", amount: Int64? = nil
        ) {
            self.at = at
            self.customer = customer
            self.type = type
            self.amount = amount
        }
    }

    /// A change of a customer's segments.
    package struct Change: Equatable, CustomStringConvertible {
        package var at: Int64
        package var customer: String
        package var entered: [String] = []
        package var exited: [String] = []
        package var isDeadline = false
        /// The earliest instant at which time alone is said to change something; not compared.
        package var next = Int64.max
        /// Events applied before; not compared.
        package var events = 0

        /// Makes a change.
        package init(
            at: Int64, customer: String, entered: [String] = [], exited: [String] = [],
            isDeadline: Bool = false, next: Int64 = .max, events: Int = 0
        ) {
            self.at = at
            self.customer = customer
            self.entered = entered
            self.exited = exited
            self.isDeadline = isDeadline
            self.next = next
            self.events = events
        }

        package var description: String {
            "\(customer)@\(at) +\(entered) -\(exited)\(isDeadline ? " deadline" : "")"
        }

        package static func == (left: Change, right: Change) -> Bool {
            left.at == right.at && left.customer == right.customer && left.entered == right.entered
                && left.exited == right.exited && left.isDeadline == right.isDeadline
        }
    }

    package static let day: Int64 = 86_400_000
    package static let hour: Int64 = 3_600_000
    package static let start: Int64 = 1_735_689_600_000

    package private(set) var table: ProfileTable
    package private(set) var changes: [Change] = []
    /// What happened to churn alerts.
    package private(set) var episodes: [EpisodeNote] = []
    /// The clock at each event.
    package private(set) var clocks: [Int64] = []

    /// Whether every event evaluates all segments.
    package var evaluatesEverything = false

    package init(_ plan: Plan) { table = ProfileTable(plan: plan) }

    /// The changes that `events` make; in the end the clock moves to `until`.
    package static func changes(
        _ events: [Event], _ segments: [SegmentDefinition], until: Int64? = nil
    ) throws -> [Change] {
        var story = SegmentStory(try plan(segments))
        for event in events { story.apply(event, clock: event.at) }
        if let until { story.pass(to: until) }
        return story.changes
    }

    /// Features that the rules of these tests read.
    package static func plan(
        _ segments: [SegmentDefinition], alerts: [AlertDefinition] = [],
        personas: PersonaDefinition? = nil
    ) throws -> Plan {
        let buy = FeatureDefinition.Source(type: "buy")
        let look = FeatureDefinition.Source(type: "look")
        let amount = FeatureDefinition.Source(type: "buy", field: ["amount"])
        let bought = FeatureDefinition.Source(type: "buy", field: ["ts"])
        let features = [
            FeatureDefinition(
                name: "n_2h", aggregate: .count, sources: [buy],
                window: Window(length: 2, unit: .hour)),
            FeatureDefinition(
                name: "n_2d", aggregate: .count, sources: [buy],
                window: Window(length: 2, unit: .day)),
            FeatureDefinition(
                name: "s_3h", aggregate: .sum, sources: [amount],
                window: Window(length: 3, unit: .hour)),
            FeatureDefinition(
                name: "m_3h", aggregate: .max, sources: [amount],
                window: Window(length: 3, unit: .hour)),
            FeatureDefinition(
                name: "v_20m", aggregate: .count, sources: [look],
                window: Window(length: 20, unit: .minute)),
            FeatureDefinition(name: "n", aggregate: .count, sources: [buy]),
            FeatureDefinition(name: "last", aggregate: .last, sources: [bought]),
        ]
        return try Plan(features: features, segments: segments, alerts: alerts, personas: personas)
    }

    /// Goes on with another table that holds what records of the profiles tell of this one.
    ///
    /// What is counted begins anew.
    package mutating func restart() {
        var restored = ProfileTable(plan: table.plan)
        restored.advance(to: table.clock)
        var image = RowImage()
        for row in table.rows {
            table.export(row, into: &image)
            let id = Array(customer(row).utf8)
            let place = restored.restore(id.span, from: image)
            precondition(place != nil)
        }
        restored.scheduleAll()
        table = restored
    }

    /// One event as a decoder gives it, the `offset`-th of its feed.
    package static func batch(
        _ event: Event, _ schema: EventSchema, offset: Int = 0
    ) -> EventBatch {
        var batch = EventBatch(schema: schema)
        let text = { (string: String) -> EventBatch.TextRange in
            let start = UInt32(batch.text.count)
            batch.text += Array(string.utf8)
            return EventBatch.TextRange(start: start, count: UInt32(string.utf8.count))
        }
        let type = schema.types.firstIndex(of: event.type).map { EventSchema.TypeID($0) }
        batch.heads.append(
            EventBatch.Head(
                at: Instant(milliseconds: event.at), customer: text(event.customer),
                eventID: .none, type: type ?? EventSchema.unnamed, typeName: .none,
                origin: EventBatch.Origin(input: 0, partition: 0, offset: Int64(offset))))
        for _ in schema.fields {
            batch.values.append(
                event.amount.map { .number(FixedDecimal(millionths: $0)) } ?? .absent)
        }
        return batch
    }

    /// Moves the clock to `clock`, then applies one event.
    package mutating func apply(_ event: Event, clock: Int64) {
        let batch = Self.batch(event, table.plan.features.schema)
        pass(to: clock)
        clocks.append(table.clock.milliseconds)
        table.lookAhead(batch)
        let (row, isNew) = table.locate(batch, 0)
        guard table.fold(batch, 0, into: row) else { return }
        let occasion: ProfileTable.Occasion =
            isNew || evaluatesEverything ? .everything : .event(type: batch.heads[0].type)
        if table.evaluate(row, occasion, at: table.clock) { note(row, isDeadline: false) }
        noteEpisodes(row, isDeadline: false)
    }

    /// Lets time pass, firing every deadline on the way.
    package mutating func pass(to instant: Int64) {
        var due: [Int] = []
        while table.firstWake.milliseconds <= instant {
            let at = table.takeDue(into: &due)
            table.advance(to: at)
            for row in due {
                if table.evaluate(row, .everything, at: at) { note(row, isDeadline: true) }
                noteEpisodes(row, isDeadline: true)
            }
        }
        table.advance(to: Instant(milliseconds: instant))
    }

    private func customer(_ row: Int) -> String {
        table.withCustomer(row) { id in
            String(decoding: id.indices.map { id[$0] }, as: UTF8.self)
        }
    }

    private mutating func note(_ row: Int, isDeadline: Bool) {
        let names = table.plan.book.segments.map(\.definition.name)
        changes.append(
            Change(
                at: table.clock.milliseconds, customer: customer(row),
                entered: table.entered.map { names[$0] }, exited: table.exited.map { names[$0] },
                isDeadline: isDeadline, next: table.nextChangeAt.milliseconds,
                events: clocks.count))
    }

    private mutating func noteEpisodes(_ row: Int, isDeadline: Bool) {
        for change in table.alertChanges {
            let alert = table.plan.alerts.alerts[change.alert].definition
            episodes.append(
                EpisodeNote(
                    at: table.clock.milliseconds, customer: customer(row), alert: alert.name,
                    change: change.change, episode: change.episode,
                    severity: alert.ladder[change.level].name, isDeadline: isDeadline,
                    sequence: change.sequence,
                    next: table.nextChange(row, ofAlert: change.alert, at: table.clock)
                        .milliseconds,
                    events: clocks.count))
        }
    }
}
