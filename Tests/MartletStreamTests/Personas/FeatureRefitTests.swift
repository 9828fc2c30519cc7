import MartletProfile
import MartletWire
import Testing

@testable import MartletStream

/// Refits of the models that features read, each by itself.
@Suite struct FeatureRefitTests {
    private typealias Keeper = ModelKeeper<ScriptedTopics>
    private static let hour: Int64 = 3_600_000
    private static let day = PersonaScene.day
    private static let start = PersonaScene.start

    private static let models = [
        ModelDefinition(name: "churn", method: .purchases(.mbgnbd, unit: 7 * day)),
        ModelDefinition(name: "spend", method: .spend),
        ModelDefinition(name: "pace", method: .rhythm),
        ModelDefinition(name: "rfm", method: .scores(5, rule: .interpolated)),
        ModelDefinition(name: "idle", method: .rhythm),
    ]
    private static let names = ["churn", "pace", "rfm", "spend"]

    private static func plan(
        personas: PersonaDefinition? = nil, filter: String? = nil, timeZone: String = "UTC"
    ) throws -> Plan {
        let feature = {
            (
                name: String, kind: FeatureDefinition.Aggregate, field: [String],
                measure: MeasureDefinition
            ) in
            FeatureDefinition(
                name: name, aggregate: kind, sources: [.init(type: "buy", field: field)],
                filter: filter, measure: measure)
        }
        return try Plan(
            features: [
                feature("alive", .pAlive, [], MeasureDefinition(model: "churn")),
                feature(
                    "worth", .expectedSpend, ["amount"],
                    MeasureDefinition(model: "spend", purchases: "churn", horizon: 90 * day)),
                feature("pace", .rhythm, [], MeasureDefinition(model: "pace")),
                feature(
                    "rfm", .rfm, ["amount"], MeasureDefinition(model: "rfm", occasion: .event)),
                FeatureDefinition(name: "n", aggregate: .count, sources: [.init(type: "buy")]),
            ], segments: [SegmentDefinition(name: "lost", when: "alive < 0.5")],
            timeZone: timeZone, personas: personas)
    }

    /// Customers with `purchases` purchases each, a day to a week apart.
    private static func scene(
        _ plan: Plan, _ customers: Range<Int>, of purchases: (Int) -> Int
    ) -> PersonaScene {
        let scene = PersonaScene(plan)
        for customer in customers {
            var random = SplitMix64(seed: UInt64(customer))
            var at = start + day * Int64(random.next() % 20)
            for _ in 0..<purchases(customer) {
                scene.event(
                    "buy", at: at, #""amount":\#(5 + customer % 9 * 5 + Int(random.next() % 20))"#,
                    customer: "c\(customer)")
                at += day * Int64(1 + random.next() % 7)
            }
        }
        scene.pass(to: start + 100 * day)
        return scene
    }

    private static func summary(of scene: PersonaScene, slice: Int = 7) -> PopulationSummary? {
        var scan = PopulationScan(scene.shard.table)
        for _ in 0..<1_000 {
            if let summary = scan.go(on: scene.shard.table, limit: slice) { return summary }
        }
        return nil
    }

    private static func keeper(
        _ plan: Plan, _ board: ScriptedTopics.Board, _ shelf: ModelShelf,
        current: [ModelKey: ModelVersion] = [:]
    ) throws -> Keeper {
        let task = try #require(RefitTask(plan, models, interval: hour, seed: 1))
        #expect(task.unread == ["idle"])
        return Keeper(
            task, current: current, format: shelf.format(unit: 7 * day),
            topics: ScriptedTopics(board))
    }

    private func at(_ hours: Int64) -> Instant {
        Instant(milliseconds: Self.start + hours * Self.hour)
    }

    private static func failed(_ turn: Keeper.Turn) -> [ModelKey] {
        turn.notices.compactMap {
            guard case .failed(let key, _) = $0 else { return nil }
            return key
        }
    }

