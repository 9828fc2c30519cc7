import MartletProfile
import MartletSimulation
import MartletStream
import MartletWire
import Testing

/// A worker that starts on a changelog: the same state, or a clear refusal.
@Suite struct RestoreTests {
    private static let start = ShopStory.start

    /// A cluster in which one worker has read a whole story.
    private func consumed(
        _ plan: StreamPlan, seed: UInt64 = 3, partitions: Int = 1
    ) -> (run: Deployment, profiles: [String]) {
        let run = Deployment(plan: plan, partitions: partitions, seed: seed)
        run.produce(ShopStory(seed: seed, count: 80).records)
        run.settle()
        return (run, run.profiles)
    }

    /// Kills the worker and starts it again.
    private func restart(_ run: Deployment) {
        run.killAll()
        run.settle()
    }

    /// Starts a worker on what `run` left and returns why it refused.
    private func refusal(_ run: Deployment, _ plan: StreamPlan) -> LogError? {
        run.process()?.leave()
        let next = Deployment(run.cluster, plan: plan, seed: 9)
        next.start(0)
        for _ in 0..<2_000 where next.process()?.hasEnded == false { next.process()?.turn() }
        return next.process()?.surprises.last
    }

    private func append(_ message: Message, to run: Deployment) {
        let place = OutputPlace(output: .changelog, partition: 0)
        run.cluster.outputs[place, default: .init()].append(message)
    }

    @Test(arguments: [false, true]) func aRestartGivesTheSameProfiles(isCompacted: Bool) throws {
        let plan = try ShopStory.plan(clock: .event)
        let (run, before) = consumed(plan, partitions: 3)
        if isCompacted { run.cluster.compactChangelog() }
        restart(run)
        #expect(before.count > 7)
        #expect(run.profiles == before)
        #expect(run.process()?.totals.restored ?? 0 > 0)
    }

    @Test func aTombstoneRemovesTheProfile() throws {
        let plan = try ShopStory.plan(clock: .event)
        let (run, before) = consumed(plan)
        append(.init(key: Array("c1".utf8), value: nil), to: run)
        append(.init(key: Array("nobody".utf8), value: nil), to: run)
        restart(run)
        #expect(run.profiles == before.filter { !$0.contains(#""customer_id":"c1""#) })
        #expect(run.profiles.count == before.count - 1)
    }

    @Test func aRemovedProfileStartsAnewAndLeavesNoTrace() throws {
        let plan = try ShopStory.plan(clock: .event)
        let (run, _) = consumed(plan)
        append(.init(key: Array("c1".utf8), value: nil), to: run)
        let at = Self.start + 90 * 86_400_000
        let event = #"{"customer_id":"c1","ts":\#(at),"amount":1}"#
        run.cluster.produce(
            .init(key: Array("c1".utf8), value: Array(event.utf8), timestamp: 999), to: 0)
        restart(run)
        let profile = run.profiles.first { $0.contains(#""customer_id":"c1""#) }
        let counted = #""purchases_2d":1,"spend_6h":1,"purchases":1,"spend":1,"#
        #expect(profile?.contains(counted) == true)
        #expect(profile?.contains(#""segments":[]"#) == true)
    }

    @Test(
        arguments: [
            ([], "damaged"), ([1, 2, 3], "damaged"), ([3, 0, 0], "format 3"),
            ([1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], "damaged"),
        ] as [([UInt8], String)])
    func anUnusableRecordIsRefused(value: [UInt8], words: String) throws {
        let plan = try ShopStory.plan(clock: .event)
        for key in ["c1", ""] {
            let (run, _) = consumed(plan)
            append(.init(key: Array(key.utf8), value: value), to: run)
            let refusal = refusal(run, plan)
            #expect(refusal?.remedy == .unusable && refusal?.operation == "restore")
            #expect(refusal?.reason.contains(words) == true, "\(refusal?.reason ?? "none")")
            #expect(refusal?.reason.contains("partition 0, offset") == true)
        }
    }

    @Test func aTruncatedRecordIsRefused() throws {
        let plan = try ShopStory.plan(clock: .event)
        let (run, _) = consumed(plan)
        let record = run.cluster.read(.changelog).last { $0.key?.isEmpty == false }
        let value = try #require(record?.value)
        append(.init(key: record?.key, value: Array(value.dropLast())), to: run)
        #expect(refusal(run, plan)?.reason.contains("damaged") == true)
    }

    /// Rows of a plan of which the changelog says nothing.
    @Test func rowsOfAnUnknownPlanAreRefused() throws {
        let plan = try ShopStory.plan(clock: .event)
        let (run, _) = consumed(plan)
        let value: [UInt8] = [1, 0xA1, 0xB2, 0xC3, 0xD4, 0, 0, 0xB5, 0x62, 0xEB, 0xE0]
        append(.init(key: Array("c1".utf8), value: value), to: run)
        let refusal = refusal(run, plan)
        #expect(refusal?.remedy == .unusable)
        #expect(refusal?.reason.contains("other features") == true, "\(refusal?.reason ?? "none")")
    }

    /// Profiles would start empty in the midst of the stream.
    @Test func aChangelogThatIsGoneIsRefused() throws {
        let plan = try ShopStory.plan(clock: .event)
        let (run, _) = consumed(plan)
        run.cluster.outputs[.init(output: .changelog, partition: 0)] = nil
        let refusal = refusal(run, plan)
        #expect(refusal?.remedy == .unusable)
        #expect(refusal?.reason.contains("ends before") == true, "\(refusal?.reason ?? "none")")
    }

    /// Its clock and offsets are gone: whatever was read would be wrong.
    @Test func aChangelogWithoutPositionIsRefused() throws {
        let plan = try ShopStory.plan(clock: .event)
        let (run, _) = consumed(plan)
        let rows = run.cluster.read(.changelog).filter { $0.key?.isEmpty == false }
        run.cluster.outputs[.init(output: .changelog, partition: 0)] = nil
        for row in rows { append(row, to: run) }
        run.cluster.committed = [:]
        let refusal = refusal(run, plan)
        #expect(refusal?.remedy == .unusable)
        #expect(refusal?.reason.contains("position") == true, "\(refusal?.reason ?? "none")")
    }

    /// Offsets expire after a week without members: the changelog knows how far the profiles are.
    @Test func offsetsThatTheGroupForgotComeFromTheChangelog() throws {
        let plan = try ShopStory.plan(clock: .event)
        let (run, before) = consumed(plan)
        let changes = run.result.changes
        run.cluster.committed = [:]
        run.process()?.leave()
        for _ in 0..<20 { run.round() }
        #expect(run.profiles == before)
        #expect(run.result.changes == changes)
    }

    @Test func deadlinesFireAfterARestartAtTheirExactInstants() throws {
        let plan = try ShopStory.plan(clock: .wall)
        let story = ShopStory(seed: 5, count: 60).records
        func run(restarting: Bool) -> [String: [String]] {
            let run = Deployment(plan: plan, seed: 5)
            run.clock.day = Instant(milliseconds: story.map(\.at).max() ?? 0)
            run.produce(story)
            run.settle()
            for step: Int64 in 1...4 {
                if restarting { run.killAll() }
                run.clock.day?.milliseconds += step * 17_000_000
                run.settle()
            }
            return run.result.changes
        }
        let steady = run(restarting: false)
        #expect(run(restarting: true) == steady)
        let deadlines = steady.values.joined().filter { $0.contains(#"{"kind":"deadline"}"#) }
        #expect(deadlines.count > 5)
        #expect(deadlines.contains { $0.contains("T00:00:00.000Z\",\"entered") })
    }
}
