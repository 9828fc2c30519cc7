import MartletProfile
import MartletSimulation
import MartletStream
import Testing

/// The machine's clock may be set back; time in shards does not go back.
@Suite struct WallClockTests {
    private func changes(settingBack: Int64) throws -> SimulationResult {
        let run = Deployment(plan: try ShopStory.plan(clock: .wall))
        let story = ShopStory(seed: 8, count: 60)
        let now = Instant(milliseconds: story.records.map(\.at).max() ?? 0)
        run.clock.day = now
        run.produce(story.records.prefix(30))
        #expect(run.settle())
        run.clock.day = Instant(milliseconds: now.milliseconds - settingBack)
        run.produce(story.records.dropFirst(30))
        #expect(run.settle())
        return run.result
    }

    @Test func aClockThatIsSetBackChangesNothing() throws {
        let steady = try changes(settingBack: 0)
        // Further than events may be ahead of the clock.
        let back = try changes(settingBack: 5 * 3_600_000)
        #expect(back.difference(from: steady) == nil)
        #expect(steady.changes.count > 5)
    }
}
