import MartletOracles
import MartletProfile
import Testing

@testable import MartletStream

/// What is told of a customer does not depend on how customers are spread over shards: random
/// alerts and personas against an evaluation from scratch, with 1, 3 and 8 shards.
@Suite struct SplitTests {
    /// How time comes to the shards.
    enum Time: Int, CaseIterable {
        /// Event clock, and the events of all customers come in order of time.
        case inOrder
        /// Wall clock: events may be late or ahead, at the same instant for everybody.
        case wall
        /// Event clock, and some events are late: a shard takes them in at its own clock, which
        /// other customers of the shard have moved.
        case late
    }

    /// One random feed and what is watched in it.
    private struct Scene {
        let time: Time
        let alerts: [EpisodeOracle.Alert]
        let personas: PersonaCase
        let plan: Plan
        let feed: [SegmentStory.Event]
        /// The wall clock at each event.
        private(set) var nows: [Int64] = []
        let end: Int64

        init(_ random: inout SplitMix64, _ time: Time) throws {
            self.time = time
            alerts = (0..<2).map { index in
                var alert = EpisodeOracle.Alert(&random, index)
                alert.score = random.next() % 3 == 0 ? nil : "1 / (1 + n)"
                return alert
            }
            personas = PersonaCase(&random)
            var plan = try SegmentStory.plan(
                personas.segments.map(\.definition), alerts: alerts.map(\.definition),
                personas: personas.definition)
            plan.personaModel = personas.model
            self.plan = plan
            feed = Self.events(&random, isOrdered: time == .inOrder)
            var now = SegmentStory.start
            for event in feed {
                now = max(now, event.at - Int64(random.next() % 600_000))
                nows.append(now)
            }
            let last = max(now, feed.map(\.at).max() ?? 0)
            end = last + Int64(random.next() % 6) * SegmentStory.day
        }

        private static func events(
            _ random: inout SplitMix64, isOrdered: Bool
        ) -> [SegmentStory.Event] {
            var now = SegmentStory.start
            let gaps: [UInt64] = [1, 60_000, 600_000, 7_200_000, 20_000_000]
            return (0..<70).map { _ in
                now += Int64(random.next() % gaps[Int(random.next() % 5)])
                if random.next() % 4 == 0 { now += 60_000 - now % 60_000 }
                var event = SegmentStory.Event(at: now, customer: "c\(random.next() % 9)")
                if random.next() % 3 == 0 { event.type = "look" }
                if !isOrdered, random.next() % 5 == 0 {
                    event.at -= Int64(random.next() % 90_000_000)
                }
                if random.next() % 4 != 0 { event.amount = Int64(random.next() % 60_000_000) }
                return event
            }
        }

        /// What so many shards tell, and the clock at which each event was taken in.
        func told(shards: Int, _ random: inout SplitMix64) -> (SplitScene, clocks: [Int64]) {
            let scene = SplitScene(plan, shards: shards)
            let clocks = feed.indices.map { index -> Int64 in
                guard time == .wall else {
                    return scene.apply(feed[index], offset: index, now: nil)
                }
                // Shards look at the clock when they like.
                for shard in scene.shards where random.next() % 3 == 0 {
                    scene.pass(shard, to: nows[index])
                }
                return scene.apply(feed[index], offset: index, now: nows[index])
            }
            for shard in scene.shards { scene.pass(shard, to: end) }
            return (scene, clocks)
        }

        /// What is true of one customer, if events were taken in at these clocks.
        func truth(of customer: String, _ clocks: [Int64]) -> (EpisodeOracle, PersonaOracle) {
            var episodes = EpisodeOracle(alerts, customer: customer)
            var refreshes = PersonaOracle(personas, customer: customer)
            for (event, clock) in zip(feed, clocks) where event.customer == customer {
                episodes.apply(event, clock: clock)
                refreshes.apply(event, clock: clock)
            }
            episodes.pass(to: end)
            refreshes.pass(to: end)
            return (episodes, refreshes)
        }
    }

