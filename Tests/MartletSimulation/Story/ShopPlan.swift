package import MartletProfile

/// A plan in which every kind of feature and of segment occurs.
package enum ShopPlan {
    /// Compiles the plan.
    package static func make() throws -> Plan {
        let purchase = FeatureDefinition.Source(type: "purchase")
        let browse = FeatureDefinition.Source(type: "browse")
        let amount = FeatureDefinition.Source(type: "purchase", field: ["amount"])
        let categories = ["purchase", "browse"].map {
            FeatureDefinition.Source(type: $0, field: ["category"])
        }
        let bought = FeatureDefinition.Source(type: "purchase", field: ["ts"])
        let channel = FeatureDefinition.Source(type: "browse", field: ["channel"])
        let features = [
            FeatureDefinition(
                name: "purchases_2d", aggregate: .count, sources: [purchase],
                window: Window(length: 2, unit: .day)),
            FeatureDefinition(
                name: "spend_6h", aggregate: .sum, sources: [amount],
                window: Window(length: 6, unit: .hour)),
            FeatureDefinition(name: "spend", aggregate: .sum, sources: [amount]),
            FeatureDefinition(name: "biggest", aggregate: .max, sources: [amount]),
            FeatureDefinition(
                name: "views_90m", aggregate: .count, sources: [browse],
                window: Window(length: 90, unit: .minute)),
            FeatureDefinition(name: "last_purchase", aggregate: .last, sources: [bought]),
            FeatureDefinition(name: "last_channel", aggregate: .last, sources: [channel]),
            FeatureDefinition(name: "categories", aggregate: .tally, sources: categories),
            FeatureDefinition(
                name: "variety_1d", aggregate: .distinct, sources: categories,
                window: Window(length: 1, unit: .day)),
            FeatureDefinition(
                name: "favourites", aggregate: .top, sources: categories, k: 2,
                halfLife: 86_400_000, weights: ["purchase": FixedDecimal(millionths: 5_000_000)]),
            FeatureDefinition(name: "rhythm", aggregate: .meanGap, sources: [purchase]),
            FeatureDefinition(name: "hour", aggregate: .peakHour, sources: [purchase, browse]),
            FeatureDefinition(
                name: "app_share", aggregate: .share, sources: [browse],
                filter: "event.channel == 'app'", window: Window(length: 1, unit: .day)),
        ]
        let segments = [
            SegmentDefinition(name: "frequent", when: "purchases_2d >= 2"),
            SegmentDefinition(
                name: "spender", when: "spend_6h >= 5000", exitWhen: "spend_6h < 2000"),
            SegmentDefinition(name: "browsing", when: "views_90m >= 2", minDwell: 7_200_000),
            SegmentDefinition(
                name: "lapsed", when: "days_since(last_purchase) > 0.4", cooldown: 21_600_000),
            SegmentDefinition(name: "hatter", when: "favourites == ['hats', 'shoes']"),
            SegmentDefinition(name: "shod", when: "categories['shoes'] >= 3"),
            SegmentDefinition(name: "mixed", when: "variety_1d >= 3 && views_90m >= 1"),
            SegmentDefinition(
                name: "mobile", when: "last_channel == 'app' || app_share > 0.5"),
        ]
        return try Plan(features: features, segments: segments)
    }
}
