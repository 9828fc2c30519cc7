import MartletOracles
import Testing

@testable import MartletProfile

/// Episodes of random alerts against an evaluation from scratch at every instant of interest.
@Suite struct EpisodeOracleTests {
    private static let perGroup = 250

    private static func events(_ random: inout SplitMix64) -> [SegmentStory.Event] {
        var now = SegmentStory.start + Int64(random.next() % 3_600_000)
        return (0..<8 + Int(random.next() % 16)).map { _ in
            let gaps: [UInt64] = [60_000, 600_000, 7_200_000, 40_000_000, 300_000_000]
            now += Int64(random.next() % gaps[Int(random.next() % 5)])
            if random.next() % 4 == 0 { now -= now % 60_000 }
            var event = SegmentStory.Event(at: now)
            if random.next() % 3 == 0 { event.type = "look" }
            if random.next() % 5 == 0 { event.at -= Int64(random.next() % 90_000_000) }
            if random.next() % 4 != 0 { event.amount = Int64(random.next() % 60_000_000) }
            return event
        }
    }

    @Test(arguments: 0..<20) func episodesAreExact(group: Int) throws {
        var total = EpisodeTally()
        for seed in group * Self.perGroup..<(group + 1) * Self.perGroup {
            for tally in try episodesAreExactIn(seed) { total.add(tally) }
        }
        // The histories are such that everything happens.
        let counts = [
            total.raised, total.escalated, total.falseAlarms, total.right, total.openEpisodes,
            total.lapses - total.announced, total.announced, total.falseAlarmsAfterLapse,
        ]
        #expect(counts.allSatisfy { $0 > 9 }, "group \(group): \(counts)")
    }

    /// What is kept of an episode in a profile's record is all that it needs to go on.
    @Test(arguments: 0..<10) func episodesSurviveRestarts(group: Int) throws {
        for seed in group * 100..<(group + 1) * 100 {
            var random = SplitMix64(seed: UInt64(100_000 + seed))
            let alerts = (0..<3).map { EpisodeOracle.Alert(&random, $0).definition }
            let plan = try SegmentStory.plan([], alerts: alerts)
            var story = SegmentStory(plan)
            var restarted = SegmentStory(plan)
            var clock = Int64.min
            for event in Self.events(&random) {
                clock = max(clock, event.at)
                story.apply(event, clock: clock)
                if random.next() % 2 == 0 { restarted.restart() }
                restarted.apply(event, clock: clock)
                if random.next() % 2 == 0 { restarted.restart() }
            }
            for hours in 1..<8 {
                let instant = clock + Int64(hours) * 13 * SegmentStory.hour
                story.pass(to: instant)
                restarted.pass(to: instant)
                restarted.restart()
            }
            let (found, expected) = (restarted.episodes, story.episodes)
            #expect(found == expected, "seed \(seed): \(alerts)")
            #expect(found.map(\.sequence) == expected.map(\.sequence), "seed \(seed)")
            let open = [story.table.tallies, restarted.table.tallies]
                .map { $0.map(\.openEpisodes) }
            #expect(open[0] == open[1], "seed \(seed)")
        }
    }

    private func episodesAreExactIn(_ seed: Int) throws -> [EpisodeTally] {
        var random = SplitMix64(seed: UInt64(seed))
        let isWall = seed % 3 == 0
        let alerts = (0..<3).map { EpisodeOracle.Alert(&random, $0) }
        let segments = [SegmentOracle.segment(&random, 0)]
        var oracle = EpisodeOracle(alerts)
        let plan = try SegmentStory.plan(
            segments.map(\.definition), alerts: alerts.map(\.definition))
        var story = SegmentStory(plan)
        var alone = SegmentStory(try SegmentStory.plan(segments.map(\.definition)))
        var clock = isWall ? SegmentStory.start : Int64.min
        for event in Self.events(&random) {
            let ahead = isWall ? Int64(random.next() % 600_000) : 0
            clock = max(clock, event.at - ahead)
            oracle.apply(event, clock: clock)
            story.apply(event, clock: clock)
            alone.apply(event, clock: clock)
        }
        let end = clock + Int64(random.next() % 6) * SegmentStory.day
        oracle.pass(to: end)
        story.pass(to: end)
        alone.pass(to: end)
        compare(story, oracle, [end], "seed \(seed)", alerts)
        let changes = [story.changes, alone.changes]
        #expect(changes[0] == changes[1], "seed \(seed): alerts change segments")
        let nexts = changes.map { $0.map(\.next) }
        #expect(nexts[0] == nexts[1], "seed \(seed): alerts change what segments announce")
        return story.table.tallies
    }

    private func compare(
        _ story: borrowing SegmentStory, _ oracle: EpisodeOracle, _ end: [Int64], _ name: String,
        _ alerts: [EpisodeOracle.Alert]
    ) {
        let rules = alerts.map(\.definition)
        let (found, expected) = (story.episodes, oracle.notes)
        for index in 0..<max(found.count, expected.count) {
            let left = index < found.count ? found[index] : nil
            let right = index < expected.count ? expected[index] : nil
            guard left != right else { continue }
            let texts = [left, right].map { $0?.description ?? "nothing" }
            Issue.record("\(name), change \(index): \(texts[0]) instead of \(texts[1]): \(rules)")
            return
        }
        #expect(found.map(\.sequence) == Array(1..<found.count + 1), "\(name)")
        // What is announced comes at that instant, unless an event comes before it.
        let clocks = story.clocks + end
        for (index, change) in found.enumerated() {
            let following = found.dropFirst(index + 1).first { $0.alert == change.alert }
            if let following, following.events == change.events {
                #expect(change.next == following.at, "\(name), change \(index): \(rules)")
            } else {
                #expect(change.next > clocks[change.events], "\(name), change \(index): \(rules)")
            }
        }
        for index in alerts.indices {
            let tally = story.table.tallies[index]
            let (counts, leads) = oracle.counts(index)
            let mine = [
                tally.raised, tally.escalated, tally.falseAlarms, tally.right, tally.openEpisodes,
                tally.lapses, tally.announced, tally.falseAlarmsAfterLapse,
            ]
            #expect(mine == counts, "\(name), alert \(index): \(rules[index])")
            guard let mean = tally.meanLead, let median = tally.medianLead else { continue }
            let sorted = leads.sorted()
            let middle = Double(sorted[(leads.count - 1) / 2] + sorted[leads.count / 2]) / 2
            let horizon = Double(alerts[index].horizon)
            #expect(mean == Double(leads.reduce(0, +)) / Double(leads.count), "\(name)")
            #expect(abs(median - middle) <= horizon / 8192, "\(name)")
        }
    }
}
