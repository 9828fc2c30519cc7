import MartletProfile
import MartletSimulation
import MartletStream
import Testing

/// Models that features read, and restores: everybody is looked at under a new one, once.
@Suite struct FeatureModelRestoreTests {
    typealias Scene = CheckpointScene

    private static let features =
        Scene.features + [
            FeatureDefinition(
                name: "alive", aggregate: .pAlive, sources: [.init(type: "purchase")],
                measure: MeasureDefinition(model: "churn"))
        ]

    /// A model after which almost nobody, or almost everybody, is still a customer.
    private static func models(_ b: Double) -> [String: FeatureModel] {
        let model = PurchaseModel(kind: .mbgnbd, r: 0.5, alpha: 6, a: 1, b: b)
        return ["churn": .purchases(PurchaseForecast(model: model, unit: 7 * 86_400_000))]
    }

    private static func plan(_ b: Double) throws -> StreamPlan {
        var plan = try Scene.plan(
            features: features, segments: [SegmentDefinition(name: "lost", when: "alive < 0.5")])
        plan.plan.models = models(b)
        plan.timeSlice = 1
        return plan
    }

    private func changes(_ scene: Scene) -> [String] { scene.cluster.told[.segmentChanges] ?? [] }

    @Test(arguments: 0..<20) func `a refit that crashes cut short reaches everybody`(
        seed: Int
    ) throws {
        let scene = Scene(try Self.plan(1e4))
        scene.produce(60, seed: 1)
        scene.drain(checkpoints: 1)
        scene.run(turns: 200)
        #expect(changes(scene).isEmpty)
        var random = SplitMix64(seed: UInt64(seed))
        if seed % 3 == 0 { scene.store.files = [:] }
        scene.replace(ModelUpdate(features: Self.models(1e-4)))
        scene.cluster.abortOdds = 3
        scene.run(turns: 1 + random.below(10))
        // Who takes over reads the latest models before it starts.
        scene.plan = try Self.plan(1e-4)
        for _ in 0..<3 {
            scene.crash()
            scene.run(turns: 1 + random.below(12))
        }
        scene.cluster.abortOdds = 0
        for label in ["seed \(seed)", "seed \(seed), after a restart"] {
            scene.run(turns: 100)
            let told = changes(scene)
            #expect(told.count == 12, "\(label)")
            #expect(told.allSatisfy { $0.contains(#""entered":["lost"]"#) }, "\(label)")
            #expect(told.allSatisfy { $0.contains(#""kind":"model_change""#) }, "\(label)")
            #expect(told.allSatisfy { $0.contains(#""seq":1,"#) }, "\(label)")
            scene.crash()
        }
    }
}
