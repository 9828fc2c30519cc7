import MartletProfile
import MartletWire
import Testing

@testable import MartletStream

/// Models that features read, and that change while the shard runs.
@Suite struct FeatureModelTests {
    private static let day = PersonaScene.day
    private static let start = PersonaScene.start

    private static func model(_ alpha: Double) -> [String: FeatureModel] {
        let model = PurchaseModel(kind: .mbgnbd, r: 0.5, alpha: alpha, a: 0.9, b: 1.6)
        return ["m": .purchases(PurchaseForecast(model: model, unit: 7 * day))]
    }

    private static func falls(_ alpha: Double, _ first: Int64) -> Int64 {
        guard case .purchases(let forecast)? = model(alpha)["m"] else { return 0 }
        let at = Instant(milliseconds: first)
        return forecast.instant(
            whenAlive: .init(repeats: 0, first: at, last: at), falls: .below(0.5)
        ).milliseconds
    }

    private static func scene(personas: PersonaDefinition? = nil) throws -> PersonaScene {
        let plan = try Plan(
            features: [
                FeatureDefinition(
                    name: "alive", aggregate: .pAlive, sources: [.init(type: "buy")],
                    measure: MeasureDefinition(model: "m"))
            ],
            segments: [SegmentDefinition(name: "lost", when: "alive < 0.5")],
            alerts: [
                AlertDefinition(
                    name: "churn", when: "1 - alive > 0.25",
                    ladder: [.init(name: "high", when: "true")], horizon: 900 * day)
            ], personas: personas)
        return PersonaScene(plan)
    }

    /// What the shard tells of segments, as `customer +entered -exited cause @day`.
    private final class Notes {
        var lines: [String] = []

        func watch(_ shard: Shard) {
            let note = {
                (kind: String, table: borrowing ProfileTable, row: Int, at: Instant, what: String)
                in
                let customer = table.withCustomer(row) { id in
                    String(decoding: id.indices.map { id[$0] }, as: UTF8.self)
                }
                return "\(customer) \(what) \(kind) \(at.milliseconds - FeatureModelTests.start)"
            }
            let kind = { (cause: Cause) in
                switch cause {
                case .event: "event"
                case .deadline: "deadline"
                case .ruleChange: "rule_change"
                case .modelChange: "model_change"
                }
            }
            shard.observer = { [unowned self] table, row, at, cause, _ in
                lines.append(
                    note(kind(cause), table, row, at, table.entered.isEmpty ? "out" : "in"))
            }
            shard.alertObserver = { [unowned self] table, row, at, cause, _ in
                for change in table.alertChanges {
                    lines.append(note(kind(cause), table, row, at, "\(change.change)"))
                }
            }
        }

        func take() -> [String] {
            defer { lines = [] }
            return lines
        }
    }

    @discardableResult
    private func change(_ scene: PersonaScene, slices limit: Int = .max) -> Int {
        var slices = 0
        var outputs = OutputBatch()
        while scene.shard.isChangingModel, slices < limit {
            scene.shard.changeModel(
                limit: 2, EventBatch(schema: scene.plan.features.schema), scene.encoder,
                into: &outputs)
            slices += 1
        }
        return slices
    }

    @Test func `profiles follow in slices, and so do their deadlines`() throws {
        let scene = try Self.scene()
        let notes = Notes()
        notes.watch(scene.shard)
        for index in 0..<5 { scene.event("buy", at: Self.start, customer: "c\(index)") }
        scene.pass(to: Self.start + 400 * Self.day)
        #expect(notes.take() == [])
        let now = 400 * Self.day
        scene.shard.replace(ModelUpdate(features: Self.model(2)))
        #expect(change(scene) == 3)
        let changed = notes.take()
        #expect(changed.count == 10)
        #expect(
            changed.prefix(2) == ["c0 in model_change \(now)", "c0 raised model_change \(now)"])
        // By a slower model they are alive again, until it says otherwise.
        scene.shard.replace(ModelUpdate(features: Self.model(80)))
        change(scene)
        #expect(notes.take().filter { $0.hasSuffix("out model_change \(now)") }.count == 5)
        let falls = Self.falls(80, Self.start)
        #expect(falls > Self.start + now)
        scene.pass(to: falls - 1)
        #expect(notes.take().allSatisfy { !$0.contains(" in ") })
        scene.pass(to: falls)
        #expect(notes.take() == (0..<5).map { "c\($0) in deadline \(falls - Self.start)" })
    }

    @Test func `a deadline of the old model is no change under the new one`() throws {
        let scene = try Self.scene()
        let notes = Notes()
        notes.watch(scene.shard)
        scene.shard.replace(ModelUpdate(features: Self.model(2)))
        for index in 0..<5 { scene.event("buy", at: Self.start, customer: "c\(index)") }
        change(scene)
        let early = Self.falls(2, Self.start)
        scene.shard.replace(ModelUpdate(features: Self.model(10)))
        // Nobody was looked at yet, and time passes all the same.
        scene.pass(to: early)
        #expect(notes.take().allSatisfy { !$0.contains(" in ") })
        let late = Self.falls(10, Self.start)
        scene.pass(to: late)
        #expect(
            notes.take().filter { $0.contains(" in ") }
                == (0..<5).map { "c\($0) in deadline \(late - Self.start)" })
    }

    @Test func `going back in the midst of a change`() throws {
        let scene = try Self.scene()
        let notes = Notes()
        scene.shard.table.keepImages()
        for index in 0..<6 { scene.event("buy", at: Self.start, customer: "c\(index)") }
        scene.pass(to: Self.start + 400 * Self.day)
        scene.shard.commit()
        notes.watch(scene.shard)
        scene.shard.replace(ModelUpdate(features: Self.model(2)))
        #expect(change(scene, slices: 1) == 1)
        #expect(notes.take().count == 4)
        scene.shard.rollBack()
        // The model stays; the profiles of the slice are seen to again.
        #expect(change(scene) == 3)
        #expect(notes.take().count == 12)
        scene.shard.commit()
        #expect(scene.shard.table.members == [6])
    }

    @Test func `personas by rules over what models say`() throws {
        let definition = PersonaDefinition(
            assignment: .rules([
                .init(name: "gone", when: "alive < 0.5"), .init(name: "here", when: "has(alive)"),
            ]),
            triggers: [RefreshTrigger(name: "buy", types: ["buy"], condition: .first)],
            forecasts: [.init(name: "slipping", when: "alive < 0.6")])
        let scene = try Self.scene(personas: definition)
        scene.event("buy", at: Self.start)
        #expect(scene.refreshes.map(\.persona) == ["unassigned"])
        scene.shard.replace(ModelUpdate(features: Self.model(2)))
        change(scene)
        #expect(scene.refreshes.last?.persona == "here")
        #expect(scene.refreshes.last?.trigger == "model_change")
        scene.pass(to: Self.start + 900 * Self.day)
        #expect(scene.refreshes.last?.trigger == "slipping")
    }
}
