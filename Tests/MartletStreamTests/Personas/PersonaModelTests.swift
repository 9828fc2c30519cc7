import MartletProfile
import Testing

@testable import MartletStream

/// Personas by clusters: assignment, and models that change while the shard runs.
@Suite struct PersonaModelTests {
    private typealias Refresh = PersonaScene.Refresh
    private static let start = PersonaScene.start
    private static let minute = PersonaScene.minute

    private func at(_ minutes: Int64) -> Int64 { Self.start + minutes * Self.minute }

    /// Clusters of customers with few and with many purchases, by plain numbers.
    private static func model(_ few: Double, _ many: Double) -> PersonaModel {
        let names = ["n", "views"]
        return PersonaModel(
            features: names.map { name in
                PersonaModel.Feature(
                    feature: PersonaFeature(name: name),
                    scale: PersonaScale(bend: .none, mean: 0, deviation: 1),
                    spread: Spread(sorted: [], unknown: 0))
            },
            clusters: [
                .init(id: 1, name: "few", size: 1, centre: [few, 0]),
                .init(id: 2, name: "many", size: 1, centre: [many, 0]),
            ])
    }

    private func scene(
        _ model: PersonaModel?, clusters: PersonaClusters = PersonaClusters(count: 2),
        triggers: [RefreshTrigger]? = nil
    ) throws -> PersonaScene {
        let definition = PersonaDefinition(
            assignment: .clusters(clusters),
            features: ["n", "views"].map { PersonaFeature(name: $0) },
            triggers: triggers ?? [
                RefreshTrigger(
                    name: "buy", types: ["buy"], condition: .rule("has(event.amount)"))
            ])
        return PersonaScene(try PersonaScene.plan(definition, model: model))
    }

