import MartletProfile
import MartletSimulation
import MartletStream
import Testing

/// A restart with other churn alerts: no episode is lost, and none is told of twice.
@Suite struct AlertChangeTests {
    typealias Scene = CheckpointScene

    private static let day: Int64 = 86_400_000

    private static func alert(
        _ name: String, _ when: String, _ resolution: AlertDefinition.Resolution = .whenEnds
    ) -> AlertDefinition {
        AlertDefinition(name: name, when: when, resolution: resolution, horizon: 60 * day)
    }

    private func written(_ alerts: [AlertDefinition]) throws -> Scene {
        let scene = Scene(try Scene.plan(alerts: alerts))
        scene.produce(60, seed: 1)
        scene.drain(checkpoints: 1)
        scene.run(turns: 200)
        return scene
    }

    private func told(_ scene: Scene) -> [String] { scene.cluster.told[.churnAlerts] ?? [] }

    /// Restarts with other alerts and gives what that told.
    private func restart(
        _ scene: Scene, _ alerts: [AlertDefinition], withCheckpoint: Bool = true,
        features: [FeatureDefinition]? = nil
    ) throws -> [String] {
        let before = told(scene).count
        if !withCheckpoint { scene.store.files = [:] }
        scene.crash()
        scene.plan = try Scene.plan(features: features, alerts: alerts)
        scene.run(turns: 100)
        return Array(told(scene).dropFirst(before))
    }

    private func checkNumbers(_ scene: Scene) {
        var last: [String: Int] = [:]
        for record in told(scene) {
            let parts = record.split(separator: "\"")
            let customer = String(parts[7])
            last[customer, default: 0] += 1
            #expect(record.contains("\"seq\":\(last[customer] ?? 0),"), "\(record)")
        }
    }

    @Test(arguments: [false, true]) func anEpisodeGoesOnBesideOthers(
        withCheckpoint: Bool
    ) throws {
        let kept = Self.alert("m", "orders >= 1")
        let scene = try written([kept])
        #expect(told(scene).count == 12)
        // Added before and behind it, those are raised for whom they hold; the one stays.
        let more = try restart(
            scene, [Self.alert("a", "spend >= 1"), kept, Self.alert("z", "orders >= 1000")],
            withCheckpoint: withCheckpoint)
        #expect(more.count == 12)
        #expect(more.allSatisfy { $0.contains(#""alert":"a","episode":1,"state":"raised""#) })
        #expect(more.allSatisfy { $0.contains(#""cause":{"kind":"rule_change"}"#) })
        // The others go again.
        #expect(try restart(scene, [kept], withCheckpoint: withCheckpoint).isEmpty)
        // By another name it is another alert.
        let renamed = try restart(
            scene, [Self.alert("n", "orders >= 1")], withCheckpoint: withCheckpoint)
        #expect(renamed.count == 12)
        #expect(renamed.allSatisfy { $0.contains(#""alert":"n","episode":1,"state":"raised""#) })
        checkNumbers(scene)
        #expect(scene.refused.isEmpty)
    }

    @Test(arguments: [false, true]) func anotherRuleResolves(withCheckpoint: Bool) throws {
        let scene = try written([Self.alert("m", "orders >= 1")])
        let other = [Self.alert("m", "orders >= 1000")]
        let resolved = try restart(scene, other, withCheckpoint: withCheckpoint)
        #expect(resolved.count == 12)
        #expect(resolved.allSatisfy { $0.contains(#""episode":1,"state":"resolved""#) })
        #expect(resolved.allSatisfy { $0.contains(#""cause":{"kind":"rule_change"}"#) })
        #expect(try restart(scene, other, withCheckpoint: withCheckpoint).isEmpty)
        let again = try restart(
            scene, [Self.alert("m", "orders >= 1")], withCheckpoint: withCheckpoint)
        #expect(again.count == 12)
        #expect(again.allSatisfy { $0.contains(#""episode":2,"state":"raised""#) })
        checkNumbers(scene)
    }

    /// Other events end the episodes: rows are other ones, although no name in them is.
    @Test(arguments: [false, true]) func otherEventsEndEpisodes(withCheckpoint: Bool) throws {
        func alerts(_ types: [String]) -> [AlertDefinition] {
            [
                Self.alert("a", "spend > 1000000", .events(["purchase"])),
                Self.alert("b", "orders >= 3", .events(types)),
            ]
        }
        let features =
            Scene.features + [
                FeatureDefinition(
                    name: "rhythm", aggregate: .meanGap, sources: [.init(type: "purchase")])
            ]
        let scene = Scene(try Scene.plan(features: features, alerts: alerts(["purchase"])))
        scene.produce(60, seed: 1)
        scene.drain(checkpoints: 1)
        let raised = told(scene).count
        #expect(raised > 12)
        for types in [["browse"], ["purchase"], ["browse", "purchase"]] {
            let told = try restart(
                scene, alerts(types), withCheckpoint: withCheckpoint, features: features)
            #expect(told.isEmpty)
            #expect(scene.profiles.count == 12)
        }
        scene.produce(30, seed: 2)
        scene.drain()
        #expect(told(scene).count > raised)
        checkNumbers(scene)
    }

    /// What alerts watch is found again when features come and go.
    @Test func theLastReturnIsKept() throws {
        let alerts = [Self.alert("b", "days_since(last) > 2", .events(["purchase"]))]
        let scene = try written(alerts)
        let before = told(scene).count
        let more = Scene.features + [Scene.feature("most", .max, "amount")]
        #expect(try restart(scene, alerts, features: more).isEmpty)
        // Sixty days later their silence is judged by their last purchases.
        scene.cluster.input[0]?.append(
            #"{"customer_id":"late","ts":1750000000000,"amount":1,"kind":"hats"}"#)
        scene.drain()
        let expired = told(scene).dropFirst(before).filter { $0.contains(#""state":"expired""#) }
        #expect(expired.count == 12)
        checkNumbers(scene)
    }
}
