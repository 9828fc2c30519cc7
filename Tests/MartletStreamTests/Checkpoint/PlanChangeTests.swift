import MartletProfile
import MartletSimulation
import MartletStream
import MartletWire
import Testing

/// A restart with another configuration: profiles are brought over, and evaluated again.
@Suite struct PlanChangeTests {
    typealias Scene = CheckpointScene

    private func written(_ plan: StreamPlan? = nil) throws -> Scene {
        let scene = Scene(try plan ?? Scene.plan())
        scene.produce(60, seed: 1)
        scene.drain(checkpoints: 1)
        scene.run(turns: 200)
        return scene
    }

    private func restart(_ scene: Scene, _ plan: StreamPlan) {
        scene.crash()
        scene.plan = plan
        scene.run(turns: 100)
    }

    /// What a plan makes of the whole input.
    private func calm(_ scene: Scene, _ plan: StreamPlan) -> Scene {
        let calm = Scene(plan)
        calm.cluster.input = scene.cluster.input
        calm.drain()
        return calm
    }

    private func migration(_ scene: Scene) -> (started: [String], dropped: [String])? {
        for case .migrated(_, _, let started, let dropped) in scene.notices {
            return (started, dropped)
        }
        return nil
    }

    @Test(arguments: [false, true]) func keptFeaturesGoOn(withCheckpoint: Bool) throws {
        let scene = try written()
        if !withCheckpoint { scene.store.files = [:] }
        let fewer = try Scene.plan(
            features: [Scene.features[5], Scene.features[1], Scene.features[2], Scene.features[3]],
            segments: Scene.segments.reversed())
        restart(scene, fewer)
        #expect((scene.restoredFrom != nil) == withCheckpoint)
        #expect(scene.refused.isEmpty)
        #expect(migration(scene)?.started == [])
        #expect(migration(scene)?.dropped == ["orders", "kind", "hour"])
        scene.produce(40, seed: 2)
        scene.drain()
        let expected = calm(scene, fewer)
        #expect(scene.profiles == expected.profiles)
        // Same rules, so not even the changes differ.
        let ids = { (changes: [String]) in changes.map { $0.prefix { $0 != "}" } } }
        #expect(ids(scene.cluster.changes) == ids(expected.cluster.changes))
    }

    @Test func aNewFeatureStartsEmpty() throws {
        let scene = try written()
        let more = try Scene.plan(
            features: Scene.features + [Scene.feature("most", .max, "amount")])
        restart(scene, more)
        #expect(migration(scene)?.started == ["most"])
        #expect(!scene.profiles.contains { $0.contains(#""most""#) })
        scene.produce(40, seed: 2)
        scene.drain()
        #expect(scene.profiles.contains { $0.contains(#""most""#) })
    }

    /// The changelog holds rows of both plans then, and the way back is open too.
    @Test func aPlanCanGoAndComeBack() throws {
        let plan = try Scene.plan()
        let other = try Scene.plan(features: Array(Scene.features.dropFirst(2)), segments: [])
        let scene = try written(plan)
        for (round, next) in [other, plan, other, plan].enumerated() {
            restart(scene, next)
            scene.produce(3, seed: UInt64(10 + round))
            scene.drain(checkpoints: 1)
            scene.run(turns: 200)
            let profiles = scene.profiles
            for files in [scene.store.files, [:]] {
                scene.crash()
                scene.store.files = files
                scene.run(turns: 100)
                #expect(scene.profiles == profiles, "round \(round)")
            }
        }
    }

    /// Compaction keeps the last record of each key: a plan's may end up behind its rows.
    @Test func aPlanThatIsToldOfLateIsReadAgain() throws {
        let scene = try written()
        let entries = scene.cluster.changelog[0] ?? []
        let first = try #require(entries.firstIndex { $0?.key.first == 0xFF })
        scene.cluster.changelog[0]?[first] = nil
        scene.cluster.changelog[0]?.append(entries[first])
        scene.store.files = [:]
        let other = try Scene.plan(features: Array(Scene.features.dropFirst(2)), segments: [])
        restart(scene, other)
        #expect(scene.profiles.count == 12)
        scene.crash()
        let all = scene.cluster.changelog[0] ?? []
        scene.cluster.changelog[0] = all.map { $0?.key.first == 0xFF ? nil : $0 }
        scene.plan = try Scene.plan(features: [], segments: [])
        let error = scene.run(turns: 100)
        #expect(error?.remedy == .unusable)
        #expect(error?.reason.contains("other features or segments (partition 0)") == true)
    }

