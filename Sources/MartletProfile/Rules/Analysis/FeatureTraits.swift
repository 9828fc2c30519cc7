/// What is known of a feature's values before there is any event.
struct FeatureTraits {
    /// Bounds of the values that it has.
    var range = ValueRange.open
    /// Whether the values are whole numbers.
    var isWhole = false
    /// Whether it has a value for every customer.
    var isAlwaysKnown = false
    /// How it moves, whatever comes.
    var course = Course.any
    /// Whether nothing is ever forgotten: once it has a value it always has one.
    var isLifetime = false
    /// Most entries of a list or map.
    var mostEntries = Double.infinity

    /// Nothing is known.
    init() {}

    /// The traits of a definition.
    init(_ definition: FeatureDefinition) {
        isLifetime = definition.window == nil
        let growing: Course = isLifetime ? .rising : .any
        let amounts = ValueRange(kind: .double, low: 0, high: .infinity)
        isWhole = definition.valueType == .int
        mostEntries = Double(definition.limit)
        switch definition.aggregate {
        case .count:
            range = amounts
            isAlwaysKnown = true
            course = growing
        case .distinct:
            range = ValueRange(kind: .double, low: 0, high: Double(definition.limit))
            isAlwaysKnown = true
            course = growing
        case .tally:
            isAlwaysKnown = true
            course = growing
        case .sum:
            // Amounts below zero are possible, but returns are not what a total is made for.
            isAlwaysKnown = true
            course = growing
        case .max: course = growing
        case .min: course = isLifetime ? .falling : .any
        case .first where definition.valueType == .timestamp:
            course = isLifetime ? .falling : .any
        case .last where definition.valueType == .timestamp:
            course = growing
        case .share: range = ValueRange(kind: .double, low: 0, high: 1)
        case .meanGap: range = amounts
        case .peakHour: range = ValueRange(kind: .double, low: 0, high: 23)
        case .top: mostEntries = Double(definition.k)
        case .pAlive: range = ValueRange(kind: .double, low: 0, high: 1)
        case .expectedPurchases, .expectedSpend: range = amounts
        case .activityDrop: range = ValueRange(kind: .double, low: -.infinity, high: 1)
        case .first, .last, .mean, .rhythm, .rfm: break
        }
    }
}

/// How a value moves with events and time: a truth value rises when it becomes true.
enum Course {
    case constant, rising, falling, any

    /// The course of the value with its sign turned, or of the truth with its sides exchanged.
    var reversed: Course {
        switch self {
        case .rising: .falling
        case .falling: .rising
        case .constant, .any: self
        }
    }

    /// The course of something that rises with both.
    func joined(_ other: Course) -> Course {
        if self == .constant { return other }
        return other == .constant || self == other ? self : .any
    }
}
