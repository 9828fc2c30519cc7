import MartletProfile

/// What a kind of feature can be made of: the table behind the checks and their messages.
extension FeatureDefinition.Aggregate {
    /// What its sources name.
    enum SourceForm {
        /// Events: `purchase`.
        case events
        /// A field of events: `purchase.amount`.
        case fields
        /// A field of events or their instant: `purchase.amount`, `purchase.ts`.
        case fieldsOrInstant
    }

    /// What its sources name.
    var sourceForm: SourceForm {
        switch self {
        case .count, .share, .meanGap, .peakHour: .events
        case .pAlive, .expectedPurchases, .activityDrop, .rhythm: .events
        case .sum, .mean, .distinct, .tally, .top, .expectedSpend, .rfm: .fields
        case .min, .max, .first, .last: .fieldsOrInstant
        }
    }

    /// Keys of the options that it understands.
    var options: [String] {
        switch self {
        case .distinct, .tally: ["where", "window", "limit"]
        case .top: ["where", "window", "limit", "k", "half_life", "weights"]
        case .pAlive, .rhythm: ["of", "where", "model"]
        case .expectedPurchases: ["of", "where", "model", "horizon"]
        case .expectedSpend: ["of", "where", "model", "purchases", "horizon"]
        case .activityDrop: ["of", "where", "recent", "baseline", "min_events"]
        case .rfm:
            ["of", "where", "model", "bins", "cuts", "recency_days", "frequency", "money"]
        default: ["where", "window"]
        }
    }

    /// Whether events of one type can have one field only.
    var takesOneField: Bool { self == .expectedSpend || self == .rfm }

    /// Keys of all options that any kind has.
    static let everyOption =
        ["where", "window", "limit", "k", "half_life", "weights"]
        + ["of", "model", "purchases", "horizon", "recent", "baseline", "min_events", "bins"]
        + ["cuts", "recency_days", "frequency", "money"]

    /// The kinds that understand an option.
    static func kinds(with option: String) -> [String] {
        allCases.filter { $0.options.contains(option) }.map(\.rawValue)
    }
}
