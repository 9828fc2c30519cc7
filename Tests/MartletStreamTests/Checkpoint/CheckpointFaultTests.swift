import MartletProfile
import MartletSimulation
import MartletStream
import Testing

/// Whatever becomes of the files: nothing is lost, and it is told.
@Suite struct CheckpointFaultTests {
    /// A scene that has written checkpoints, and the profiles that it had.
    private func written(_ count: Int = 2) throws -> (scene: CheckpointScene, profiles: [String]) {
        let scene = CheckpointScene(try CheckpointScene.plan())
        for round in 0..<count {
            scene.produce(30, seed: UInt64(round))
            scene.drain(checkpoints: 1)
            scene.run(turns: 200)
        }
        return (scene, scene.profiles)
    }

    private func restart(_ scene: CheckpointScene) -> [String] {
        scene.crash()
        scene.run(turns: 100)
        return scene.profiles
    }

    private var newest: String { "partition-0-" }

    @Test func theOlderCheckpointAnswersForADamagedOne() throws {
        let (scene, profiles) = try written(3)
        let names = scene.store.checkpoints
        try #require(names.count == 2)
        scene.store.files[names[1]]?[100] ^= 4
        #expect(restart(scene) == profiles)
        #expect(scene.refused.map(\.file) == [names[1]])
        #expect(scene.refused.first?.reason.contains("damaged in the block at byte") == true)
        #expect(scene.restoredFrom == names[0])
    }

    @Test func theChangelogAnswersForBoth() throws {
        let (scene, profiles) = try written(3)
        let names = scene.store.checkpoints
        scene.store.files[names[0]] = []
        scene.store.files[names[1]] = Array("no checkpoint at all".utf8)
        #expect(restart(scene) == profiles)
        #expect(scene.refused.map(\.file) == names.reversed())
        #expect(
            scene.refused.map(\.reason) == [
                "the file is not a checkpoint", "the file is cut short",
            ])
        #expect(scene.restoredFrom == nil)
    }

    /// Every byte, cut or changed: never a crash, never other profiles.
    @Test(arguments: 0..<4) func anyDamageIsAnsweredByWhatIsSound(seed: Int) throws {
        let (scene, profiles) = try written(2)
        let files = scene.store.files
        let names = scene.store.checkpoints
        let name = try #require(names.last)
        let size = files[name]?.count ?? 0
        var random = SplitMix64(seed: UInt64(seed))
        for _ in 0..<60 {
            let place = random.below(size)
            scene.store.files = files
            if random.oneIn(2) {
                scene.store.files[name]?[place] ^= 1 << UInt8(random.below(8))
            } else {
                scene.store.files[name]?.removeLast(size - place)
            }
            #expect(restart(scene) == profiles, "seed \(seed), byte \(place)")
            #expect(scene.refused.first?.file == name, "seed \(seed), byte \(place)")
            #expect(scene.restoredFrom == names.first)
        }
    }

    @Test func aRefusedFileGoesBeforeAGoodOneDoes() throws {
        let (scene, _) = try written(3)
        let names = scene.store.checkpoints
        scene.store.files[names[1]]?[100] ^= 4
        scene.crash()
        scene.produce(30, seed: 9)
        scene.drain(checkpoints: 1)
        #expect(scene.store.files[names[0]] != nil)
        #expect(scene.store.files[names[1]] == nil)
        #expect(scene.store.checkpoints.count == 2)
    }

    @Test func filesOfOthersAreLeftAlone() throws {
        let (scene, profiles) = try written()
        scene.store.files["partition-1-99.checkpoint"] = [1]
        scene.store.files["partition-0-099.checkpoint"] = [2]
        scene.store.files["partition-0-99.checkpoint.partial-x"] = [3]
        scene.store.files["notes.txt"] = [4]
        #expect(restart(scene) == profiles)
        #expect(scene.refused.isEmpty)
        scene.produce(30, seed: 9)
        scene.drain(checkpoints: 2)
        for count in 1...4 { #expect(scene.store.files.values.contains([UInt8(count)])) }
    }

    @Test func aCheckpointOfSomethingElseIsRefused() throws {
        let (scene, profiles) = try written()
        let files = scene.store.files
        let newest = try #require(scene.store.checkpoints.last)
        scene.cluster.name = "other/shop.changelog"
        #expect(restart(scene) == profiles)
        #expect(scene.refused.first?.reason == "it belongs to the changelog cluster/shop.changelog")
        scene.cluster.name = "cluster/shop.changelog"
        scene.store.files = ["partition-4-1.checkpoint": files[newest] ?? []]
        scene.crash()
        scene.cluster.changelog[4] = scene.cluster.changelog[0]
        scene.run(turns: 100, partitions: [4])
        #expect(scene.refused.first?.reason == "it belongs to partition 0")
    }

    @Test func anOldCheckpointIsRefused() throws {
        let (scene, profiles) = try written()
        for days: Int64 in [7, -7] {
            scene.clock.now.milliseconds += days * 86_400_000
            #expect(restart(scene) == profiles)
            #expect(scene.refused.first?.reason.contains("too old") == true)
            #expect(scene.restoredFrom == nil)
            scene.clock.now.milliseconds -= days * 86_400_000
        }
    }

    /// The topic was deleted and made again, and has grown past the checkpoint since.
    @Test func aChangelogThatWasBegunAnewIsNotMixedWithTheOld() throws {
        let (scene, _) = try written()
        let files = scene.store.files
        let fresh = CheckpointScene(scene.plan)
        fresh.clock.now.milliseconds += 5
        fresh.produce(90, seed: 77)
        fresh.drain()
        let expected = fresh.profiles
        fresh.crash()
        fresh.store.files = files
        fresh.run(turns: 200)
        #expect(fresh.profiles == expected)
        #expect(fresh.refused.count == 2)
        #expect(fresh.refused.allSatisfy { $0.reason.contains("the changelog is another one") })
    }

    /// Records that the checkpoint has seen are gone from the changelog, and the offsets with them.
    @Test func aCheckpointThatIsAheadOfItsChangelogIsRefused() throws {
        let (scene, _) = try written()
        let before = scene.cluster.changelog[0]?.count ?? 0
        let committed = scene.cluster.committed
        scene.produce(30, seed: 5)
        scene.settings.interval = 0
        scene.drain(checkpoints: 1)
        scene.run(turns: 200)
        // The group forgets its offsets too, so that only the checkpoint can tell.
        scene.cluster.changelog[0] = scene.cluster.changelog[0].map { Array($0.prefix(before)) }
        scene.cluster.committed = committed
        scene.crash()
        scene.clock.step = 100
        scene.run(turns: 1_000)
        #expect(
            scene.refused.contains {
                $0.reason.contains("another one") || $0.reason.contains("ends before")
            })
    }

    @Test func aDirectoryThatCannotBeListedIsToldOf() throws {
        let (scene, profiles) = try written()
        scene.store.isListable = false
        #expect(restart(scene) == profiles)
        #expect(scene.refused.first?.reason == "list: denied")
    }
}
