/// A value of the rule language.
public enum Value: Sendable, Equatable {
    /// A feature or field without a value.
    case unknown
    /// No value because of an error.
    case error(EvaluationError)
    /// The null literal.
    case null
    /// A truth value.
    case bool(Bool)
    /// A whole number.
    case int(Int64)
    /// A floating-point number.
    case double(Double)
    /// Text.
    case string(String)
    /// An instant.
    case timestamp(Instant)
    /// A length of time, ms.
    case duration(Int64)
    /// Values in order.
    case list([Value])
    /// Values by text key.
    case map([String: Value])
}

/// A value and until when it holds.
public struct Timed: Sendable, Equatable {
    /// The value on [now, until) if no event comes.
    public var value: Value
    /// The earliest later instant at which time alone can change it.
    public var until: Instant

    /// Makes a value that holds until `until`.
    public init(_ value: Value, until: Instant = .never) {
        self.value = value
        self.until = until
    }
}

extension Value {
    /// Whether it is a value, neither unknown nor an error.
    var isKnown: Bool {
        switch self {
        case .unknown, .error: false
        default: true
        }
    }

    /// The value as a number, if it is one; `.other` for texts, lists, maps and null.
    var number: Number {
        switch self {
        case .unknown: Number(.unknown)
        case .error(let error): Number(error)
        case .bool(let value): Number(.bool, value ? 1 : 0)
        case .int(let value): Number(.int, value)
        case .double(let value): Number(value)
        case .timestamp(let value): Number(.timestamp, value.milliseconds)
        case .duration(let value): Number(.duration, value)
        case .null, .string, .list, .map: Number(.other)
        }
    }

    /// The value of a number; nil if it is `.other`.
    init?(_ number: Number) {
        switch number.kind {
        case .unknown: self = .unknown
        case .error: self = .error(number.error)
        case .bool: self = .bool(number.bits != 0)
        case .int: self = .int(number.bits)
        case .double: self = .double(number.double)
        case .timestamp: self = .timestamp(Instant(milliseconds: number.bits))
        case .duration: self = .duration(number.bits)
        case .other: return nil
        }
    }

    /// CEL equality: numbers by their value whatever their types, text by code points, values of
    /// different types unequal (cel-spec, "Equality").
    func isEqual(to other: Value) -> Bool {
        switch (self, other) {
        case (.null, .null): return true
        case (.string(let left), .string(let right)):
            return left.utf8.elementsEqual(right.utf8)
        case (.list(let left), .list(let right)):
            return left.elementsEqual(right) { $0.isEqual(to: $1) }
        case (.map(let left), .map(let right)):
            return left.count == right.count
                && left.allSatisfy { key, value in right[key].map(value.isEqual) ?? false }
        default:
            let (left, right) = (number, other.number)
            guard left.kind != .other, right.kind != .other else { return false }
            return left.ordering(to: right) == .equal
        }
    }

    /// How two values of one ordered type stand to each other.
    func ordering(to other: Value) -> Ordering {
        guard case .string(let left) = self, case .string(let right) = other else {
            return number.ordering(to: other.number)
        }
        // The order of UTF-8 bytes is the order of code points.
        if left.utf8.elementsEqual(right.utf8) { return .equal }
        return left.utf8.lexicographicallyPrecedes(right.utf8) ? .less : .greater
    }
}
