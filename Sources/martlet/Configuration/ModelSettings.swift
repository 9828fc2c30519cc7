import MartletProfile

/// One model of customers with the places of its parts.
struct ModelSettings: Sendable {
    /// What is fitted.
    enum Kind: String, Sendable, CaseIterable {
        /// Purchases to come, one-time buyers alive for ever.
        case bgnbd
        /// Purchases to come.
        case mbgnbd
        /// Amounts of purchases.
        case gammaGamma = "gamma_gamma"
        /// Gaps between purchases.
        case rhythm
        /// Recency, frequency and money.
        case rfm

        /// Whether it is about a field of events, not about events.
        var needsField: Bool { self == .gammaGamma || self == .rfm }

        /// Keys of the options that it understands, beside `of` and `where`.
        var options: [String] {
            switch self {
            case .bgnbd, .mbgnbd: ["per", "unit"]
            case .gammaGamma: ["per", "include_first"]
            case .rhythm: ["per"]
            case .rfm: ["bins", "cuts"]
            }
        }

        /// The purchase model of this name.
        var purchaseKind: PurchaseModel.Kind? { PurchaseModel.Kind(rawValue: rawValue) }
    }

    /// A week: the unit of time of parameters, ms, where none is given.
    static let standardUnit: Int64 = 7 * 86_400_000

    /// What counts as one purchase.
    typealias Occasion = MeasureDefinition.Occasion

    /// How the cut points of scores are found.
    enum Cuts: String, Sendable, CaseIterable {
        /// As in R's package rfm.
        case interpolated
        /// By the smallest value that enough others do not exceed.
        case nearestRank = "nearest_rank"

        /// The rule of this name.
        var rule: CutPoints.Rule { self == .interpolated ? .interpolated : .nearestRank }
    }

    /// Name by which features call it.
    var name: String
    /// Where its name stands.
    var nameOrigin: SettingOrigin
    /// What is fitted.
    var kind: Kind
    /// The events, or fields of them, that it is about.
    var sources: [FeatureDefinition.Source]
    /// The text of `where`.
    var filter: RuleText?
    /// What counts as one purchase.
    var per = Setting(Occasion.day)
    /// The unit of time of its parameters, ms.
    var unit = Setting<Int64>(ModelSettings.standardUnit)
    /// Whether the first purchase tells of the amounts of others.
    var includesFirst = Setting(false)
    /// Scores of each scale.
    var bins = Setting(5)
    /// How cut points are found.
    var cuts = Setting(Cuts.interpolated)
}

/// The models, and the file that `martlet fit` writes them to.
struct ModelSection: Sendable {
    /// The file, relative to the working directory; nil = there is none.
    var file: Setting<String>?
    /// Time from one fit of a running application to the next, ms; nil = it does not fit.
    var refit: Setting<Int64>?
    /// Until when the models that were read from the file had seen customers.
    var until: Instant?
    /// The models.
    var models: [ModelSettings] = []
    /// Names of those that are described and wrong.
    var unreadable: Set<String> = []
}
