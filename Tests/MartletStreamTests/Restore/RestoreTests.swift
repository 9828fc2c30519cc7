import MartletProfile
import MartletStream
import MartletWire
import Testing

/// A worker that starts on a changelog: the same state, or a clear refusal.
@Suite struct RestoreTests {
    private static let start = ShopStory.start

    /// A cluster in which one worker has read a whole story.
    private func consumed(
        _ plan: StreamPlan, seed: UInt64 = 3, partitions: Int = 1
    ) -> (run: StreamRun, profiles: [String]) {
        var run = StreamRun(seed: seed, odds: .none, plan: plan, partitions: partitions)
        run.produce(ShopStory(seed: seed, count: 80).records[...])
        run.drain(faultyTurns: 0)
        return (run, run.result.profiles)
    }

    private func worker(
        _ run: StreamRun, _ plan: StreamPlan
    ) -> Worker<SimulatedLog, HandClock> {
        Worker(plan: plan, log: SimulatedLog(joining: run.cluster, as: 9), clock: run.clock)
    }

    /// Starts a worker on what `run` left and returns why it refused.
    private func refusal(_ run: StreamRun, _ plan: StreamPlan) -> LogError? {
        run.seats[0].crash()
        var worker = worker(run, plan)
        var turns = 0
        do throws(LogError) {
            try worker.run(until: {
                turns += 1
                return turns > 3
            })
        } catch {
            return error
        }
        return nil
    }

    private func append(_ message: SimulatedTopicPartition.Message, to run: StreamRun) {
        let place = SimulatedCluster.OutputPlace(output: .changelog, partition: 0)
        run.cluster.outputs[place, default: .init()].entries.append(
            .message(message, transaction: nil))
    }

    @Test(arguments: [false, true]) func aRestartGivesTheSameProfiles(isCompacted: Bool) throws {
        let plan = try ShopStory.plan(clock: .event)
        let (run, before) = consumed(plan, partitions: 3)
        if isCompacted { run.cluster.compactChangelog() }
        run.seats[0].crash()
        run.seats[0].turn()
        #expect(before.count > 7)
        #expect(run.seats[0].profiles == before)
        #expect(run.seats[0].totals.restored > 0)
    }

    @Test func aTombstoneRemovesTheProfile() throws {
        let plan = try ShopStory.plan(clock: .event)
        let (run, before) = consumed(plan)
        append(.init(key: Array("c3".utf8), value: nil), to: run)
        append(.init(key: Array("nobody".utf8), value: nil), to: run)
        run.seats[0].crash()
        run.seats[0].turn()
        #expect(run.seats[0].profiles == before.filter { !$0.contains(#""customer_id":"c3""#) })
        #expect(run.seats[0].profiles.count == before.count - 1)
    }

    @Test func aRemovedProfileStartsAnewAndLeavesNoTrace() throws {
        let plan = try ShopStory.plan(clock: .event)
        let (run, _) = consumed(plan)
        append(.init(key: Array("c3".utf8), value: nil), to: run)
        let at = Self.start + 90 * 86_400_000
        let event = #"{"customer_id":"c3","ts":\#(at),"amount":1}"#
        run.cluster.inputs[.init(input: 0, partition: 0)]?.append(
            .init(key: Array("c3".utf8), value: Array(event.utf8), timestamp: 999))
        run.seats[0].crash()
        for _ in 0..<9 { run.seats[0].turn() }
        let profile = run.seats[0].profiles.first { $0.contains(#""customer_id":"c3""#) }
        #expect(profile?.contains(#""purchases_2d":1,"spend_6h":1,"spend":1,"#) == true)
        #expect(profile?.contains(#""segments":[]"#) == true)
    }

    @Test(
        arguments: [
            ([], "damaged"), ([1, 2, 3], "damaged"), ([2, 0, 0], "format 2"),
            ([1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], "damaged"),
            ([1, 0xA1, 0xB2, 0xC3, 0xD4, 0, 0, 0xB5, 0x62, 0xEB, 0xE0], "other features"),
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

    @Test func aChangelogOfAnotherPlanIsRefused() throws {
        let plan = try ShopStory.plan(clock: .event)
        let (run, _) = consumed(plan)
        var other = plan
        other.plan = try Plan(features: [], segments: [])
        #expect(refusal(run, other)?.remedy == .unusable)
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
        run.seats[0].crash()
        for _ in 0..<20 { run.seats[0].turn() }
        #expect(run.seats[0].profiles == before)
        #expect(run.result.changes == changes)
    }

    @Test func deadlinesFireAfterARestartAtTheirExactInstants() throws {
        let plan = try ShopStory.plan(clock: .wall)
        let story = ShopStory(seed: 5, count: 60).records[...]
        func run(restarting: Bool) -> [String: [String]] {
            var run = StreamRun(seed: 5, odds: .none, plan: plan)
            run.clock.now = Instant(milliseconds: story.map(\.at).max() ?? 0)
            run.produce(story)
            run.drain(faultyTurns: 0)
            for step: Int64 in 1...4 {
                if restarting { run.seats[0].crash() }
                run.clock.now.milliseconds += step * 17_000_000
                run.drain(faultyTurns: 0)
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
