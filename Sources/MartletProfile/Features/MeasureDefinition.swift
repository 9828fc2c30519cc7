/// What a feature measures by a model of customers, or against the customer's own past.
public struct MeasureDefinition: Sendable, Equatable {
    /// What counts as one purchase.
    public enum Occasion: String, Sendable, CaseIterable {
        /// A calendar day with all its events.
        case day
        /// Every event by itself.
        case event
    }

    /// Name of the model; nil = none is needed.
    public var model: String?
    /// Name of the model of purchases beside one of amounts.
    public var purchases: String?
    /// What counts as one purchase.
    public var occasion: Occasion
    /// Whether the first purchase tells of the amounts of others.
    public var includesFirst: Bool
    /// How far expectations look ahead, ms.
    public var horizon: Int64
    /// The two stretches of time that an `activity_drop` compares; the feature's window is both.
    public var drop: ActivityDrop?
    /// Scales that are given instead of fitted.
    public var scores: RFMModel?

    /// Makes a definition.
    public init(
        model: String? = nil, purchases: String? = nil, occasion: Occasion = .day,
        includesFirst: Bool = false, horizon: Int64 = 0, drop: ActivityDrop? = nil,
        scores: RFMModel? = nil
    ) {
        self.model = model
        self.purchases = purchases
        self.occasion = occasion
        self.includesFirst = includesFirst
        self.horizon = horizon
        self.drop = drop
        self.scores = scores
    }

    /// Everything that decides the values.
    var canonicalText: String {
        var parts = [layoutText, model ?? "", purchases ?? "", "\(horizon)"]
        if let drop { parts.append("\(drop.recent)/\(drop.baseline)/\(drop.fewestEvents)") }
        if let scores {
            for cuts in [scores.recency, scores.frequency, scores.money] {
                parts.append(cuts.values.map { "\($0)" }.joined(separator: ","))
            }
        }
        return parts.joined(separator: "|")
    }

    /// Everything that decides what is kept of a profile: not by which model it is read.
    var layoutText: String { "\(occasion.rawValue)|\(includesFirst)" }
}

/// A value of a feature that has several: `rhythm.mean_days`.
public struct FeaturePart: Sendable, Hashable {
    /// Its name behind the point.
    public var name: String
    /// Whether it is a whole number.
    public var isWhole: Bool

    /// Makes a part.
    public init(name: String, isWhole: Bool) {
        self.name = name
        self.isWhole = isWhole
    }
}

extension FeatureDefinition.Aggregate {
    /// The values of a kind that has several, in the order in which they are numbered.
    public var parts: [FeaturePart] {
        switch self {
        case .rhythm:
            return [
                FeaturePart(name: "mean_days", isWhole: false),
                FeaturePart(name: "spread_days", isWhole: false),
                FeaturePart(name: "gaps", isWhole: true),
            ]
        case .rfm:
            return ["r", "f", "m", "score"].map { FeaturePart(name: $0, isWhole: true) }
        default: return []
        }
    }

    /// Whether the value moves all the time, not only at certain instants.
    public var isMoving: Bool {
        self == .pAlive || self == .expectedPurchases || self == .expectedSpend
    }
}
