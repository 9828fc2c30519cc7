/// The type of an expression, as far as it is known before evaluation.
public indirect enum RuleType: Sendable, Hashable {
    case bool, int, double, string, timestamp, duration, null
    /// A list of values of one type.
    case list(RuleType)
    /// A map from text to values of one type.
    case map(RuleType)
    /// Numbers by name, each of which is read by itself.
    case record
    /// Known only at evaluation.
    case dynamic
    /// Of an expression that was reported as wrong; fits everywhere, so that nothing follows from
    /// it.
    case invalid

    /// The type of a feature.
    public init(_ type: FeatureDefinition.ValueType) {
        switch type {
        case .int: self = .int
        case .double: self = .double
        case .timestamp: self = .timestamp
        case .dynamic: self = .dynamic
        case .map: self = .map(.int)
        case .list: self = .list(.string)
        case .record: self = .record
        }
    }

    /// The type of a value.
    init(_ value: Value) {
        switch value {
        case .unknown, .error: self = .dynamic
        case .null: self = .null
        case .bool: self = .bool
        case .int: self = .int
        case .double: self = .double
        case .string: self = .string
        case .timestamp: self = .timestamp
        case .duration: self = .duration
        case .list: self = .list(.dynamic)
        case .map: self = .map(.dynamic)
        }
    }

    /// In words, with an article.
    public var description: String {
        switch self {
        case .bool: "a truth value"
        case .int: "an integer"
        case .double: "a number"
        case .string: "a text"
        case .timestamp: "an instant"
        case .duration: "a duration"
        case .null: "null"
        case .list: "a list"
        case .map: "a map"
        case .record: "a group of values"
        case .dynamic, .invalid: "a value"
        }
    }

    /// Whether it may turn out to be anything.
    var isOpen: Bool { self == .dynamic || self == .invalid }

    /// Whether it is int or double.
    var isNumeric: Bool { self == .int || self == .double }

    /// Whether values of it fit into a ``Number`` with an order of its own.
    var isNumberLike: Bool { isNumeric || self == .timestamp || self == .duration }

    /// Whether values of it have an order.
    var isOrdered: Bool { isNumberLike || self == .string || self == .bool }

    /// Whether `self == other` can be anything but false.
    func isComparable(with other: RuleType) -> Bool {
        if isOpen || other.isOpen || self == .null || other == .null {
            return self != .record && other != .record
        }
        switch (self, other) {
        case (.list(let left), .list(let right)), (.map(let left), .map(let right)):
            return left.isComparable(with: right)
        case (.record, _), (_, .record): return false
        default: return self == other || (isNumeric && other.isNumeric)
        }
    }

    /// The type of a value that is of one of the two.
    func joined(_ other: RuleType) -> RuleType {
        if self == other || other == .invalid { return self }
        return self == .invalid ? other : .dynamic
    }
}