    private func buy(_ scene: PersonaScene, _ minutes: Range<Int64>, _ customer: String = "c1") {
        for minute in minutes {
            scene.event("buy", at: at(minute), #""amount":1"#, customer: customer)
        }
    }

    @Test func `the nearest centre, with a margin`() throws {
        let clusters = PersonaClusters(count: 2, limit: 3, margin: 0.4)
        let scene = try scene(Self.model(1, 4), clusters: clusters)
        buy(scene, 0..<9)
        // At 3 the other centre is 1 away and the own one 2: nearer by more than the margin.
        // Beyond 4 + 3 * 1.4 nobody stays.
        #expect(
            scene.refreshes.map(\.persona) == [
                "few", "few", "many", "many", "many", "many", "many", "many", "unassigned",
            ])
        #expect(scene.refreshes.map(\.sequence) == Array(1...9))
        #expect(
            scene.shard.table.personaMembers.map(\.members) == [0, 0, 1])
        #expect(scene.shard.table.personaRefreshes == 9)
    }

    @Test func `the record`() throws {
        let scene = try scene(Self.model(1, 4))
        scene.event("view", at: at(0), customer: #"c\"1"#)
        scene.event("buy", at: at(1), #""amount":5,"event_id":"e1""#, customer: #"c\"1"#)
        let fingerprint = Self.model(1, 4).fingerprint
        #expect(
            scene.records == [
                #"{"id":"persona:c\"1:1","customer_id":"c\"1","seq":1,"#
                    + #""at":"2024-01-01T00:01:00.000Z","persona":"few","previous":null,"#
                    + #""changed":true,"trigger":"buy","distance":1,"runner_up":"many","#
                    + #""runner_up_distance":3.162278,"#
                    + #""traits":[{"feature":"n","value":1,"z":1},"#
                    + #"{"feature":"views","value":1,"z":1}],"#
                    + #""cause":{"kind":"event","type":"buy","event_id":"e1","topic":"events","#
                    + #""partition":0,"offset":1},"model":"\#(fingerprint)","#
                    + #""rules":"\#(scene.plan.fingerprint)"}"#
            ])
    }

    @Test func `before the first model there is nothing to tell`() throws {
        let scene = try scene(nil)
        buy(scene, 0..<2)
        buy(scene, 2..<7, "c2")
        scene.event("view", at: at(7), customer: "c3")
        #expect(scene.refreshes.isEmpty)
        #expect(scene.shard.table.persona(0) == nil)
        scene.shard.replace(ModelUpdate(personas: Self.model(1, 4)))
        change(scene)
        #expect(
            scene.refreshes == [
                Refresh(at(7), "model_change", "few", from: nil, 1, kind: "model_change"),
                Refresh(
                    at(7), "model_change", "many", from: nil, 1, customer: "c2",
                    kind: "model_change"),
                Refresh(
                    at(7), "model_change", "few", from: nil, 1, customer: "c3",
                    kind: "model_change"),
            ])
    }

    /// Applies the model two profiles at a time; the result is the number of slices.
    @discardableResult
    private func change(_ scene: PersonaScene) -> Int {
        var slices = 0
        while scene.shard.isChangingModel {
            slice(scene)
            slices += 1
        }
        return slices
    }

    private func slice(_ scene: PersonaScene) {
        var outputs = OutputBatch()
        scene.shard.changeModel(
            limit: 2, EventBatch(schema: scene.plan.features.schema), scene.encoder,
            into: &outputs)
    }

    @Test func `a new model is applied in slices and told of where it matters`() throws {
        let scene = try scene(Self.model(1, 4))
        for (index, count) in ([1, 2, 3, 4, 5] as [Int64]).enumerated() {
            buy(scene, Int64(index) * 10..<Int64(index) * 10 + count, "c\(index)")
        }
        let before = scene.refreshes.count
        scene.shard.replace(ModelUpdate(personas: Self.model(2, 9)))
        #expect(scene.shard.isChangingModel)
        // An event meanwhile goes by the new model already.
        buy(scene, 60..<61, "c4")
        #expect(scene.refreshes.last?.persona == "many")
        #expect(change(scene) == 3)
        // 3 and 4 purchases are nearer to 2 than to 9 now; the rest stays.
        #expect(
            scene.refreshes.dropFirst(before + 1).map(\.customer) == ["c2", "c3"])
        #expect(
            scene.refreshes.dropFirst(before + 1).allSatisfy {
                $0.persona == "few" && $0.previous == "many" && $0.kind == "model_change"
            })
        #expect(scene.shard.table.personaMembers.map(\.members) == [4, 1, 0])
    }

    @Test func `a persona that is gone is named once more`() throws {
        let scene = try scene(Self.model(1, 4))
        buy(scene, 0..<2)
        var model = Self.model(1, 4)
        model.clusters[0].name = "rare"
        scene.shard.replace(ModelUpdate(personas: model))
        change(scene)
        #expect(
            scene.refreshes.last
                == Refresh(at(1), "model_change", "rare", from: "few", 3, kind: "model_change"))
    }

    @Test func `going back in the midst of a change`() throws {
        let scene = try scene(Self.model(1, 4))
        scene.shard.table.keepImages()
        for index in 0..<6 { buy(scene, Int64(index) * 10..<Int64(index) * 10 + 3, "c\(index)") }
        scene.shard.commit()
        scene.forget()
        scene.shard.replace(ModelUpdate(personas: Self.model(2, 9)))
        slice(scene)
        scene.shard.rollBack()
        // The model stays; the profiles of the slice are seen to again.
        #expect(change(scene) == 3)
        #expect(scene.refreshes.count == 2 + 6)
        #expect(scene.refreshes.dropFirst(2).map(\.sequence) == Array(repeating: 4, count: 6))
        scene.shard.commit()
        scene.forget()
        // Committed after one slice: the way back leads there, not to the beginning.
        scene.shard.replace(ModelUpdate(personas: Self.model(1, 4)))
        slice(scene)
        scene.shard.commit()
        slice(scene)
        scene.shard.rollBack()
        #expect(scene.shard.isChangingModel)
        #expect(change(scene) == 2)
        #expect(
            scene.refreshes.map(\.customer) == ["c0", "c1", "c2", "c3", "c2", "c3", "c4", "c5"])
        #expect(scene.shard.table.personaMembers.map(\.members) == [0, 6, 0])
    }

    @Test func `nothing known, nobody near`() throws {
        let definition = PersonaDefinition(
            assignment: .clusters(PersonaClusters(count: 2)),
            features: [
                PersonaFeature(name: "n", value: "days_since(last_buy)"),
                PersonaFeature(name: "views", value: "1 / (n - n)"),
            ],
            triggers: [RefreshTrigger(name: "any", types: ["view"], condition: .first)])
        let scene = PersonaScene(try PersonaScene.plan(definition, model: Self.model(1, 4)))
        scene.event("view", at: at(0))
        #expect(scene.refreshes.map(\.persona) == ["unassigned"])
        let record = try #require(scene.records.first)
        #expect(
            record.contains(
                #""distance":null,"runner_up":null,"runner_up_distance":null,"traits":[]"#))
    }
}
