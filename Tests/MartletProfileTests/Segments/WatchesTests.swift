import MartletOracles
import Testing

@testable import MartletProfile

/// An event evaluates the segments whose clauses have another answer, and no others: that must give
/// what evaluating all of them after every event gives.
@Suite struct WatchesTests {
    private static let day: Int64 = 86_400_000

    private static func plan(_ segments: [SegmentDefinition]) throws -> Plan {
        let days = { (length: Int) in Window(length: length, unit: .day) }
        let buy = FeatureDefinition.Source(type: "buy")
        let look = FeatureDefinition.Source(type: "look")
        let amount = FeatureDefinition.Source(type: "buy", field: ["amount"])
        let feature = {
            (
                name: String, aggregate: FeatureDefinition.Aggregate,
                sources: [FeatureDefinition.Source], window: Window?
            ) in
            FeatureDefinition(name: name, aggregate: aggregate, sources: sources, window: window)
        }
        return try Plan(
            features: [
                feature("n", .count, [buy], nil), feature("n2", .count, [buy], days(2)),
                feature("n5", .count, [buy], days(5)), feature("s4", .sum, [amount], days(4)),
                feature("s", .sum, [amount], nil), feature("v3", .count, [buy, look], days(3)),
                feature(
                    "v9h", .count, [look], Window(length: 9, unit: .hour)),
                feature("last", .last, [.init(type: "look", field: ["ts"])], nil),
            ], segments: segments, dedupe: 0)
    }

    private static func rule(_ random: inout SplitMix64) -> String {
        let clause = { (random: inout SplitMix64) -> String in
            if random.next() % 8 == 0 { return "hours_since(last) > \(random.next() % 60)" }
            let feature = ["n", "n2", "n5", "s4", "s", "v3", "v9h"][Int(random.next() % 7)]
            let comparison = ["<", "<=", "==", "!=", ">=", ">"][Int(random.next() % 6)]
            return "\(feature) \(comparison) \(Int(random.next() % 6) - 1)"
        }
        let operation = random.next() % 2 == 0 ? " && " : " || "
        let count = Int(random.next() % 3) + 1
        return (0..<count).map { _ in clause(&random) }.joined(separator: operation)
    }

    private static func segment(_ random: inout SplitMix64, _ index: Int) -> SegmentDefinition {
        var segment = SegmentDefinition(name: "s\(index)", when: rule(&random))
        if random.next() % 3 == 0 { segment.exitWhen = rule(&random) }
        if random.next() % 6 == 0 { segment.minDwell = Int64(random.next() % 4) * day }
        if random.next() % 6 == 0 { segment.cooldown = Int64(random.next() % 4) * day }
        return segment
    }

    @Test(arguments: 0..<200) func nothingIsMissed(seed: Int) throws {
        var random = SplitMix64(seed: UInt64(seed))
        let plan = try Self.plan((0..<4).map { Self.segment(&random, $0) })
        var watched = SegmentStory(plan)
        var everything = SegmentStory(plan)
        everything.evaluatesEverything = true
        var clock = SegmentStory.start
        // Late, in time, and ahead of the clock; amounts are negative in half of the stories.
        let lowest: Int64 = seed % 2 == 0 ? 0 : -2
        for _ in 0..<60 {
            clock += Int64(random.next() % 3) * Int64(random.next() % 40_000_000)
            var event = SegmentStory.Event(
                at: clock + (Int64(random.next() % 8) - 6) * Self.day / 4)
            if random.next() % 3 == 0 { event.type = "look" }
            event.amount = (Int64(random.next() % 5) + lowest) * FixedDecimal.scale
            watched.apply(event, clock: clock)
            everything.apply(event, clock: clock)
            try #require(watched.changes == everything.changes, "seed \(seed)")
            let now = Instant(milliseconds: clock)
            #expect(
                watched.table.nextChange(0, at: now) == everything.table.nextChange(0, at: now),
                "seed \(seed)")
            #expect(
                watched.table.deadline(0) <= everything.table.nextChange(0, at: now),
                "seed \(seed)")
        }
        watched.pass(to: clock + 20 * Self.day)
        everything.pass(to: clock + 20 * Self.day)
        #expect(watched.changes == everything.changes, "seed \(seed)")
    }

    /// The totals kept in the row are what their windows add up to.
    @Test(arguments: 0..<50) func totalsAreExact(seed: Int) throws {
        var random = SplitMix64(seed: UInt64(seed) + 500)
        let plan = try Self.plan([])
        var story = SegmentStory(plan)
        var events: [SegmentStory.Event] = []
        var clock = SegmentStory.start
        for _ in 0..<80 {
            clock += Int64(random.next() % 3) * Int64(random.next() % 40_000_000)
            var event = SegmentStory.Event(
                at: clock + (Int64(random.next() % 8) - 6) * Self.day / 4)
            event.amount = (Int64(random.next() % 5) - 1) * FixedDecimal.scale
            events.append(event)
            story.apply(event, clock: clock)
            for (feature, definition) in plan.features.definitions.enumerated() {
                let reader = plan.features.readers[feature]
                guard reader.total >= 0, !definition.sources.contains(.init(type: "look")),
                    event.type == "buy"
                else { continue }
                let first = clock / Self.day - Int64(reader.length)
                let inside = events.filter {
                    $0.at / Self.day > first && $0.at / Self.day <= clock / Self.day
                }
                let total = inside.reduce(0) {
                    $0 + (reader.combination == .count ? 1 : $1.amount ?? 0)
                }
                #expect(
                    story.table.slab.row(0)[reader.total] == total,
                    "seed \(seed): \(definition.name)")
            }
        }
    }
}
