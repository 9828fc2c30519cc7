import Testing

@testable import MartletProfile

/// Every feature kind, all-time and windowed, against a fold over the raw list of events.
@Suite struct FeatureOracleTests {
    private static let day: Int64 = 86_400_000
    private static let start: Int64 = 1_735_689_600_000

    private static func definitions(_ window: Window?, _ suffix: String) -> [FeatureDefinition] {
        let buys = FeatureDefinition.Source(type: "purchase")
        let looks = FeatureDefinition.Source(type: "browse")
        let amount = FeatureDefinition.Source(type: "purchase", field: ["amount"])
        let keys = ["purchase", "browse"].map {
            FeatureDefinition.Source(type: $0, field: ["category"])
        }
        let instants = ["purchase", "browse"].map {
            FeatureDefinition.Source(type: $0, field: ["ts"])
        }
        let feature = { (name: String, kind: FeatureDefinition.Aggregate, sources) in
            FeatureDefinition(
                name: name + suffix, aggregate: kind, sources: sources, window: window)
        }
        return [
            feature("count", .count, [buys, looks]), feature("sum", .sum, [amount]),
            feature("min", .min, [amount]), feature("max", .max, [amount]),
            feature("mean", .mean, [amount]), feature("first", .first, keys),
            feature("last", .last, keys), feature("distinct", .distinct, keys),
            feature("tally", .tally, keys), feature("seen", .last, instants),
            feature("gap", .meanGap, [buys]), feature("hour", .peakHour, [buys, looks]),
        ]
    }

    private static func story(_ random: inout SplitMix64, count: Int) -> [EventStory.Event] {
        (0..<count).map { index in
            let isPurchase = random.next() % 3 == 0
            var event = EventStory.Event(
                type: isPurchase ? "purchase" : "browse",
                // Distinct instants: ties of first and last go by arrival.
                at: start + Int64(random.next() % UInt64(40 * day)) / 1000 * 1000 + Int64(index))
            if isPurchase, random.next() % 8 != 0 {
                event.numbers["amount"] = Int64(random.next() % 500_000_000) - 50_000_000
            }
            if random.next() % 8 != 0 { event.texts["category"] = "k\(random.next() % 6)" }
            return event
        }
    }

    @Test(arguments: [1, 2, 3, 4, 5, 6, 7, 8] as [UInt64])
    func everyKindAgreesWithTheRawEvents(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        for _ in 0..<40 {
            let unit = Window.Unit.allCases[Int(random.next() % 3)]
            let longest = unit == .minute ? 3000 : unit == .hour ? 200 : 20
            let window = Window(length: Int(random.next() % UInt64(longest)) + 1, unit: unit)
            let plan = try Plan(
                features: Self.definitions(nil, "") + Self.definitions(window, "_w"),
                segments: [], dedupe: 0)
            var events = Self.story(&random, count: Int(random.next() % 40) + 1)
            if random.next() % 2 == 0 { events.sort { $0.at < $1.at } }
            let last = events.map(\.at).max() ?? 0
            let clock = last + Int64(random.next() % UInt64(3 * Self.day))
            let table = EventStory.table(plan, events, clockAtEnd: clock)
            for (index, definition) in plan.features.definitions.enumerated() {
                let got = FeatureOracle.text(table.value(index, 0, table.clock), table)
                let want = FeatureOracle.value(definition, events, clock: clock)
                #expect(got == want, "seed \(seed), \(definition.name), window \(window)")
            }
        }
    }

    @Test(arguments: [11, 12, 13, 14] as [UInt64])
    func anyOrderGivesTheSameProfile(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let window = Window(length: 60, unit: .day)
        let plan = try Plan(
            features: Self.definitions(nil, "") + Self.definitions(window, "_w") + [
                FeatureDefinition(
                    name: "top", aggregate: .top,
                    sources: [FeatureDefinition.Source(type: "browse", field: ["category"])],
                    halfLife: 3 * Self.day, weights: ["browse": FixedDecimal(millionths: 1_500_000)]
                )
            ], segments: [], dedupe: 0)
        for _ in 0..<30 {
            let events = Self.story(&random, count: 30)
            let clock = Self.start + 41 * Self.day
            let one = EventStory.table(plan, events, clockAtEnd: clock)
            let other = EventStory.table(plan, events.shuffled(using: &random), clockAtEnd: clock)
            for feature in plan.features.definitions.indices {
                #expect(
                    FeatureOracle.text(one.value(feature, 0, one.clock), one)
                        == FeatureOracle.text(other.value(feature, 0, other.clock), other),
                    "seed \(seed), \(plan.features.definitions[feature].name)")
            }
        }
    }
}