    @Test(arguments: 0..<4, Time.allCases)
    func `any number of shards tells the truth`(group: Int, time: Time) throws {
        var counts = Dictionary(
            uniqueKeysWithValues: EpisodeChange.allCases.map { ("\($0)", 0) })
        for seed in group * 16..<(group + 1) * 16 {
            var random = SplitMix64(seed: UInt64(time.rawValue * 1_000_000 + seed))
            let scene = try Scene(&random, time)
            var first: (SplitScene, clocks: [Int64])?
            for shards in [1, 3, 8] {
                let name = "\(time), seed \(seed), \(shards) shards"
                let (told, clocks) = scene.told(shards: shards, &random)
                // What equals the truth need not be held against it again.
                if first == nil || time == .late { try compare(told, scene, clocks, name) }
                guard let (one, oneClocks) = first else {
                    first = (told, clocks)
                    for note in told.stories.values.flatMap(\.episodes) {
                        counts["\(note.change)", default: 0] += 1
                    }
                    for note in told.stories.values.flatMap(\.refreshes) {
                        let kind = note.trigger.first == "s" ? "schedule" : note.trigger
                        counts[kind, default: 0] += 1
                    }
                    continue
                }
                // The one thing that may differ: the clock at which a late event is taken in.
                guard time != .late else { continue }
                #expect(clocks == oneClocks, "\(name)")
                #expect(told.stories.keys.sorted() == one.stories.keys.sorted(), "\(name)")
                for (customer, story) in told.stories {
                    #expect(story == one.stories[customer], "\(name), \(customer)")
                }
                #expect(told.members == one.members, "\(name)")
                for alert in scene.alerts.indices {
                    #expect(told.tally(alert) == one.tally(alert), "\(name), alert \(alert)")
                }
            }
        }
        // The feeds are such that everything happens.
        let kinds = EpisodeChange.allCases.map { "\($0)" } + ["t0", "t1", "t2", "f0", "schedule"]
        #expect(kinds.allSatisfy { counts[$0, default: 0] > 0 }, "\(time) \(group): \(counts)")
    }

    private func compare(
        _ told: SplitScene, _ scene: Scene, _ clocks: [Int64], _ name: String
    ) throws {
        var members: [String: Int] = [:]
        var counts = scene.alerts.map { _ in [Int](repeating: 0, count: 8) }
        for customer in Set(scene.feed.map(\.customer)).sorted() {
            let (episodes, refreshes) = scene.truth(of: customer, clocks)
            let story = told.stories[customer] ?? SplitScene.Story()
            let rules = "\(scene.alerts.map(\.definition)) \(scene.personas.definition)"
            try require(story.episodes, episodes.notes, name, rules)
            try require(story.refreshes, refreshes.notes, name, rules)
            #expect(story.episodes.map(\.sequence) == Array(1..<story.episodes.count + 1))
            if let persona = refreshes.persona { members[persona, default: 0] += 1 }
            for alert in scene.alerts.indices {
                counts[alert] = zip(counts[alert], episodes.counts(alert).counts).map(+)
            }
        }
        #expect(told.members == members, "\(name)")
        for alert in scene.alerts.indices {
            let tally = told.tally(alert)
            let found = [
                tally.raised, tally.escalated, tally.falseAlarms, tally.right, tally.openEpisodes,
                tally.lapses, tally.announced, tally.falseAlarmsAfterLapse,
            ]
            #expect(found == counts[alert], "\(name), alert \(alert)")
        }
    }

    /// Stops at the first difference, which others follow from.
    private func require<Note: Equatable & CustomStringConvertible>(
        _ found: [Note], _ truth: [Note], _ name: String, _ rules: String
    ) throws {
        for index in 0..<max(found.count, truth.count) {
            let left = index < found.count ? found[index] : nil
            let right = index < truth.count ? truth[index] : nil
            let texts = [left, right].map { $0?.description ?? "nothing" }
            try #require(left == right, "\(name): \(texts[0]) instead of \(texts[1]): \(rules)")
        }
    }
}