    @Test func otherRulesAreSeenAsSuch() throws {
        let scene = try written()
        let before = scene.cluster.changes.count
        let other = try Scene.plan(segments: [
            SegmentDefinition(name: "busy", when: "orders_2d >= 1"),
            SegmentDefinition(name: "poor", when: "spend < 300"),
            SegmentDefinition(name: "quiet", when: "days_since(last) > 1"),
        ])
        let clock = scene.profiles.first?.split(separator: ",")[1]
        restart(scene, other)
        scene.run(turns: 50)
        let changes = scene.cluster.changes.dropFirst(before)
        #expect(changes.count > 5)
        #expect(changes.allSatisfy { $0.contains(#""cause":{"kind":"rule_change"}"#) })
        #expect(changes.allSatisfy { $0.contains(other.plan.fingerprint) })
        #expect(changes.allSatisfy { $0.contains(clock ?? "none") })
        #expect(changes.map { $0.prefix(15) } == changes.map { $0.prefix(15) }.sorted())
        #expect(
            scene.notices.contains { notice in
                guard case .rulesChanged(0, let count, _, let to) = notice else { return false }
                return count == changes.count && to == other.plan.fingerprint
            })
        #expect(scene.profiles == calm(scene, other).profiles)
        // Nothing is left to do.
        restart(scene, other)
        scene.run(turns: 50)
        #expect(scene.cluster.changes.count == before + changes.count)
    }

    /// Crashes and aborts in the midst of it: each change is told of once.
    @Test(arguments: 0..<12) func aChangeOfRulesIsToldOfOnce(seed: Int) throws {
        let other = try Scene.plan(segments: [
            SegmentDefinition(name: "any", when: "orders > 0"), Scene.segments[2],
        ])
        let scene = Scene(try Scene.plan())
        scene.produce(60, seed: UInt64(seed))
        scene.drain()
        let before = scene.cluster.changes.count
        let profiles = scene.profiles.count
        scene.cluster.abortOdds = 3
        scene.plan = other
        var random = SplitMix64(seed: UInt64(seed))
        for _ in 0..<6 {
            scene.crash()
            scene.run(turns: 1 + random.below(4))
        }
        scene.cluster.abortOdds = 0
        scene.produce(20, seed: 99)
        scene.run(turns: 50)
        scene.drain()
        let changes = scene.cluster.changes.dropFirst(before)
        let entries = changes.filter { $0.contains("rule_change") }
        #expect(entries.count == profiles, "seed \(seed)")
        #expect(scene.profiles == calm(scene, other).profiles, "seed \(seed)")
        #expect(Set(scene.cluster.changes).count == scene.cluster.changes.count)
    }

    /// Lists that change while the service is down, or while it is restoring.
    @Test(arguments: [0, 1, 2, 100]) func otherListsAreSeenAfterARestore(turns: Int) throws {
        let plan = { (lists: CustomerLists) in
            try Scene.plan(
                segments: [SegmentDefinition(name: "vips", when: "in_list('vip') && orders > 0")],
                lists: lists)
        }
        let scene = try written(plan(Scene.vip("c1", "c2")))
        scene.store.files = [:]
        let before = scene.cluster.changes.count
        scene.crash()
        // A restore then takes many turns.
        scene.clock.step = 60
        let other = Scene.vip("c2", "c4")
        if turns == 0 { scene.plan = try plan(other) } else { scene.run(turns: turns) }
        #expect(scene.isReading == (turns == 100))
        if turns > 0 { scene.replace(other) }
        scene.run(turns: 100)
        let changes = scene.cluster.changes.dropFirst(before)
        #expect(changes.count == 2)
        #expect(changes.allSatisfy { $0.contains("rule_change") })
        #expect(changes.contains { $0.contains(#""exited":["vips"]"#) && $0.contains(#""c1""#) })
        #expect(changes.contains { $0.contains(#""entered":["vips"]"#) && $0.contains(#""c4""#) })
    }

    @Test func offsetsFollowTheirTopics() throws {
        let scene = try written()
        let moved = try Scene.plan(topic: "orders")
        scene.cluster.committed = [:]
        restart(scene, moved)
        // Another topic: nothing of it was read yet.
        scene.run(turns: 50)
        #expect(scene.totals.records == 60)
    }

    @Test func theTimeZoneCounts() throws {
        let scene = try written()
        restart(scene, try Scene.plan(timeZone: "Europe/Berlin"))
        #expect(migration(scene)?.started == ["orders_2d", "hour"])
        #expect(migration(scene)?.dropped == ["orders_2d", "hour"])
    }
}
