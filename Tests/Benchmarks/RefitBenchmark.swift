import MartletProfile
import MartletStream
import MartletWire

/// The models that features read are fitted to all customers, as `run` does.
///
/// The engine alone: a worker with a log in memory, whose shard is summed up, and the codec.
struct RefitBenchmark {
    /// Customers.
    var customers: Int

    private static let day: Int64 = 86_400_000
    private static let models = [
        ModelDefinition(name: "churn", method: .purchases(.mbgnbd, unit: 7 * day)),
        ModelDefinition(name: "spend", method: .spend),
        ModelDefinition(name: "pace", method: .rhythm),
        ModelDefinition(name: "rfm", method: .scores(5, rule: .interpolated)),
    ]

    /// Runs it once.
    func run() throws -> [Measurement] {
        let plan = try Self.plan()
        var worker = Worker(
            plan: plan, log: MemoryLog(), clock: MidnightClock(wall: 730 * Self.day))
        func turns(_ count: Int) throws {
            var done = 0
            try worker.run(until: { done == count }, onTurn: { _ in done += 1 })
        }
        try turns(1)
        // A customer in so many is left in each round: few buy often.
        for round in 0..<6 {
            worker.log.line = { Self.line($0 << round, round) }
            let count = customers >> round
            for start in stride(from: 0, to: count, by: 4096) {
                worker.log.next = start..<min(count, start + 4096)
                try turns(1)
            }
        }
        var summaries: [PopulationSummary] = []
        worker.onSummary = { summaries.append($1) }
        worker.log.next = 0..<0
        worker.summarise()
        var slowest = 0.0
        let scanning = try Self.seconds {
            while summaries.isEmpty { slowest = max(slowest, try Self.seconds { try turns(1) }) }
        }
        var scan = Measurement(
            name: "refit scan", count: customers, seconds: scanning, unit: "customer")
        scan.details = [("slowest turn ms", slowest * 1_000)]
        var measurements = [scan]
        var models: [String: FeatureModel] = [:]
        for definition in Self.models {
            guard let summary = summaries[0].models[definition.name] else { continue }
            let (model, measurement) = try Self.fit(definition, summary)
            models[definition.name] = model
            measurements.append(measurement)
        }
        worker.replace(ModelUpdate(features: models))
        slowest = 0
        let applying = try Self.seconds {
            while worker.isChangingModels {
                slowest = max(slowest, try Self.seconds { try turns(1) })
            }
        }
        var apply = Measurement(
            name: "refit apply", count: customers, seconds: applying, unit: "customer")
        apply.details = [
            ("slowest turn ms", slowest * 1_000), ("changes", Double(worker.totals.changes)),
        ]
        return measurements + [apply]
    }

    private static func fit(
        _ model: ModelDefinition, _ summary: ModelSummary
    ) throws -> (FeatureModel?, Measurement) {
        let codec = ModelSummaryCodec(summary.kind, hash: 1)
        var record: [UInt8] = []
        let encoding = seconds { record = codec.encode(summary) }
        var read: ModelSummary?
        let decoding = seconds { read = codec.decode(record) }
        // Few customers may tell too little; that too takes its time.
        var fit: FeatureFit?
        let fitting = seconds { fit = try? model.fit(read ?? summary) }
        var measurement = Measurement(
            name: "refit \(model.name)", count: max(1, summary.customers), seconds: fitting,
            unit: "customer")
        measurement.details = [
            ("fit s", fitting), ("encode ms", encoding * 1_000), ("decode ms", decoding * 1_000),
            ("record bytes", Double(record.count)),
            ("bins", Double(summary.bins.reduce(0) { $0 + $1.count })),
            ("precision", Double(summary.bins.last?.precision ?? 0)),
        ]
        return (fit?.model(unit: model.unit), measurement)
    }

    private static func seconds(_ work: () throws -> Void) rethrows -> Double {
        let start = ContinuousClock.now
        try work()
        return (ContinuousClock.now - start) / .seconds(1)
    }

    /// Purchases over two years, the rounds of a customer one after the other.
    private static func line(_ customer: Int, _ round: Int) -> String {
        let hash = SplitMix64.mixed(UInt64(customer))
        let first = Int64(hash % 600)
        let gap = 1 + Int64(SplitMix64.mixed(hash ^ UInt64(round)) % 25)
        let at = (first + (round == 0 ? 0 : Int64(round - 1) * 25 + gap)) * day + 3_600_000
        let amount = Int(hash >> 32 % 20_000) + Int(hash >> 16 % 1_000)
        let price = "\(amount / 100).\(10 + amount % 90)"
        return #"{"customer_id":"c\#(customer)","ts":\#(at),"amount":\#(price)}"#
    }

    private static func plan() throws -> StreamPlan {
        let feature = {
            (
                name: String, kind: FeatureDefinition.Aggregate, field: [String],
                measure: MeasureDefinition
            ) in
            FeatureDefinition(
                name: name, aggregate: kind, sources: [.init(type: "purchase", field: field)],
                measure: measure)
        }
        let plan = try Plan(
            features: [
                feature("alive", .pAlive, [], MeasureDefinition(model: "churn")),
                feature(
                    "worth", .expectedSpend, ["amount"],
                    MeasureDefinition(model: "spend", purchases: "churn", horizon: 90 * day)),
                feature("pace", .rhythm, [], MeasureDefinition(model: "pace")),
                feature(
                    "rfm", .rfm, ["amount"], MeasureDefinition(model: "rfm", occasion: .event)),
            ], segments: [SegmentDefinition(name: "lost", when: "alive < 0.3")])
        return StreamPlan(
            name: "bench", plan: plan, inputs: [.init(topic: "events", type: "purchase")],
            clock: .wall, commitInterval: 100)
    }
}
