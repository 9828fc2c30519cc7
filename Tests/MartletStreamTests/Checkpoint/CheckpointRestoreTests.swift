import MartletProfile
import MartletSimulation
import MartletStream
import Testing

/// A worker that starts on a checkpoint has what one has that read the whole changelog.
@Suite struct CheckpointRestoreTests {
    private func scene(_ plan: StreamPlan? = nil) throws -> CheckpointScene {
        CheckpointScene(try plan ?? CheckpointScene.plan())
    }

    /// What a new worker restores, before it reads anything else.
    private func restored(_ scene: CheckpointScene, from files: [String: [UInt8]]) -> [String] {
        let input = scene.cluster.input
        scene.cluster.input = input.mapValues { lines in
            Array(lines.prefix(Int(scene.cluster.committed[0] ?? 0)))
        }
        scene.crash()
        scene.store.files = files
        for _ in 0..<100 where !scene.isReading { scene.run(turns: 1) }
        defer { scene.cluster.input = input }
        return scene.profiles
    }

    @Test(arguments: 0..<60) func aCrashAtAnyTurnLosesNothing(seed: Int) throws {
        let scene = try scene()
        var random = SplitMix64(seed: UInt64(seed))
        scene.settings.sliceBytes = [1, 200, 5_000][random.below(3)]
        scene.cluster.abortOdds = seed % 3 == 0 ? 4 : 0
        scene.store.delay = random.below(3)
        var used = 0
        for round in 0..<4 {
            scene.produce(20, seed: UInt64(seed * 10 + round))
            scene.run(turns: 1 + random.below(40))
            if random.oneIn(3) { scene.cluster.compact(0) }
            let files = scene.store.files
            let expected = restored(scene, from: [:])
            let found = restored(scene, from: files)
            #expect(found == expected, "seed \(seed), round \(round)")
            if scene.restoredFrom != nil { used += 1 }
            #expect(scene.refused.isEmpty)
        }
        scene.cluster.abortOdds = 0
        scene.drain()
        let calm = CheckpointScene(scene.plan)
        calm.cluster.input = scene.cluster.input
        calm.drain()
        #expect(scene.profiles == calm.profiles, "seed \(seed)")
        #expect(scene.cluster.changes == calm.cluster.changes, "seed \(seed)")
        #expect(calm.cluster.changes.count > 5)
        if scene.store.delay == 0, scene.settings.sliceBytes > 1 { #expect(used > 0) }
    }

    @Test func theNewestTwoAreKept() throws {
        let scene = try scene()
        for round: UInt64 in 1...6 {
            scene.produce(20, seed: round)
            scene.drain(checkpoints: 1)
            scene.run(turns: 200)
            #expect(scene.store.checkpoints.count == min(2, scene.written.count))
            #expect(scene.store.files.count == scene.store.checkpoints.count)
        }
        let last = scene.written.count
        #expect(last >= 6)
        #expect(
            scene.store.checkpoints
                == [last - 1, last].map { "partition-0-\($0).checkpoint" }
                .sorted())
    }

    /// Nothing has changed: there is nothing to write.
    @Test func anIdleShardIsNotWrittenAgain() throws {
        let scene = try scene()
        scene.produce(20, seed: 1)
        scene.drain(checkpoints: 1)
        scene.run(turns: 200)
        let written = scene.written.count
        scene.run(turns: 200)
        #expect(scene.written.count == written)
    }

    @Test func theChangelogIsReadFromTheCheckpointOn() throws {
        let scene = try scene()
        scene.produce(100, seed: 2)
        scene.drain(checkpoints: 1)
        scene.run(turns: 300)
        let all = scene.cluster.changelog[0]?.compactMap(\.self).count ?? 0
        scene.crash()
        scene.run(turns: 20)
        let totals = scene.totals
        #expect(scene.restoredFrom != nil)
        #expect(totals.restored < 5 && totals.restored > 0 && all > 60)
    }

    @Test func aDeletedProfileStaysDeleted() throws {
        let scene = try scene()
        scene.produce(80, seed: 3)
        scene.drain(checkpoints: 1)
        scene.run(turns: 300)
        #expect(scene.profiles.contains { $0.contains(#""customer_id":"c1""#) })
        scene.crash()
        scene.tombstone("c1")
        scene.run(turns: 20)
        #expect(scene.restoredFrom != nil)
        #expect(!scene.profiles.contains { $0.contains(#""customer_id":"c1""#) })
    }

    @Test func shardsOfOneWorkerTakeTurns() throws {
        let scene = try scene()
        scene.produce(200, seed: 4, partitions: 3)
        scene.drain(checkpoints: 3, partitions: [0, 1, 2])
        scene.run(turns: 500)
        let names = scene.store.checkpoints
        for partition in 0..<3 {
            #expect(names.contains { $0.hasPrefix("partition-\(partition)-") })
        }
        let before = scene.profiles
        scene.crash()
        scene.run(turns: 50, partitions: [0, 1, 2])
        #expect(scene.profiles == before)
    }
}

extension CheckpointScene {
    /// The checkpoint that the last restore used.
    var restoredFrom: String? {
        for case .restored(let progress, _) in notices.reversed() { return progress.file }
        return nil
    }
}
