import MartletProfile
import Testing

@testable import martlet

/// Features on models in the configuration, and the models that are found for them.
@Suite struct MeasureSettingsTests {
    private func read(_ features: String, models: String = "{}") -> ConfigurationFile {
        ConfigurationFile(
            text: """
                version: 1
                name: shop
                inputs: [{topic: purchases, type: purchase}, {topic: browses, type: browse}]
                features: \(features)
                models: \(models)
                """, name: "shop.yaml", directory: "/etc/shop")
    }

    private func feature(_ file: ConfigurationFile, _ name: String) -> FeatureDefinition? {
        file.configuration.features.first { $0.definition.name == name }?.definition
    }

    @Test func `kinds of models need not be described`() throws {
        let file = read(
            """
            {alive: {p_alive: {model: bgnbd, of: purchase}}, p_alive: {of: purchase}, \
            worth: {expected_spend: {of: purchase.amount, horizon: 30d}}, \
            pace: {rhythm: purchase, where: "event.amount > 0"}, \
            rfm: {of: purchase.amount, bins: 4, cuts: nearest_rank}}
            """)
        #expect(file.diagnostics.isEmpty)
        let models = file.configuration.models.models
        #expect(models.map(\.name) == ["bgnbd", "mbgnbd", "pace", "rfm", "gamma_gamma"])
        #expect(models[2].filter?.text == "event.amount > 0")
        #expect(models[3].bins.value == 4 && models[3].cuts.value == .nearestRank)
        let worth = try #require(feature(file, "worth"))
        #expect(
            worth.measure
                == MeasureDefinition(
                    model: "gamma_gamma", purchases: "mbgnbd", horizon: 30 * 86_400_000))
        #expect(feature(file, "rfm")?.measure?.occasion == .event)
        #expect(feature(file, "p_alive")?.measure?.model == "mbgnbd")
    }

    @Test func `what a model is of belongs to its features`() throws {
        let file = read(
            """
            {alive: {p_alive: {model: churn}}, worth: {expected_spend: {model: spend}}, \
            drop: {activity_drop: {of: [purchase, browse], recent: 24h, baseline: 240h}}, \
            given: {rfm: {of: purchase.amount, recency_days: [7.5, 30], frequency: [2, 5], \
            money: [-1, 1e3]}}}
            """,
            models: """
                {churn: {kind: bgnbd, of: purchase, where: "event.amount > 0", per: event}, \
                spend: {kind: gamma_gamma, of: purchase.amount, where: "event.amount > 0", \
                per: event, include_first: true}}
                """)
        #expect(file.diagnostics.isEmpty)
        let alive = try #require(feature(file, "alive"))
        #expect(alive.sources == [.init(type: "purchase")] && alive.filter == "event.amount > 0")
        #expect(alive.measure?.occasion == .event)
        let worth = try #require(feature(file, "worth"))
        #expect(worth.sources == [.init(type: "purchase", field: ["amount"])])
        #expect(worth.measure?.purchases == "churn" && worth.measure?.includesFirst == true)
        let drop = try #require(feature(file, "drop"))
        #expect(drop.window == Window(length: 264, unit: .hour))
        #expect(
            drop.measure?.drop == ActivityDrop(recent: 24, baseline: 240, fewestEvents: 8))
        let given = try #require(feature(file, "given")?.measure)
        #expect(given.model == nil && given.scores?.recency.values == [7.5, 30])
        #expect(given.scores?.money == CutPoints([-1, 1000]))
        #expect(file.configuration.models.models.count == 2)
    }

    @Test(arguments: [
        ("{x: {p_alive: {model: m, of: purchase}}}", "unknown model 'm'"),
        ("{x: {p_alive: {of: purchase, modle: m}}}", "unknown key 'modle'"),
        ("{x: {p_alive: {of: purchase.amount}}}", "'p_alive' is about events"),
        ("{x: {p_alive: purchase, window: 30d}}", "'p_alive' has no 'window'"),
        ("{x: {p_alive: purchase, of: browse}}", "'of' is set twice"),
        ("{x: {count: purchase, model: m}}", "'count' has no 'model'"),
        ("{x: {rhythm: {model: mbgnbd, of: purchase}}}", "unknown model 'mbgnbd'"),
        ("{x: {rhythm: {}}}", "feature 'x' does not say what it looks at"),
        ("{x: {activity_drop: {recent: 7d}}}", "'activity_drop' does not say what it counts"),
        ("{x: {activity_drop: {of: purchase, min_events: 0}}}", "'min_events' must be 1 to"),
        ("{x: {rfm: {of: purchase.amount, bins: 10}}}", "'bins' must be 2 to 9, not 10"),
        (
            "{x: {rfm: {of: purchase.amount, recency_days: [1], frequency: [1, 2], money: [1]}}}",
            "the scales do not have the same number of scores"
        ),
        (
            "{x: {rfm: {of: purchase.a, model: m, recency_days: [1], frequency: [1], money: [1]}}}",
            "'model' has no meaning where cut points are given"
        ),
        ("{x: {expected_purchases: {of: purchase, horizon: 1s}}}", "'horizon' must be 1m to"),
        (
            "{x: {p_alive: purchase}, y: {p_alive: browse}}", "model 'mbgnbd' is of purchase"
        ),
        (
            "{x: {expected_spend: {of: purchase.a, purchases: pace}}, pace: {rhythm: purchase}}",
            "model 'pace' is of kind 'rhythm'"
        ),
    ]) func `mistakes`(features: String, message: String) {
        let messages = read(features).diagnostics.map(\.message)
        #expect(messages.contains { $0.contains(message) }, "\(messages)")
    }
}
