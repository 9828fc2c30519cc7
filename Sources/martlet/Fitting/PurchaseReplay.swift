import MartletProfile
import MartletStorage
import MartletStream
import MartletWire

/// Reads event files into the purchases of each customer, once for every model.
struct PurchaseReplay: ~Copyable {
    /// For each model the purchases of each customer, by the customer's row.
    private(set) var histories: [[PurchaseHistory]]
    /// Lines read.
    private(set) var events = 0
    /// Events that counted.
    private(set) var accepted = 0
    /// The latest event time accepted; `.distantPast` before the first event.
    private(set) var lastEvent = Instant.distantPast

    /// Customers who were seen.
    var customers: Int { table.count }

    private let models: ModelPlan
    private let until: Instant?
    private var table: ProfileTable
    private var decoder: EventDecoder
    private var batch: EventBatch
    private let router: LineRouter?
    private let fixedTypes: [EventSchema.TypeID?]

    /// Prepares for the models.
    ///
    /// - Parameters:
    ///   - models: What is read.
    ///   - stream: The compiled configuration.
    ///   - until: Events later than this are left out.
    init(_ models: ModelPlan, _ stream: StreamPlan, until: Instant?) {
        self.models = models
        self.until = until
        let schema = models.plan.features.schema
        histories = models.models.map { _ in [] }
        table = ProfileTable(plan: models.plan)
        decoder = EventDecoder(schema: schema, attributes: stream.paths)
        batch = EventBatch(schema: schema)
        router = stream.inputs.count > 1 ? LineRouter(plan: stream, partitions: 1) : nil
        fixedTypes = stream.overFiles.inputs.map { input in
            input.type.map { name in
                schema.types.firstIndex(of: name).map(EventSchema.TypeID.init)
                    ?? EventSchema.unnamed
            }
        }
    }

    /// Reads the files.
    ///
    /// - Parameters:
    ///   - paths: Event files.
    ///   - progress: Shows how far the reading has come.
    ///   - onLines: Told of the lines that are not later than the end of the observation.
    /// - Throws: ``FileError``, or what `onLines` throws.
    mutating func run(
        _ paths: [String], progress: inout ProgressLine,
        onLines: (RecordBatch) throws -> Void = { _ in }
    ) throws {
        var reader = try LineReader(paths: paths)
        var lines = RecordBatch()
        while try reader.next(into: &lines, limit: 4096) {
            var observed: [RecordBatch.Record] = []
            for record in lines.records {
                let value = record.value.start..<record.value.start + record.value.count
                if apply(lines.bytes.span.extracting(value)) { observed.append(record) }
            }
            lines.records = observed
            try onLines(lines)
            let total = reader.total.map { Double(reader.position) / Double(max(1, $0)) }
            progress.update(reader.lines, fraction: total)
        }
        progress.clear()
    }

    /// Applies a line.
    ///
    /// - Returns: Whether it is not later than the end of the observation.
    @discardableResult
    mutating func apply(_ line: borrowing Span<UInt8>) -> Bool {
        events += 1
        let input = router.map { Int($0.route(line).input) } ?? 0
        batch.removeAll()
        let origin = EventBatch.Origin(input: UInt16(input), partition: 0, offset: 0)
        let rejection = decoder.decode(
            line, origin: origin, fixedType: fixedTypes[input], latest: until ?? .never,
            into: &batch)
        if let rejection { return rejection.reason != .futureEvent }
        let head = batch.heads[0]
        let range = Int(head.customer.start)..<Int(head.customer.start + head.customer.count)
        let customer = Array(batch.text[range])
        let (row, isNew) = table.findOrInsert(customer.span)
        if isNew {
            for model in histories.indices { histories[model].append(PurchaseHistory()) }
        }
        let before = counts(row)
        guard table.fold(batch, 0, into: row) else { return true }
        table.endCycle()
        accepted += 1
        lastEvent = max(lastEvent, head.at)
        let after = counts(row)
        for model in models.models.indices where after[model] > before[model] {
            add(model, row, head)
        }
        return true
    }

    /// Purchases that the engine has counted for each model.
    private func counts(_ row: Int) -> [Int64] {
        models.models.indices.map { model in
            let value = table.value(model, row, .distantPast).value
            guard case .count(let count) = value else { return 0 }
            return count
        }
    }

    private mutating func add(_ model: Int, _ row: Int, _ head: EventBatch.Head) {
        let settings = models.models[model]
        var amount: Int64 = 0
        if settings.kind.needsField {
            let values = (models.fields[model][Int(head.type)] ?? []).map { batch.values[$0] }
                .filter { $0.kind == .number }
            // A purchase whose amount is not known tells nothing of amounts.
            guard !values.isEmpty else { return }
            for value in values {
                let (sum, overflow) = amount.addingReportingOverflow(value.bits)
                amount = overflow ? (value.bits < 0 ? .min : .max) : sum
            }
        }
        let calendar = models.plan.calendar
        let isDaily = settings.per.value == .day && settings.kind != .rfm
        let day = isDaily ? calendar.start(ofDay: calendar.day(of: head.at)) : nil
        histories[model][row].add(
            at: head.at, day: day, amount: FixedDecimal(millionths: amount))
    }
}
