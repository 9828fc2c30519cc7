package import MartletProfile

/// A plan in which every kind of feature, of segment and of churn alert occurs, and personas.
package enum ShopPlan {
    /// Compiles the plan.
    package static func make(_ personas: ShopPersonas = .rules) throws -> Plan {
        var plan = try Plan(
            features: features + measures, segments: segments, alerts: alerts,
            personas: personas.definition)
        plan.models = models(r: 0.5, spend: 400, gap: 0.3)
        return plan
    }

    /// Models of features as a fit could have found them, some of many.
    package static func models(_ random: inout SplitMix64) -> [String: FeatureModel] {
        models(
            r: Double(random.within(2...20)) / 10, spend: Double(random.within(100...900)),
            gap: Double(random.within(1...9)) / 10)
    }

    private static func models(r: Double, spend: Double, gap: Double) -> [String: FeatureModel] {
        let forecast = PurchaseForecast(
            model: PurchaseModel(kind: .mbgnbd, r: r, alpha: 6, a: 0.9, b: 1.6), unit: 3_600_000)
        return [
            "purchases": .purchases(forecast),
            "amounts": .spend(SpendModel(p: 6, q: 4, v: spend)),
            "gaps": .rhythm(RhythmModel(population: Rhythm(mean: gap, spread: 0.2))),
        ]
    }

    /// Features on models.
    private static var measures: [FeatureDefinition] {
        let purchase = FeatureDefinition.Source(type: "purchase")
        let browse = FeatureDefinition.Source(type: "browse")
        let amount = FeatureDefinition.Source(type: "purchase", field: ["amount"])
        return [
            FeatureDefinition(
                name: "alive", aggregate: .pAlive, sources: [purchase],
                measure: MeasureDefinition(model: "purchases", occasion: .event)),
            FeatureDefinition(
                name: "worth", aggregate: .expectedSpend, sources: [amount],
                measure: MeasureDefinition(
                    model: "amounts", purchases: "purchases", horizon: 43_200_000)),
            FeatureDefinition(
                name: "pace", aggregate: .rhythm, sources: [purchase],
                measure: MeasureDefinition(model: "gaps", occasion: .event)),
            FeatureDefinition(
                name: "drop", aggregate: .activityDrop, sources: [purchase, browse],
                window: Window(length: 12, unit: .hour),
                measure: MeasureDefinition(
                    drop: ActivityDrop(recent: 3, baseline: 9, fewestEvents: 2))),
            FeatureDefinition(
                name: "scores", aggregate: .rfm, sources: [amount],
                measure: MeasureDefinition(
                    occasion: .event,
                    scores: RFMModel(
                        recency: CutPoints([1, 2]), frequency: CutPoints([2, 4]),
                        money: CutPoints([500, 2000])))),
        ]
    }

    private static var features: [FeatureDefinition] {
        let purchase = FeatureDefinition.Source(type: "purchase")
        let browse = FeatureDefinition.Source(type: "browse")
        let amount = FeatureDefinition.Source(type: "purchase", field: ["amount"])
        let categories = ["purchase", "browse"].map {
            FeatureDefinition.Source(type: $0, field: ["category"])
        }
        let bought = FeatureDefinition.Source(type: "purchase", field: ["ts"])
        let channel = FeatureDefinition.Source(type: "browse", field: ["channel"])
        return [
            FeatureDefinition(
                name: "purchases_2d", aggregate: .count, sources: [purchase],
                window: Window(length: 2, unit: .day)),
            FeatureDefinition(
                name: "spend_6h", aggregate: .sum, sources: [amount],
                window: Window(length: 6, unit: .hour)),
            FeatureDefinition(name: "purchases", aggregate: .count, sources: [purchase]),
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
    }

    private static var segments: [SegmentDefinition] {
        [
            SegmentDefinition(name: "frequent", when: "purchases_2d >= 2"),
            SegmentDefinition(
                name: "spender", when: "spend_6h >= 5000", exitWhen: "spend_6h < 2000"),
            SegmentDefinition(name: "browsing", when: "views_90m >= 2", minDwell: 7_200_000),
            SegmentDefinition(
                name: "lapsed", when: "days_since(last_purchase) > 0.4", cooldown: 21_600_000),
            SegmentDefinition(name: "hatter", when: "favourites == ['hats', 'shoes']"),
            SegmentDefinition(name: "shod", when: "categories['shoes'] >= 3"),
            SegmentDefinition(name: "mixed", when: "variety_1d >= 3 && views_90m >= 1"),
            SegmentDefinition(name: "slipping", when: "alive < 0.5"),
            SegmentDefinition(name: "worthy", when: "alive * worth > 300"),
            SegmentDefinition(name: "slower", when: "drop > 0.15", minDwell: 3_600_000),
            SegmentDefinition(
                name: "late", when: "days_since(last_purchase) > 1.5 * pace.mean_days"),
            SegmentDefinition(name: "steady", when: "scores.r == 3 && scores.score >= 322"),
            SegmentDefinition(
                name: "mobile", when: "last_channel == 'app' || app_share > 0.5"),
        ]
    }

    private static var alerts: [AlertDefinition] {
        [
            AlertDefinition(
                name: "silence", when: "days_since(last_purchase) > rhythm",
                minHistory: "purchases >= 2",
                ladder: [
                    .init(name: "low", when: "true"),
                    .init(name: "high", when: "days_since(last_purchase) > 2 * rhythm"),
                ], resolution: .events(["purchase"]), cooldown: 3_600_000, horizon: 40_000_000,
                valueAtRisk: "spend / purchases", score: "purchases / 20"),
            AlertDefinition(
                name: "idle", when: "views_90m == 0", resolution: .rule("variety_1d >= 3"),
                cooldown: 7_200_000, horizon: 30_000_000),
            AlertDefinition(name: "dear", when: "spend_6h >= 3000", horizon: 4_000_000),
        ]
    }
}
