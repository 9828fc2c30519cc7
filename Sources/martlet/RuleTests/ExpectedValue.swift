import MartletProfile
import MartletWire

/// What a feature must be, as a rule test says it.
indirect enum ExpectedValue: Equatable {
    /// No value.
    case none
    /// A number, a word, an instant: its text, and whether it was in quotes.
    case scalar(String, isQuoted: Bool)
    /// Values in order.
    case list([ExpectedValue])
    /// Values by key.
    case map([String: ExpectedValue])

    /// Numbers that differ by less are the same.
    static let tolerance = 0.000_001

    /// The value that a node says.
    init(_ node: SettingNode) {
        switch node.content {
        case .scalar(let scalar):
            self = node.isNull ? .none : .scalar(scalar.text, isQuoted: scalar.style != .plain)
        case .sequence(let items): self = .list(items.map { ExpectedValue($0) })
        case .mapping(let entries):
            let pairs = entries.map { ($0.key, ExpectedValue($0.value)) }
            self = .map(Dictionary(pairs, uniquingKeysWith: { first, _ in first }))
        }
    }

    /// Whether `value`, a feature of `table` with `keys`, is what is expected.
    func matches(
        _ value: FeatureValue, _ keys: [KeyCount], of table: borrowing ProfileTable
    ) -> Bool {
        switch value {
        case .unknown: return self == .none
        case .count(let number): return isNumber(Double(number))
        case .decimal(let number): return isNumber(number.double)
        case .double(let number): return isNumber(number)
        case .truth(let truth): return self == .scalar(truth ? "true" : "false", isQuoted: false)
        case .instant(let instant): return self.instant == instant
        case .text(let symbol): return isText(text(symbol, of: table))
        case .top:
            guard case .list(let items) = self, items.count == keys.count else { return false }
            for (item, key) in zip(items, keys) where !item.isText(text(key.key, of: table)) {
                return false
            }
            return true
        case .tally:
            guard case .map(let map) = self, map.count == keys.count else { return false }
            for entry in keys {
                let expected = map[text(entry.key, of: table)]
                guard expected?.isNumber(Double(entry.count)) ?? false else { return false }
            }
            return true
        case .rhythm, .scores:
            guard case .map(let map) = self, !map.isEmpty else { return false }
            let parts = Dictionary(
                value.parts.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
            for (name, expected) in map {
                guard let part = parts[name], expected.matches(part, [], of: table) else {
                    return false
                }
            }
            return true
        }
    }

    private func isNumber(_ number: Double) -> Bool {
        guard case .scalar(let text, isQuoted: false) = self, let expected = Double(text) else {
            return false
        }
        return abs(expected - number) < Self.tolerance || expected == number
    }

    private func isText(_ found: String) -> Bool {
        guard case .scalar(let text, _) = self else { return false }
        return text.utf8.elementsEqual(found.utf8)
    }

    private var instant: Instant? {
        guard case .scalar(let text, _) = self else { return nil }
        return RuleTestSyntax.instant(text)
    }

    private func text(_ symbol: UInt32, of table: borrowing ProfileTable) -> String {
        var bytes: [UInt8] = []
        bytes.append(table.text(symbol))
        return String(decoding: bytes, as: UTF8.self)
    }

    /// As JSON, numbers and truth values without quotes.
    var json: String {
        switch self {
        case .none: return "null"
        case .scalar(let text, let isQuoted):
            let isBare =
                !isQuoted && (text == "true" || text == "false" || EventJSON.isNumber(text))
            return isBare ? text : JSONString.quoted(text)
        case .list(let items): return "[" + items.map(\.json).joined(separator: ",") + "]"
        case .map(let entries):
            let members = entries.sorted { $0.key < $1.key }
                .map { "\(JSONString.quoted($0.key)):\($0.value.json)" }
            return "{" + members.joined(separator: ",") + "}"
        }
    }
}
