import MartletProfile
import MartletSimulation
import MartletStream
import Testing

/// Fitted models and restores: a model is applied to every customer once, whatever happens.
@Suite struct ModelRestoreTests {
    typealias Scene = CheckpointScene

    private static let personas = PersonaDefinition(
        assignment: .clusters(PersonaClusters(count: 2)),
        features: [PersonaFeature(name: "orders")],
        triggers: [RefreshTrigger(name: "first", types: ["purchase"], condition: .first)])

    /// Clusters around so many orders.
    private static func model(_ few: Double, _ many: Double) -> PersonaModel {
        PersonaModel(
            features: [
                PersonaModel.Feature(
                    feature: personas.features[0],
                    scale: PersonaScale(bend: .none, mean: 0, deviation: 1),
                    spread: Spread(sorted: [], unknown: 0))
            ],
            clusters: [
                .init(id: 1, name: "few", size: 1, centre: [few]),
                .init(id: 2, name: "many", size: 1, centre: [many]),
            ])
    }

    private static func plan(_ model: PersonaModel?) throws -> StreamPlan {
        var plan = try Scene.plan(personas: personas)
        plan.plan.personaModel = model
        plan.timeSlice = 1
        return plan
    }

    private func refreshes(_ scene: Scene) -> [String] {
        scene.cluster.told[.personaRefreshes] ?? []
    }

    /// Twelve customers with about five orders each: all of them few, by the first model.
    private func written(_ model: PersonaModel? = Self.model(1, 100)) throws -> Scene {
        let scene = Scene(try Self.plan(model))
        scene.produce(60, seed: 1)
        scene.drain(checkpoints: 1)
        scene.run(turns: 200)
        return scene
    }

    private func checkToldOnce(_ scene: Scene, _ before: Int, _ label: String) {
        let told = refreshes(scene).dropFirst(before)
        #expect(told.count == 12, "\(label)")
        #expect(told.allSatisfy { $0.contains(#""trigger":"model_change""#) }, "\(label)")
        #expect(told.allSatisfy { $0.contains(#""seq":2,"#) }, "\(label)")
        #expect(scene.profiles.allSatisfy { $0.contains(#""persona":"many""#) }, "\(label)")
    }

    @Test(arguments: 0..<20) func aModelIsAppliedAfterCrashes(seed: Int) throws {
        let scene = try written()
        let before = refreshes(scene).count
        #expect(before == 12)
        var random = SplitMix64(seed: UInt64(seed))
        if seed % 3 == 0 { scene.store.files = [:] }
        scene.replace(Self.model(-100, 1))
        scene.cluster.abortOdds = 3
        scene.run(turns: 1 + random.below(10))
        scene.plan = try Self.plan(Self.model(-100, 1))
        for _ in 0..<3 {
            scene.crash()
            scene.run(turns: 1 + random.below(12))
        }
        scene.cluster.abortOdds = 0
        scene.run(turns: 100)
        checkToldOnce(scene, before, "seed \(seed)")
        scene.crash()
        scene.run(turns: 100)
        checkToldOnce(scene, before, "seed \(seed), after a restart")
    }

    @Test func anotherFileAtTheStartIsAnotherModel() throws {
        let scene = try written()
        let before = refreshes(scene).count
        scene.crash()
        scene.plan = try Self.plan(Self.model(-100, 1))
        scene.run(turns: 100)
        checkToldOnce(scene, before, "start")
    }

    @Test(arguments: [1, 2, 3, 4]) func aModelThatComesDuringARestore(turns: Int) throws {
        let scene = try written()
        let before = refreshes(scene).count
        scene.crash()
        scene.store.files = [:]
        scene.clock.step = 60
        scene.run(turns: turns)
        #expect(!scene.isReading)
        scene.replace(Self.model(-100, 1))
        scene.run(turns: 200)
        checkToldOnce(scene, before, "after \(turns) turns")
    }

    /// Nobody's persona changes, and still it is written down that the model was applied: later,
    /// customers who have changed since would be told of as if it had just come.
    @Test func aModelThatChangesNobodyIsAppliedOnce() throws {
        let scene = try written()
        let before = refreshes(scene).count
        let other = Self.model(1, 20)
        scene.replace(other)
        scene.run(turns: 100)
        scene.produce(400, seed: 3)
        scene.drain()
        scene.crash()
        scene.plan = try Self.plan(other)
        scene.run(turns: 100)
        // The trigger has fired for all of them, and the model is the one that they know.
        #expect(refreshes(scene).count == before)
    }

    @Test func theModelInUseIsNoNewOne() throws {
        let scene = try written()
        let before = refreshes(scene).count
        scene.produce(1_200, seed: 3)
        scene.drain()
        scene.replace(Self.model(1, 100))
        scene.run(turns: 100)
        #expect(refreshes(scene).count == before)
    }

    /// A profile without a persona has missed nothing that the model after the next would not find.
    @Test func customersOfATimeWithoutAModelAreFound() throws {
        let scene = try written()
        scene.crash()
        scene.plan = try Self.plan(nil)
        scene.run(turns: 50)
        scene.cluster.input[0]?.append(
            #"{"customer_id":"new","ts":1736000000000,"amount":1,"kind":"hats"}"#)
        scene.drain()
        scene.crash()
        scene.plan = try Self.plan(Self.model(1, 100))
        scene.run(turns: 100)
        #expect(scene.profiles.count == 13)
        #expect(scene.profiles.allSatisfy { $0.contains(#""persona":"few""#) })
    }
}
