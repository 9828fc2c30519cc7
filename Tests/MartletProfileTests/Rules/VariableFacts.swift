@testable import MartletProfile

/// Facts that never change: named values, fields of an event, lists that the customer is in.
struct VariableFacts: FactSource {
    /// Values of the features, in the order of ``scope``.
    var values: [Value] = []
    /// Values of event fields, by their path with points.
    var fields: [String: Value] = [:]
    /// Paths of the program that asks.
    var paths: [[String]] = []
    /// Lists that the customer is in.
    var lists: Set<Int> = []
    var calendar = CivilCalendar.utc

    func fact(_ feature: Int, at now: Instant) -> Timed { Timed(values[feature]) }

    func number(_ feature: Int, at now: Instant) -> NumericFact {
        NumericFact(values[feature].number)
    }

    func entry(_ feature: Int, key: String, at now: Instant) -> Timed {
        guard case .map(let entries) = values[feature] else { return Timed(.unknown) }
        return Timed(entries[key] ?? .int(0))
    }

    func field(_ index: Int) -> Value { fields[paths[index].joined(separator: ".")] ?? .unknown }

    func isListed(_ list: Int) -> Bool { lists.contains(list) }
}
