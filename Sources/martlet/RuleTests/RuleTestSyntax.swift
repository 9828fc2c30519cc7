import MartletProfile

/// The small languages of rule tests.
enum RuleTestSyntax {
    /// RFC 3339 text, or whole milliseconds since the epoch.
    static func instant(_ text: String) -> Instant? {
        if let milliseconds = Int64(text) {
            let isShown = (Instant.yearZero..<Instant.yearTenThousand).contains(milliseconds)
            return isShown ? Instant(milliseconds: milliseconds) : nil
        }
        return Instant(rfc3339: Array(text.utf8).span)
    }
}

extension SettingReader {
    /// Reads an instant; nil if it is missing or wrong.
    mutating func instant(_ entry: SettingNode.Entry?) -> Instant? {
        guard let entry, let scalar = scalar(entry) else { return nil }
        guard let instant = RuleTestSyntax.instant(scalar.text) else {
            report(
                at: entry.value.origin, "'\(scalar.text)' is not an instant",
                hint: "write it as 2025-07-01T00:00:00Z")
            return nil
        }
        return instant
    }

    /// Reads one name or a list of names, each with its place; nil if something in it is wrong.
    mutating func names(
        _ entry: SettingNode.Entry, _ what: String
    ) -> [Setting<String>]? {
        var nodes = [entry.value]
        if case .sequence(let items) = entry.value.content { nodes = items }
        guard !entry.value.isNull else {
            report(
                at: entry.origin, "'\(entry.key)' has no value",
                hint: "write \(what), or [] for none")
            return nil
        }
        var names: [Setting<String>] = []
        for node in nodes {
            guard let name = text(of: node, what) else { return nil }
            names.append(Setting(name, node.origin))
        }
        return names
    }

    /// Reads a customer id: text, or a whole number as its digits.
    mutating func customer(_ entry: SettingNode.Entry) -> String? {
        guard let scalar = scalar(entry) else { return nil }
        let isWhole = entry.value.kindDescription == "a whole number"
        guard isWhole || text(of: entry.value, "'customer'") != nil else { return nil }
        guard 1...256 ~= scalar.text.utf8.count else {
            report(at: entry.value.origin, "a customer id has 1 to 256 bytes")
            return nil
        }
        return scalar.text
    }
}
