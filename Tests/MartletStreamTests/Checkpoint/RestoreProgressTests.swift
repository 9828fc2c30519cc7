import MartletProfile
import MartletStream
import Testing

/// A restore tells how far it is and can be dropped at any time.
@Suite struct RestoreProgressTests {
    private func written() throws -> (scene: CheckpointScene, profiles: [String]) {
        let scene = CheckpointScene(try CheckpointScene.plan())
        scene.produce(400, seed: 1)
        scene.drain(checkpoints: 1)
        return (scene, scene.profiles)
    }

    @Test func theGroupIsAnsweredBeforeTheRestore() throws {
        let (scene, _) = try written()
        scene.crash()
        scene.store.files = [:]
        scene.run(turns: 1)
        #expect(scene.hasAccepted && !scene.isReading)
        scene.run(turns: 100)
        #expect(scene.isReading)
    }

    @Test(arguments: 1..<12) func aRevocationEndsARestore(turns: Int) throws {
        let (scene, profiles) = try written()
        scene.crash()
        scene.store.files = [:]
        scene.run(turns: turns)
        scene.cluster.signals = [turns % 2 == 0 ? .revoked([0]) : .lost([0])]
        scene.run(turns: 2)
        #expect(!scene.hasAccepted && scene.profiles.isEmpty)
        scene.cluster.signals = [.assigned([0])]
        scene.run(turns: 100)
        #expect(scene.profiles == profiles)
    }

    @Test func progressIsToldOnceASecond() throws {
        let (scene, _) = try written()
        scene.crash()
        scene.store.files = [:]
        scene.clock.step = 20
        scene.run(turns: 300)
        let told = scene.notices.compactMap { notice -> RestoreProgress? in
            if case .restoring(let progress) = notice { progress } else { nil }
        }
        #expect(told.count > 1)
        #expect(told.map(\.records) == told.map(\.records).sorted())
        #expect(told.last?.fraction ?? 0 > 0.2 && told.last?.timeLeft != nil)
        #expect(
            scene.notices.contains { notice in
                guard case .restored(let progress, let took) = notice else { return false }
                return progress.fraction == 1 && progress.records > 100 && took > 0
            })
    }

    /// Nobody is left who could have put them there.
    @Test func missingInputIsRefusedUnlessItIsAskedFor() throws {
        let (scene, _) = try written()
        let next = scene.cluster.committed[0] ?? 0
        scene.produce(50, seed: 2)
        scene.cluster.firstOffset = next + 20
        scene.crash()
        let error = scene.run(turns: 100)
        #expect(error?.remedy == .unusable)
        #expect(
            error?.reason == "records \(next) to \(next + 19) of purchases, partition 0, are gone "
                + "and were never read; with 'on_missing_input: rebuild' reading goes on behind "
                + "them")
        scene.crash()
        scene.plan.onMissingInput = .rebuild
        scene.run(turns: 100)
        #expect(
            scene.notices.contains(
                .inputLost(topic: "purchases", partition: 0, from: next, to: next + 19)))
        scene.drain()
        #expect(scene.isDone)
        #expect(scene.totals.records == 30)
    }

    /// An idle input whose last record ended a transaction: its marker is all that is gone.
    @Test func theMarkerOfATransactionMayBeGone() throws {
        let (scene, profiles) = try written()
        let next = scene.cluster.committed[0] ?? 0
        scene.cluster.input[0]?.append("")
        scene.cluster.firstOffset = next + 1
        scene.crash()
        #expect(scene.run(turns: 100) == nil)
        #expect(scene.isReading && scene.profiles == profiles)
        #expect(!scene.notices.contains { if case .inputLost = $0 { true } else { false } })
    }

    /// An idle input that was written in transactions: the group knows how far it was read.
    @Test(arguments: [2, 3] as [Int64]) func theMarksOfTransactionsMayBeGone(marks: Int64) throws {
        let (scene, profiles) = try written()
        let next = scene.cluster.committed[0] ?? 0
        scene.cluster.input[0]? += ["", "", "", ""]
        scene.cluster.marks = marks
        scene.cluster.firstOffset = next + 3
        scene.crash()
        let error = scene.run(turns: 100)
        #expect(error?.remedy == (marks < 3 ? .unusable : nil))
        #expect(scene.isReading == (marks == 3))
        if marks == 3 { #expect(scene.profiles == profiles) }
        #expect(!scene.notices.contains { if case .inputLost = $0 { true } else { false } })
    }

    @Test func inputThatWasReadMayBeGone() throws {
        let (scene, profiles) = try written()
        scene.cluster.firstOffset = scene.cluster.committed[0] ?? 0
        scene.crash()
        #expect(scene.run(turns: 100) == nil)
        #expect(scene.profiles == profiles)
    }

    @Test func anotherNumberOfPartitionsIsRefused() throws {
        let scene = CheckpointScene(try CheckpointScene.plan())
        scene.cluster.partitionCount = 6
        scene.produce(30, seed: 1)
        scene.drain(checkpoints: 1)
        scene.crash()
        #expect(scene.run(turns: 20) == nil)
        scene.crash()
        scene.cluster.partitionCount = 8
        let error = scene.run(turns: 100)
        #expect(error?.remedy == .unusable)
        #expect(error?.reason.contains("had 6 partitions, and now they have 8") == true)
    }
}
