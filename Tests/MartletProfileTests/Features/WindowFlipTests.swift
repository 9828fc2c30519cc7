import Testing

@testable import MartletProfile

/// When comparisons of windows flip by time alone: one walk against steps from change to change.
@Suite struct WindowFlipTests {
    private static let hour: Int64 = 3_600_000
    private static let looks = [FeatureDefinition.Source(type: "look")]
    private static let prices = [FeatureDefinition.Source(type: "look", field: ["price"])]

    private static func plan() throws -> Plan {
        let window = Window(length: 6, unit: .hour)
        let filter = "event.price > 0.0"
        let drop = ActivityDrop(recent: 2, baseline: 4, fewestEvents: 3)
        return try Plan(
            features: [
                FeatureDefinition(
                    name: "count", aggregate: .count, sources: looks, window: window),
                FeatureDefinition(name: "sum", aggregate: .sum, sources: prices, window: window),
                FeatureDefinition(name: "mean", aggregate: .mean, sources: prices, window: window),
                FeatureDefinition(
                    name: "share", aggregate: .share, sources: looks, filter: filter,
                    window: window),
                FeatureDefinition(
                    name: "drop", aggregate: .activityDrop, sources: looks, window: window,
                    measure: MeasureDefinition(drop: drop)),
            ], segments: [], dedupe: 0)
    }

    @Test(arguments: 0..<60) func walksAgreeWithSteps(seed: Int) throws {
        var random = SplitMix64(seed: UInt64(seed))
        var table = ProfileTable(plan: try Self.plan())
        var clock: Int64 = 1_735_689_600_000
        var flips = 0
        // In half of the stories nothing is ahead of the clock.
        let ahead = seed % 2 == 0 ? 0 : 3
        for _ in 0..<60 {
            clock += Int64(random.next() % 3) * Int64(random.next() % 4_000_000)
            let at = clock + (Int64(random.next() % UInt64(12 + ahead)) - 11) * Self.hour / 2
            let price = (Int64(random.next() % 7) - 3) * 1_000_000
            let event = EventStory.Event(type: "look", at: at, numbers: ["price": price])
            table.advance(to: Instant(milliseconds: clock))
            let row = EventStory.fold(event, into: &table)
            let facts = ProfileFacts(table, table.slab.row(row))
            let now = Instant(milliseconds: clock)
            for feature in table.plan.features.definitions.indices {
                let comparison = [Comparison.greaterOrEqual, .equal, .less][
                    Int(random.next() % 3)]
                let bound = Number(Double(Int(random.next() % 9) - 2) / 4)
                let flip = facts.flip(feature, comparison, bound, from: now)
                let stepped = facts.steppedFlip(feature, comparison, bound, from: now)
                #expect(flip == stepped, "seed \(seed), feature \(feature) at \(clock)")
                if flip != .never { flips += 1 }
            }
        }
        #expect(flips > 10)
    }
}