    @Test func `parts of a shop are summed up as the whole, whatever the slices`() throws {
        let plan = try Self.plan()
        let whole = try #require(
            Self.summary(of: Self.scene(plan, 0..<90) { $0 % 5 }, slice: .max))
        let task = try #require(RefitTask(plan, Self.models, interval: Self.hour, seed: 1))
        var records: [SharedRecord] = []
        for part in 0..<3 {
            let scene = Self.scene(plan, 0..<90) { $0 % 3 == part ? $0 % 5 : 0 }
            records += task.records(Int32(part), try #require(Self.summary(of: scene)))
        }
        #expect(records.count == 12)
        let merged = task.merged(records.reversed())
        #expect(merged.models == whole.models)
        #expect(merged.personas == nil)
        // Of 90 customers a fifth has bought nothing, another one only once.
        #expect(
            whole.models.mapValues(\.customers) == [
                "churn": 72, "spend": 54, "pace": 54, "rfm": 72,
            ])
        // What was summed up under another configuration does not count.
        for other in [
            try Self.plan(filter: "event.amount > 9"), try Self.plan(timeZone: "Asia/Tokyo"),
        ] {
            let task = try #require(RefitTask(other, Self.models, interval: Self.hour, seed: 1))
            #expect(task.merged(records).models.isEmpty)
        }
    }

    @Test func `all models are fitted, and all instances take them`() throws {
        let plan = try Self.plan()
        let (board, shelf) = (ScriptedTopics.Board(), ModelShelf())
        var first = try Self.keeper(plan, board, shelf)
        var second = try Self.keeper(plan, board, shelf)
        let parts = try [0..<40, 40..<90].map { customers in
            try #require(Self.summary(of: Self.scene(plan, customers) { 1 + $0 % 5 }))
        }
        _ = try first.turn(at: at(0), ownsFirst: true, summaries: [:])
        _ = try second.turn(at: at(0), ownsFirst: false, summaries: [1: parts[1]])
        let fitted = try first.turn(at: at(1), ownsFirst: true, summaries: [0: parts[0]])
        #expect(Self.failed(fitted).isEmpty)
        let features = try #require(fitted.update.features)
        #expect(features.keys.sorted() == Self.names)
        #expect(fitted.update.personas == nil)
        #expect(
            try second.turn(at: at(1), ownsFirst: false, summaries: [:]).update == fitted.update)
        #expect(shelf.versions.map(\.key) == Self.names.map { .feature($0) })
        // The fit is that of all customers in one place.
        let whole = try #require(Self.summary(of: Self.scene(plan, 0..<90) { 1 + $0 % 5 }))
        for model in Self.models.dropLast() {
            let summary = try #require(whole.models[model.name])
            #expect(features[model.name] == (try model.fit(summary)).model(unit: model.unit))
        }
        // The next refit tells how far customers have moved: nowhere.
        let again = try first.turn(at: at(2), ownsFirst: true, summaries: [:])
        let drifts = again.notices.compactMap { notice -> ModelDrift? in
            guard case .drift(_, let drift) = notice else { return nil }
            return drift
        }
        #expect(drifts.count == 4)
        guard case .likelihood(let before, let after) = drifts[0] else {
            Issue.record("no likelihood")
            return
        }
        #expect(before == after)
        #expect(drifts[2] == .scores(recency: 0, frequency: 0, money: 0))
        #expect(again.update.features == features)
    }

    @Test func `one that fails leaves the others, and its own model`() throws {
        let plan = try Self.plan()
        let (board, shelf) = (ScriptedTopics.Board(), ModelShelf())
        let old = FeatureModel.rhythm(RhythmModel(population: Rhythm(mean: 3, spread: 1)))
        var keeper = try Self.keeper(
            plan, board, shelf,
            current: [.feature("pace"): ModelVersion(until: at(0), model: .feature(old))])
        _ = try keeper.turn(at: at(0), ownsFirst: true, summaries: [:])
        // Thirty who have bought once: scores, and nothing else.
        let once = try #require(Self.summary(of: Self.scene(plan, 0..<30) { _ in 1 }))
        let turn = try keeper.turn(at: at(1), ownsFirst: true, summaries: [0: once])
        #expect(Self.failed(turn) == ["churn", "pace", "spend"].map { .feature($0) })
        #expect(turn.update.features?.keys.sorted() == ["pace", "rfm"])
        #expect(turn.update.features?["pace"] == old)
        // A summary that nobody can read is one that has not come.
        board.records[.population] = board.records[.population]?.map {
            $0.key == "0/rfm" ? SharedRecord(key: $0.key, value: [1, 2, 3]) : $0
        }
        let next = try keeper.turn(at: at(2), ownsFirst: true, summaries: [:])
        #expect(Self.failed(next) == Self.names.map { .feature($0) })
        #expect(next.update.isEmpty)
    }

    @Test func `personas beside models`() throws {
        let personas = PersonaDefinition(
            assignment: .clusters(PersonaClusters(count: 2, names: ["few", "many"])),
            features: [PersonaFeature(name: "n")])
        let plan = try Self.plan(personas: personas)
        let (board, shelf) = (ScriptedTopics.Board(), ModelShelf())
        var keeper = try Self.keeper(plan, board, shelf)
        _ = try keeper.turn(at: at(0), ownsFirst: true, summaries: [:])
        let alike = try #require(Self.summary(of: Self.scene(plan, 0..<60) { _ in 3 }))
        let one = try keeper.turn(at: at(1), ownsFirst: true, summaries: [0: alike])
        #expect(Self.failed(one) == [.personas])
        #expect(one.update.personas == nil && one.update.features?.count == 4)
        let apart = try #require(Self.summary(of: Self.scene(plan, 0..<60) { 1 + $0 % 4 }))
        let two = try keeper.turn(at: at(2), ownsFirst: true, summaries: [0: apart])
        #expect(two.update.personas?.clusters.count == 2 && two.update.features?.count == 4)
    }

    @Test func `personas wait for the models by which customers are compared`() throws {
        let personas = PersonaDefinition(
            assignment: .clusters(PersonaClusters(count: 2, names: ["few", "many"])),
            features: [PersonaFeature(name: "n"), PersonaFeature(name: "worth")])
        let plan = try Self.plan(personas: personas)
        let (board, shelf) = (ScriptedTopics.Board(), ModelShelf())
        var keeper = try Self.keeper(plan, board, shelf)
        _ = try keeper.turn(at: at(0), ownsFirst: true, summaries: [:])
        let summary = try #require(Self.summary(of: Self.scene(plan, 0..<60) { 1 + $0 % 4 }))
        let one = try keeper.turn(at: at(1), ownsFirst: true, summaries: [0: summary])
        #expect(Self.failed(one) == [.personas])
        #expect(one.update.personas == nil && one.update.features?.count == 4)
        let two = try keeper.turn(at: at(2), ownsFirst: true, summaries: [0: summary])
        #expect(Self.failed(two).isEmpty && two.update.personas != nil)
    }

    @Test func `a restart takes the latest, of each model by itself`() throws {
        let plan = try Self.plan()
        let (board, shelf) = (ScriptedTopics.Board(), ModelShelf())
        var first = try Self.keeper(plan, board, shelf)
        _ = try first.turn(at: at(0), ownsFirst: true, summaries: [:])
        let summary = try #require(Self.summary(of: Self.scene(plan, 0..<60) { 1 + $0 % 4 }))
        let turn = try first.turn(at: at(1), ownsFirst: true, summaries: [0: summary])
        let features = try #require(turn.update.features)
        // From files: one older than what was published, one younger.
        let file = FeatureModel.rhythm(RhythmModel(population: Rhythm(mean: 3, spread: 1)))
        let current = [
            ModelKey.feature("pace"): ModelVersion(until: at(5), model: .feature(file)),
            .feature("rfm"): ModelVersion(until: .distantPast, model: .feature(file)),
        ]
        var second = try Self.keeper(plan, board, shelf, current: current)
        let latest = try second.latest()
        #expect(latest.features == features.merging(["pace": file]) { $1 })
        // Nothing of that is news in the turns to come.
        #expect(try second.turn(at: at(2), ownsFirst: false, summaries: [:]).update.isEmpty)
        // A file that is read again counts if it has seen more.
        let early = [ModelKey.feature("spend"): ModelVersion(until: at(0), model: .feature(file))]
        #expect(second.offer(early).isEmpty)
        let late = [ModelKey.feature("spend"): ModelVersion(until: at(9), model: .feature(file))]
        #expect(second.offer(late).features?["spend"] == file)
        // Records that do not fit this configuration are told of, those of no model are not.
        shelf.isForeign = true
        board.records[.models, default: []] += ["models/churn", "models/gone", "noise"]
            .map { SharedRecord(key: $0, value: [0]) }
        let notices = try second.turn(at: at(3), ownsFirst: false, summaries: [:]).notices
        #expect(notices.count == 1)
        guard case .unusable(.feature("churn"))? = notices.first else {
            Issue.record("no notice")
            return
        }
    }

    @Test func `without features on models there is nothing to fit`() throws {
        let plan = try Plan(
            features: [
                FeatureDefinition(name: "n", aggregate: .count, sources: [.init(type: "buy")])
            ], segments: [])
        #expect(RefitTask(plan, Self.models, interval: Self.hour, seed: 1) == nil)
    }
}
