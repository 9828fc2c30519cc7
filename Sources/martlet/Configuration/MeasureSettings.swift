import MartletProfile

/// What a feature on a model says of the model, with the places of the parts.
struct MeasureSettings: Sendable {
    /// Name of the model; nil = none is named.
    var model: Setting<String>?
    /// Name of the model of purchases beside one of amounts.
    var purchases: Setting<String>?
    /// Scores of each scale.
    var bins: Setting<Int>?
    /// How cut points are found.
    var cuts: Setting<ModelSettings.Cuts>?
    /// Whether `of` says what is counted; otherwise the model does.
    var hasSources = false
    /// Where the feature's kind stands.
    var origin: SettingOrigin
}

extension FeatureDefinition.Aggregate {
    /// Whether it is a feature on a model, or one against the customer's own past.
    var isMeasure: Bool {
        switch self {
        case .pAlive, .expectedPurchases, .expectedSpend, .activityDrop, .rhythm, .rfm: true
        default: false
        }
    }

    /// The kinds of models that it can be read by.
    var modelKinds: [ModelSettings.Kind] {
        switch self {
        case .pAlive, .expectedPurchases: [.mbgnbd, .bgnbd]
        case .expectedSpend: [.gammaGamma]
        case .rhythm: [.rhythm]
        case .rfm: [.rfm]
        default: []
        }
    }
}
