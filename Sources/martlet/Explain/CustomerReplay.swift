import MartletProfile
import MartletStorage
import MartletStream
import MartletWire

/// What a replay makes of one customer: every event moves the clock, theirs alone are folded in.
struct CustomerReplay: ~Copyable {
    /// The shard that holds the customer's profile, and the clock of a full replay.
    let shard: Shard
    /// For each segment the instant of the customer's last change of sides; nil = there was none.
    private(set) var changedAt: [Instant?]
    /// Since when each clause of the rules is what it is.
    private(set) var history = ClauseHistory()

    /// The refreshes of the customer's persona.
    let personaWatch: PersonaWatch

    private let plan: StreamPlan
    private let encoder: OutcomeEncoder
    private let customer: [UInt8]
    private let router: LineRouter?
    private let fixedTypes: [EventSchema.TypeID?]
    private var decoder: EventDecoder
    private var events: EventBatch
    private var outputs = OutputBatch()
    private var members: [Bool]

    /// Prepares for the events of `customer`.
    init(plan: StreamPlan, customer: String) {
        var selection = OutcomeEncoder.Selection()
        selection.segmentChanges = false
        selection.churnAlerts = false
        selection.personaRefreshes = false
        let schema = plan.plan.features.schema
        self.plan = plan
        self.customer = Array(customer.utf8)
        encoder = OutcomeEncoder(
            plan: plan.plan, name: plan.name, inputs: plan.inputs.map(\.topic),
            selection: selection)
        shard = Shard(partition: 0, plan: plan.plan, inputs: plan.inputs.count)
        let watch = PersonaWatch(plan.plan)
        shard.personaObserver = { table, row, at, _, _ in watch.note(table, row, at) }
        personaWatch = watch
        router = plan.inputs.count > 1 ? LineRouter(plan: plan, partitions: 1) : nil
        fixedTypes = plan.overFiles.inputs.map { input in
            input.type.map { name in
                schema.types.firstIndex(of: name).map(EventSchema.TypeID.init)
                    ?? EventSchema.unnamed
            }
        }
        decoder = EventDecoder(schema: schema, attributes: plan.paths)
        events = EventBatch(schema: schema)
        changedAt = plan.plan.book.segments.map { _ in nil }
        members = plan.plan.book.segments.map { _ in false }
    }

    /// The customer's row; nil if no event was theirs.
    var row: Int? { shard.table.find(customer.span) }

    /// Reads the files up to the first event later than `until`, then lets time pass to `until`.
    ///
    /// - Throws: ``FileError``.
    mutating func run(
        _ paths: [String], until: Instant?, progress: inout ProgressLine
    ) throws(FileError) {
        var reader = try LineReader(paths: paths)
        var batch = RecordBatch()
        reading: while try reader.next(into: &batch, limit: 4096) {
            for record in batch.records {
                let value = record.value.start..<record.value.start + record.value.count
                guard apply(batch.bytes.span.extracting(value), until: until) else {
                    break reading
                }
            }
            let total = reader.total.map { Double(reader.position) / Double(max(1, $0)) }
            progress.update(reader.lines, fraction: total)
        }
        progress.clear()
        if let until { pass(to: until) }
    }

    /// Applies a line.
    ///
    /// - Returns: Whether to go on: false if it is an event later than `until`.
    mutating func apply(_ line: borrowing Span<UInt8>, until: Instant?) -> Bool {
        let input = router.map { Int($0.route(line).input) } ?? 0
        events.removeAll()
        let origin = EventBatch.Origin(input: UInt16(input), partition: 0, offset: 0)
        let rejection = decoder.decode(
            line, origin: origin, fixedType: fixedTypes[input], latest: .never, into: &events)
        guard rejection == nil else { return true }
        let head = events.heads[0]
        if let until, head.at > until { return false }
        pass(to: head.at)
        let range = Int(head.customer.start)..<Int(head.customer.start + head.customer.count)
        if events.text[range].elementsEqual(customer) {
            shard.apply(events, now: nil, encoder, into: &outputs)
            outputs.removeAll()
            noteChanges()
        }
        return true
    }

    /// Lets time pass, from one deadline or flip of a clause to the next.
    mutating func pass(to instant: Instant) {
        while true {
            let next = min(shard.table.firstWake, history.nextFlip)
            guard next <= instant else { break }
            shard.pass(to: next, events, encoder, into: &outputs)
            noteChanges()
        }
        shard.pass(to: instant, events, encoder, into: &outputs)
        outputs.removeAll()
    }

    private mutating func noteChanges() {
        guard let row else { return }
        for segment in members.indices {
            let isMember = shard.table.isMember(row, of: segment)
            guard isMember != members[segment] else { continue }
            members[segment] = isMember
            changedAt[segment] = shard.table.clock
        }
        history.note(shard.table, row)
    }
}
