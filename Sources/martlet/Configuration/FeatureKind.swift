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
        case .sum, .mean, .distinct, .tally, .top: .fields
        case .min, .max, .first, .last: .fieldsOrInstant
        }
    }

    /// Keys of the options that it understands.
    var options: [String] {
        switch self {
        case .distinct, .tally: ["where", "window", "limit"]
        case .top: ["where", "window", "limit", "k", "half_life", "weights"]
        default: ["where", "window"]
        }
    }

    /// Keys of all options that any kind has.
    static let everyOption = ["where", "window", "limit", "k", "half_life", "weights"]

    /// The kinds that understand an option.
    static func kinds(with option: String) -> [String] {
        allCases.filter { $0.options.contains(option) }.map(\.rawValue)
    }
}
