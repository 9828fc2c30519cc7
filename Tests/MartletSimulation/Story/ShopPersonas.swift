package import MartletProfile

/// The personas of the shop: by rules or by clusters, with every kind of trigger, a forecast and a
/// schedule.
package enum ShopPersonas: Sendable {
    case rules, clusters

    var definition: PersonaDefinition {
        let assignment: PersonaDefinition.Assignment =
            switch self {
            case .rules:
                .rules([
                    .init(name: "regular", when: "purchases_2d >= 3"),
                    .init(name: "fan", when: "categories['shoes'] >= 2"),
                    .init(name: "window-shopper", when: "views_90m >= 1"),
                ])
            case .clusters: .clusters(PersonaClusters(count: 3, limit: 2.5, margin: 0.2))
            }
        return PersonaDefinition(
            assignment: assignment, features: Self.features, triggers: Self.triggers,
            forecasts: [
                .init(name: "quiet", when: "days_since(last_purchase) > 0.7"),
                .init(name: "fading", when: "purchases_2d < 2 && purchases >= 3"),
            ], interval: 20 * 86_400_000)
    }

    private static var features: [PersonaFeature] {
        [
            PersonaFeature(name: "purchases", bend: .log),
            PersonaFeature(name: "spend", bend: .sqrt),
            PersonaFeature(name: "recent", value: "views_90m + 2 * purchases_2d"),
        ]
    }

    private static var triggers: [RefreshTrigger] {
        [
            RefreshTrigger(name: "first", types: ["purchase"], condition: .first),
            RefreshTrigger(
                name: "dear", types: ["purchase"],
                condition: .unusual(
                    .init(field: ["amount"], times: 1.5, minimum: 2, quantile: 5_000))),
            RefreshTrigger(
                name: "channel", types: ["browse"], condition: .changes(feature: "last_channel")),
            RefreshTrigger(
                name: "tier", types: [], condition: .segments(["frequent", "lapsed"])),
            RefreshTrigger(
                name: "bags", types: ["purchase", "browse"],
                condition: .rule("event.category == 'bags' && purchases >= 1")),
        ]
    }

    /// A model as a fit could have found it, one of many.
    package static func model(_ random: inout SplitMix64) -> PersonaModel {
        let scales = [(1.2, 0.6), (110.0, 60.0), (3.0, 2.5)]
        let bends: [PersonaFeature.Bend] = [.log, .sqrt, .none]
        let names = ["new", "steady", "big"]
        return PersonaModel(
            features: zip(features, zip(bends, scales)).map { feature, scale in
                PersonaModel.Feature(
                    feature: feature,
                    scale: PersonaScale(bend: scale.0, mean: scale.1.0, deviation: scale.1.1),
                    spread: Spread(sorted: [], unknown: 0))
            },
            clusters: names.enumerated().map { index, name in
                PersonaModel.Cluster(
                    id: index + 1, name: name, size: 1,
                    centre: (0..<3).map { _ in Double(random.below(400)) / 100 - 2 })
            },
            thresholds: ["dear": Double(random.within(1_000...6_000))])
    }
}
