import MartletProfile

/// The named values that an expression is evaluated with; they never change.
struct ExpressionVariables: FactSource {
    /// Names, in the order of their indices.
    let names: [String]
    /// The value of each.
    let values: [Value]
    /// The calendar of `hour()` and `weekday()`.
    var calendar = CivilCalendar.utc

    /// Variables by name.
    init(_ variables: [String: Value]) {
        let sorted = variables.sorted { $0.key < $1.key }
        names = sorted.map(\.key)
        values = sorted.map(\.value)
    }

    /// The names for the compiler; one that is not there is a value that is unknown.
    var scope: RuleScope {
        RuleScope(
            features: zip(names, values).map { RuleScope.Feature(name: $0, type: Self.type($1)) },
            allowsEvent: !names.contains("event"), allowsUnknownNames: true)
    }

    func number(_ feature: Int, at now: Instant) -> NumericFact {
        NumericFact(Self.number(values[feature]))
    }

    func fact(_ feature: Int, at now: Instant) -> Timed { Timed(values[feature]) }

    func entry(_ feature: Int, key: String, at now: Instant) -> Timed {
        guard case .map(let entries) = values[feature] else { return Timed(.unknown) }
        return Timed(entries[key] ?? .error(.noSuchKey))
    }

    func field(_ index: Int) -> Value { .unknown }

    /// What the compiler may rely on: maps are no tallies, so their entries can be anything.
    private static func type(_ value: Value) -> RuleType {
        switch value {
        case .null: .null
        case .bool: .bool
        case .int: .int
        case .double: .double
        case .string: .string
        case .timestamp: .timestamp
        case .duration: .duration
        case .list: .list(.dynamic)
        case .map, .unknown, .error: .dynamic
        }
    }

    private static func number(_ value: Value) -> Number {
        switch value {
        case .unknown: Number(.unknown)
        case .error(let error): Number(error)
        case .bool(let value): Number(.bool, value ? 1 : 0)
        case .int(let value): Number(.int, value)
        case .double(let value): Number(value)
        case .timestamp(let instant): Number(.timestamp, instant.milliseconds)
        case .duration(let value): Number(.duration, value)
        case .null, .string, .list, .map: Number(.other)
        }
    }
}
