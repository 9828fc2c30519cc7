import MartletOracles
import Testing

@testable import MartletProfile

/// Segments against an evaluation from scratch at every instant of interest: 10,500 histories of
/// random rules and events.
@Suite struct SegmentOracleTests {
    private static let perGroup = 350

    private static func events(_ random: inout SplitMix64) -> [SegmentStory.Event] {
        var now = SegmentStory.start + Int64(random.next() % 3_600_000)
        return (0..<8 + Int(random.next() % 12)).map { _ in
            let gaps: [UInt64] = [60_000, 600_000, 7_200_000, 40_000_000]
            now += Int64(random.next() % gaps[Int(random.next() % 4)])
            if random.next() % 4 == 0 { now -= now % 60_000 }
            var event = SegmentStory.Event(at: now)
            if random.next() % 3 == 0 { event.type = "look" }
            if random.next() % 5 == 0 { event.at -= Int64(random.next() % 90_000_000) }
            if random.next() % 4 != 0 { event.amount = Int64(random.next() % 60_000_000) }
            return event
        }
    }

    /// The event clock, with late events.
    @Test(arguments: 0..<20) func deadlinesAreExact(group: Int) throws {
        for seed in group * Self.perGroup..<(group + 1) * Self.perGroup {
            try deadlinesAreExactIn(seed)
        }
    }

    private func deadlinesAreExactIn(_ seed: Int) throws {
        var random = SplitMix64(seed: UInt64(seed))
        let segments = (0..<3).map { SegmentOracle.segment(&random, $0) }
        var oracle = SegmentOracle(segments)
        var story = SegmentStory(try SegmentStory.plan(segments.map(\.definition)))
        var clock = Int64.min
        for event in Self.events(&random) {
            clock = max(clock, event.at)
            oracle.apply(event, clock: clock)
            story.apply(event, clock: event.at)
        }
        let end = clock + 4 * SegmentStory.day
        oracle.pass(to: end)
        story.pass(to: end)
        expect(story.changes, oracle.changes, story.clocks + [end], "seed \(seed)", segments)
    }

    /// The wall clock: some events are ahead of it and count from their own unit on.
    @Test(arguments: 0..<10) func eventsAheadOfTheClockCountFromTheirUnitOn(group: Int) throws {
        for seed in group * Self.perGroup..<(group + 1) * Self.perGroup {
            try aheadOfTheClock(10_000 + seed)
        }
    }

    private func aheadOfTheClock(_ seed: Int) throws {
        var random = SplitMix64(seed: UInt64(seed))
        let segments = (0..<3).map { SegmentOracle.segment(&random, $0) }
        var oracle = SegmentOracle(segments)
        var story = SegmentStory(try SegmentStory.plan(segments.map(\.definition)))
        var clock = SegmentStory.start
        for event in Self.events(&random) {
            clock = max(clock, event.at - Int64(random.next() % 600_000))
            oracle.apply(event, clock: clock)
            story.apply(event, clock: clock)
        }
        let end = clock + 4 * SegmentStory.day
        oracle.pass(to: end)
        story.pass(to: end)
        expect(story.changes, oracle.changes, story.clocks + [end], "seed \(seed)", segments)
    }

    private func expect(
        _ found: [SegmentStory.Change], _ expected: [SegmentStory.Change], _ clocks: [Int64],
        _ name: String, _ segments: [SegmentOracle.Segment]
    ) {
        let rules = segments.map(\.definition)
        for index in 0..<max(found.count, expected.count) {
            let left = index < found.count ? found[index] : nil
            let right = index < expected.count ? expected[index] : nil
            guard left != right else { continue }
            let texts = [left, right].map { $0?.description ?? "nothing" }
            Issue.record("\(name), change \(index): \(texts[0]) instead of \(texts[1]): \(rules)")
            return
        }
        // What is announced comes at that instant, unless an event comes before it.
        for (index, change) in found.enumerated() {
            let following = found.dropFirst(index + 1).first
            if let following, following.events == change.events {
                #expect(change.next == following.at, "\(name), change \(index): \(rules)")
            } else {
                #expect(change.next > clocks[change.events], "\(name), change \(index): \(rules)")
            }
        }
    }
}
