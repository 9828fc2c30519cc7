@testable import MartletProfile

/// What a feature is worth, worked out from the raw list of events with UTC days.
enum FeatureOracle {
    /// A value as text, so that both sides compare bit for bit.
    static func text(
        _ found: (value: FeatureValue, keys: [KeyCount]), _ table: borrowing ProfileTable
    ) -> String {
        let keys = found.keys
        let symbols = table.symbols
        let name = { (symbol: UInt32) in symbols.text(symbol) }
        switch found.value {
        case .unknown: return "unknown"
        case .count(let count): return "\(count)"
        case .decimal(let number): return "\(number.millionths)e-6"
        case .double(let number): return "\(number)"
        case .truth(let truth): return "\(truth)"
        case .instant(let instant): return "@\(instant.milliseconds)"
        case .text(let symbol): return name(symbol)
        case .tally: return keys.map { "\(name($0.key)):\($0.count)" }.joined(separator: ",")
        case .top: return keys.map { name($0.key) }.joined(separator: ",")
        case .rhythm, .scores:
            return found.value.parts.map { part in
                "\(part.name):\(text((part.value, []), table))"
            }.joined(separator: ",")
        }
    }

    static func value(
        _ definition: FeatureDefinition, _ events: [EventStory.Event], clock: Int64
    ) -> String {
        let inScope = events.filter { event in
            definition.sources.contains { $0.type == event.type }
                && isInside(definition.window, event.at, clock)
        }
        let ordered = inScope.sorted { $0.at < $1.at }
        let amounts = inScope.compactMap { $0.numbers["amount"] }
        let keys = ordered.compactMap { $0.texts["category"] }
        switch definition.aggregate {
        case .count: return "\(inScope.count)"
        case .sum: return "\(amounts.reduce(0, +))e-6"
        case .min: return amounts.min().map { "\($0)e-6" } ?? "unknown"
        case .max: return amounts.max().map { "\($0)e-6" } ?? "unknown"
        case .mean:
            if amounts.isEmpty { return "unknown" }
            return "\(Double(amounts.reduce(0, +)) / 1_000_000 / Double(amounts.count))"
        case .first: return keys.first ?? "unknown"
        case .last where definition.name.hasPrefix("seen"):
            return ordered.last.map { "@\($0.at)" } ?? "unknown"
        case .last: return keys.last ?? "unknown"
        case .distinct: return "\(Set(keys).count)"
        case .tally:
            let counts = Dictionary(grouping: keys) { $0 }.mapValues(\.count)
            return counts.sorted { $0.key < $1.key }.map { "\($0.key):\($0.value)" }
                .joined(separator: ",")
        case .meanGap:
            guard ordered.count > 1 else { return "unknown" }
            let gaps = zip(ordered, ordered.dropFirst()).map { $1.at - $0.at }
            return "\(Double(gaps.reduce(0, +)) / 86_400_000 / Double(gaps.count))"
        case .peakHour:
            let counts = Dictionary(grouping: inScope) { $0.at / 3_600_000 % 24 }
                .mapValues(\.count)
            let best = counts.max { ($0.value, -$0.key) < ($1.value, -$1.key) }
            return best.map { "\($0.key)" } ?? "unknown"
        default: return ""
        }
    }

    private static func isInside(_ window: Window?, _ at: Int64, _ clock: Int64) -> Bool {
        guard let window else { return true }
        let width: Int64 =
            switch window.unit {
            case .minute: 60_000
            case .hour: 3_600_000
            case .day: 86_400_000
            }
        let (unit, current) = (at / width, clock / width)
        return unit <= current && unit > current - Int64(window.length)
    }
}
