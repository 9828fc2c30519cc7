import MartletProfile
import MartletStream
import Testing

/// Writing goes on beside the work, whatever the disk does.
@Suite struct CheckpointWritingTests {
    private func scene() throws -> CheckpointScene { CheckpointScene(try CheckpointScene.plan()) }

    private func failures(_ scene: CheckpointScene) -> [Int64] {
        scene.notices.compactMap {
            if case .checkpointFailed(0, _, let pause) = $0 { pause } else { nil }
        }
    }

    @Test func stepsComeInTheOrderThatKeepsFilesWhole() throws {
        let scene = try scene()
        scene.produce(30, seed: 1)
        scene.drain(checkpoints: 1)
        var names: [String] = []
        for step in scene.store.steps.prefix({ scene.store.steps.count }()) {
            switch step {
            case .create(let name):
                #expect(name == "partition-0-1.checkpoint.partial-t" || !names.isEmpty)
                names.append("create")
            case .append: if names.last != "append" { names.append("append") }
            case .synchronize: names.append("synchronize")
            case .rename(let from, let to):
                #expect(from == to + ".partial-t")
                names.append("rename")
            case .synchronizeNames: names.append("synchronizeNames")
            case .giveUp: names.append("giveUp")
            case .remove: names.append("remove")
            }
        }
        #expect(
            names.prefix(5) == ["create", "append", "synchronize", "rename", "synchronizeNames"])
    }

    @Test func theWorkGoesOnWhileTheDiskIsSlow() throws {
        let scene = try scene()
        scene.store.delay = 1_000_000
        scene.produce(60, seed: 1)
        scene.drain()
        #expect(scene.isDone && scene.store.steps.count == 1)
    }

    @Test func aFullDiskPausesCheckpointsAndNothingElse() throws {
        let scene = try scene()
        scene.settings.firstPause = 500
        scene.settings.longestPause = 1_500
        scene.store.fault = { step in
            if case .append = step { MemoryStore.full } else { nil }
        }
        scene.produce(60, seed: 2)
        scene.drain()
        #expect(scene.isDone)
        scene.run(turns: 4_000)
        let pauses = failures(scene)
        #expect(pauses.count > 3)
        #expect(pauses.prefix(4) == [500, 1_000, 1_500, 1_500])
        #expect(scene.totals.checkpointFailures == pauses.count && scene.totals.checkpoints == 0)
        #expect(scene.store.files.isEmpty)
        scene.store.fault = { _ in nil }
        scene.run(turns: 2_000)
        #expect(scene.totals.checkpoints == 1 && scene.store.checkpoints.count == 1)
        scene.produce(10, seed: 3)
        scene.store.fault = { step in
            if case .synchronize = step { MemoryStore.full } else { nil }
        }
        scene.run(turns: 300)
        #expect(failures(scene).dropFirst(pauses.count).first == 500)
    }

    @Test(arguments: 0..<7) func aFailureOfAnyStepLeavesWhatWasThere(kind: Int) throws {
        let scene = try scene()
        scene.produce(30, seed: 1)
        scene.drain(checkpoints: 1)
        scene.run(turns: 200)
        let files = scene.store.files
        scene.store.fault = { step in
            let number =
                switch step {
                case .create: 0
                case .append: 1
                case .synchronize: 2
                case .rename: 3
                case .synchronizeNames: 4
                case .remove: 5
                case .giveUp: 6
                }
            return number == kind ? MemoryStore.full : nil
        }
        scene.produce(30, seed: 2)
        scene.drain()
        scene.run(turns: 300)
        let profiles = scene.profiles
        if kind < 6 {
            for (name, bytes) in files { #expect(scene.store.files[name] == bytes) }
        }
        #expect((failures(scene).count > 0) == (kind < 5))
        scene.store.fault = { _ in nil }
        scene.crash()
        scene.run(turns: 50)
        #expect(scene.profiles == profiles && scene.refused.isEmpty)
    }

    /// The process dies between any two steps.
    @Test func aCrashBetweenAnyTwoStepsLeavesWhatWasThere() throws {
        let first = try scene()
        first.produce(30, seed: 1)
        first.drain(checkpoints: 1)
        first.run(turns: 200)
        var turns = 1
        var isWritten = false
        while !isWritten, turns < 300 {
            let scene = try scene()
            scene.cluster.input = first.cluster.input
            scene.cluster.changelog = first.cluster.changelog
            scene.cluster.committed = first.cluster.committed
            scene.store.files = first.store.files
            scene.settings.sliceBytes = 1
            scene.produce(30, seed: 2)
            scene.run(turns: turns)
            isWritten = scene.written.count > 0
            scene.crash()
            scene.run(turns: 100)
            scene.drain()
            let calm = try self.scene()
            calm.cluster.input = scene.cluster.input
            calm.drain()
            #expect(scene.profiles == calm.profiles, "after \(turns) turns")
            #expect(scene.refused.isEmpty)
            turns += 1
        }
        #expect(isWritten && turns > 20)
    }

    @Test func aShardThatGoesTakesItsUnfinishedFileAlong() throws {
        let scene = try scene()
        scene.settings.sliceBytes = 1
        scene.produce(30, seed: 1)
        for _ in 0..<500 where scene.store.files.isEmpty { scene.run(turns: 1) }
        #expect(scene.store.files.count == 1)
        scene.cluster.signals = [.revoked([0])]
        scene.run(turns: 20)
        #expect(scene.store.files.isEmpty && failures(scene).isEmpty)
        scene.cluster.signals = [.assigned([0])]
        scene.drain(checkpoints: 1)
        #expect(scene.isDone && scene.store.checkpoints.count >= 1)
    }

    @Test func theIntervalIsKept() throws {
        let scene = try scene()
        scene.settings.interval = 400
        for round in 0..<30 {
            scene.produce(5, seed: UInt64(round))
            scene.run(turns: 20)
        }
        let ticks = scene.clock.ticks
        #expect(scene.written.count > 1 && scene.written.count <= Int(ticks / 400) + 1)
    }
}
