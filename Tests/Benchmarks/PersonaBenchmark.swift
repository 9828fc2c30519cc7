import MartletProfile
import MartletStream
import MartletWire

/// A model of personas is fitted to all customers and applied to them while events go on.
///
/// The engine alone: a worker with a log in memory. An event's processing time is that of the whole
/// turn in which it is applied, with the slice of customers and the commit beside it.
struct PersonaBenchmark {
    /// Customers.
    var customers: Int

    private static let day: Int64 = 86_400_000
    /// Events in one turn.
    private static let batch = 100

    /// Runs it once.
    func run() throws -> [Measurement] {
        let plan = try Self.plan(alerts: Self.alerts, personas: Self.personas)
        var worker = Worker(
            plan: plan, log: MemoryLog(), clock: MidnightClock(wall: 90 * Self.day))
        func turns(_ count: Int) throws {
            var done = 0
            try worker.run(until: { done == count }, onTurn: { _ in done += 1 })
        }
        worker.log.line = Self.line
        try turns(1)
        for round in 0..<3 {
            for start in stride(from: 0, to: customers, by: 4096) {
                let end = min(customers, start + 4096)
                // Some buy once, some twice, some three times.
                worker.log.next = start + (end - start) * round / 3..<end
                try turns(1)
            }
        }
        var summaries: [PopulationSummary] = []
        worker.onSummary = { summaries.append($1) }
        let scan = try Self.seconds {
            worker.summarise()
            while summaries.isEmpty { try turns(1) }
        }
        var model: PersonaModel?
        let fitting = try Self.seconds {
            model = try PersonaFit(Self.personas, summaries[0].sample, seed: 1).model
        }
        worker.replace(ModelUpdate(personas: model))
        var random = SplitMix64(seed: 1)
        var times: [Double] = []
        let applying = try Self.seconds {
            while worker.isChangingModels {
                let first = Int(random.next() % UInt64(max(1, customers - Self.batch)))
                worker.log.next = first..<min(customers, first + Self.batch)
                times.append(try Self.seconds { try turns(1) } * 1_000)
            }
        }
        times.sort()
        var refit = Measurement(
            name: "persona refit", count: customers, seconds: scan + fitting, unit: "customer")
        refit.details = [("scan s", scan), ("fit s", fitting)]
        var apply = Measurement(
            name: "persona apply", count: customers, seconds: applying, unit: "customer")
        apply.details =
            [
                ("turns", Double(times.count)), ("event p50 ms", times[times.count / 2]),
                ("event p99 ms", times[min(times.count - 1, times.count * 99 / 100)]),
                ("max ms", times[times.count - 1]),
                ("records", Double(worker.shards[0].table.personaRefreshes)),
            ] + (try Self.sizes())
        return [refit, apply]
    }

    private static func seconds(_ work: () throws -> Void) rethrows -> Double {
        let start = ContinuousClock.now
        try work()
        return (ContinuousClock.now - start) / .seconds(1)
    }

    /// Bytes of a row that alerts and personas add.
    private static func sizes() throws -> [(String, Double)] {
        let bare = try plan(alerts: [], personas: nil).plan.rowBytes
        let alerting = try plan(alerts: alerts, personas: nil).plan.rowBytes
        let dividing = try plan(alerts: [], personas: personas).plan.rowBytes
        return [
            ("bytes of 3 alerts", Double(alerting - bare)),
            ("bytes of personas", Double(dividing - bare)),
        ]
    }

    /// Customers differ by their numbers.
    private static func line(_ customer: Int) -> String {
        let hash = UInt64(customer) &* 0x9E37_79B9_7F4A_7C15
        let at = 89 * day + Int64(hash >> 40 % UInt64(day))
        let amount = Int(hash >> 16 % 500) + 1
        return #"{"customer_id":"c\#(customer)","ts":\#(at),"amount":\#(amount)}"#
    }

    private static func plan(
        alerts: [AlertDefinition], personas: PersonaDefinition?
    ) throws -> StreamPlan {
        let source = { (field: [String]) in
            FeatureDefinition.Source(type: "purchase", field: field)
        }
        let window = Window(length: 30, unit: .day)
        let plan = try Plan(
            features: [
                FeatureDefinition(
                    name: "orders_30d", aggregate: .count, sources: [source([])], window: window),
                FeatureDefinition(
                    name: "spend_30d", aggregate: .sum, sources: [source(["amount"])],
                    window: window),
                FeatureDefinition(name: "orders", aggregate: .count, sources: [source([])]),
                FeatureDefinition(name: "last", aggregate: .last, sources: [source(["ts"])]),
                FeatureDefinition(name: "rhythm", aggregate: .meanGap, sources: [source([])]),
            ], segments: [SegmentDefinition(name: "loyal", when: "orders_30d >= 3")],
            alerts: alerts, personas: personas)
        return StreamPlan(
            name: "bench", plan: plan, inputs: [.init(topic: "events", type: "purchase")],
            clock: .wall, commitInterval: 100)
    }

    private static var alerts: [AlertDefinition] {
        let resolution = AlertDefinition.Resolution.events(["purchase"])
        return [
            AlertDefinition(
                name: "silence", when: "days_since(last) > 3 * rhythm", minHistory: "orders >= 3",
                resolution: resolution),
            AlertDefinition(name: "gone", when: "days_since(last) > 60", resolution: resolution),
            AlertDefinition(name: "drop", when: "orders_30d < orders / 10"),
        ]
    }

    private static var personas: PersonaDefinition {
        PersonaDefinition(
            assignment: .clusters(PersonaClusters(count: 5, margin: 0.1)),
            features: [
                PersonaFeature(name: "orders_30d", bend: .log),
                PersonaFeature(name: "spend_30d", bend: .log),
                PersonaFeature(name: "recency", value: "days_since(last)", bend: .sqrt),
            ],
            triggers: [RefreshTrigger(name: "first", types: ["purchase"], condition: .first)],
            forecasts: [.init(name: "quiet", when: "days_since(last) > 2 * rhythm")],
            interval: 7 * day)
    }
}
