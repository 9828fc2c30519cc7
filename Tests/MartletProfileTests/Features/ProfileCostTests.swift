import Testing

@testable import MartletProfile

@Suite struct ProfileCostTests {
    private static func feature(
        _ name: String, _ aggregate: FeatureDefinition.Aggregate, _ field: [String] = [],
        window: Window? = nil, limit: Int = 1000
    ) -> FeatureDefinition {
        FeatureDefinition(
            name: name, aggregate: aggregate, sources: [.init(type: "purchase", field: field)],
            window: window, limit: limit)
    }

    private static let month = Window(length: 30, unit: .day)
    private static let definitions = [
        feature("orders", .count, window: month),
        feature("spend", .sum, ["amount"], window: month),
        feature("mean", .mean, ["amount"], window: Window(length: 90, unit: .day)),
        feature("total", .sum, ["amount"]),
        feature("last", .last, ["ts"]),
        feature("channel", .last, ["channel"]),
        feature("rhythm", .meanGap),
        feature("kinds", .distinct, ["kind"], window: Window(length: 48, unit: .hour), limit: 10),
        feature("tally", .tally, ["kind"], limit: 64),
        feature("recent", .max, ["amount"], window: Window(length: 24, unit: .hour)),
        feature("week", .sum, ["amount"], window: Window(length: 7, unit: .day)),
    ]

    @Test func whatFeaturesAdd() throws {
        let cost = ProfileCost(try Plan(features: Self.definitions, segments: []))
        typealias Feature = ProfileCost.Feature
        #expect(
            cost.features == [
                // A cell in the buckets, and the window's total in the row.
                Feature(row: 8, bucket: 8, unit: "day"), Feature(row: 8, bucket: 8, unit: "day"),
                // What is divided is kept apart, so that it always covers the same events.
                Feature(bucket: 16, unit: "day"),
                Feature(row: 8), Feature(row: 8), Feature(row: 16),
                Feature(row: 24),
                // The list, and whether it is settled.
                Feature(row: 16, keys: .init(bytes: 16, limit: 10, unit: nil)),
                Feature(row: 8, keys: .init(bytes: 8, limit: 64, unit: nil)),
                Feature(bucket: 8, unit: "hour"),
                Feature(row: 8, unit: "day", shared: [1]),
            ])
        #expect(
            cost.buckets == [
                .init(unit: "day", types: ["purchase"], length: 90, bytes: 40),
                .init(unit: "hour", types: ["purchase"], length: 48, bytes: 16),
            ])
    }

    @Test func keysNeedNoBuckets() throws {
        let cost = ProfileCost(
            try Plan(features: [Self.definitions[7]], segments: [], dedupe: 0))
        #expect(cost.buckets == [])
        #expect(cost.most == cost.row + 10 * 16)
    }

    @Test func theRowIsTheSumOfItsParts() throws {
        let plan = try Plan(
            features: Self.definitions,
            segments: [SegmentDefinition(name: "s", when: "orders > 3", minDwell: 5)], dedupe: 4)
        let cost = ProfileCost(plan)
        let bare = ProfileCost(
            try Plan(
                features: [Self.definitions[3]],
                segments: [SegmentDefinition(name: "s", when: "total > 3", minDwell: 5)],
                dedupe: 4))
        #expect(cost.row == plan.rowBytes)
        #expect(cost.header + cost.features.reduce(0) { $0 + $1.row } == plan.rowBytes)
        // The heads of two bucket lists are nobody's, nor is the date of totals.
        #expect(cost.header == bare.header + 3 * 8)
        for (place, list) in plan.features.buckets.enumerated() {
            let unit = cost.buckets[place].unit
            let cells = cost.features.filter { $0.unit == unit }.reduce(0) { $0 + $1.bucket }
            #expect(list.stride * 8 == 8 + cells)
        }
        #expect(cost.most == cost.row + 4 * 8 + 90 * 40 + 48 * 16 + 10 * 16 + 64 * 8)
    }

    @Test func whatFeaturesOnModelsAdd() throws {
        let cost = ProfileCost(try Plan(features: MeasureFixture.definitions, segments: []))
        let names = MeasureFixture.definitions.map(\.name)
        let features = Dictionary(uniqueKeysWithValues: zip(names, cost.features))
        typealias Feature = ProfileCost.Feature
        let days = ProfileCost.Occasions(areDays: true, limit: 512)
        let instants = ProfileCost.Occasions(areDays: false, limit: 512)
        #expect(features["alive"] == Feature(row: 8, occasions: [days]))
        #expect(features["bg"] == Feature(shared: [0]))
        // When, their sum, and the first day with its sum; the days of purchases are there.
        #expect(features["spend"] == Feature(row: 32, occasions: [days], shared: [0]))
        #expect(features["alive_e"] == Feature(row: 24))
        #expect(features["rhythm_e"] == Feature(row: 8, occasions: [instants]))
        #expect(features["rfm"] == Feature(row: 32))
        #expect(features["drop"] == Feature(bucket: 8, unit: "day"))
        #expect(cost.most >= cost.row + 4 * 512 * 8)
    }
}
