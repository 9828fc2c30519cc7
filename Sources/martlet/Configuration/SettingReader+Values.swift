import MartletProfile

/// Reading single values: each function leaves the default where a value is missing or wrong.
extension SettingReader {
    /// Reads a text and turns it into a value; nil if it is missing or wrong.
    mutating func parsed<Value>(
        _ entry: SettingNode.Entry?, _ parse: (String) throws(SyntaxComplaint) -> Value
    ) -> Setting<Value>? {
        guard let entry else { return nil }
        guard scalar(entry) != nil, let text = text(of: entry.value, "'\(entry.key)'") else {
            return nil
        }
        do throws(SyntaxComplaint) {
            return Setting(try parse(text), entry.value.origin)
        } catch {
            report(error, at: entry.value.origin)
            return nil
        }
    }

    /// Reads a text.
    mutating func read(_ entry: SettingNode.Entry?, into setting: inout Setting<String>) {
        let value = parsed(entry) { (text) throws(SyntaxComplaint) in
            guard !text.isEmpty else { throw SyntaxComplaint(message: "it is empty") }
            return text
        }
        if let value { setting = value }
    }

    /// Reads a whole number within `range`.
    mutating func read(
        _ entry: SettingNode.Entry?, into setting: inout Setting<Int>, in range: ClosedRange<Int>
    ) {
        guard let entry, let scalar = scalar(entry) else { return }
        let isNumber = scalar.style == .plain || scalar.style == .untyped
        guard isNumber, let number = Int(scalar.text) else {
            let found = scalar.style == .untyped ? "'\(scalar.text)'" : entry.value.kindDescription
            return report(
                at: entry.value.origin, "'\(entry.key)' must be a whole number, not \(found)")
        }
        guard range.contains(number) else {
            return report(
                at: entry.value.origin,
                "'\(entry.key)' must be \(range.lowerBound) to \(range.upperBound), not \(number)")
        }
        setting = Setting(number, entry.value.origin)
    }

    /// Reads a duration within `range`, in ms.
    mutating func read(
        _ entry: SettingNode.Entry?, into setting: inout Setting<Int64>,
        in range: ClosedRange<Int64>
    ) {
        guard let entry, let scalar = scalar(entry) else { return }
        do throws(SyntaxComplaint) {
            let duration = try SettingSyntax.duration(scalar.text)
            guard range.contains(duration) else {
                let from = SettingSyntax.text(ofDuration: range.lowerBound)
                let to = SettingSyntax.text(ofDuration: range.upperBound)
                throw SyntaxComplaint(
                    message: "'\(entry.key)' must be \(from) to \(to), not \(scalar.text)")
            }
            setting = Setting(duration, entry.value.origin)
        } catch {
            report(error, at: entry.value.origin)
        }
    }

    /// Reads one of a few words.
    mutating func read<Choice: RawRepresentable & CaseIterable>(
        _ entry: SettingNode.Entry?, into setting: inout Setting<Choice>
    ) where Choice.RawValue == String {
        let words = Choice.allCases.map(\.rawValue)
        let value = parsed(entry) { (text) throws(SyntaxComplaint) in
            guard let choice = Choice(rawValue: text) else {
                throw SyntaxComplaint(
                    message: "unknown \(entry?.key ?? "value") '\(text)'",
                    hint: NameSuggestion.hint(for: text, among: words)
                        ?? "write \(words.joined(separator: " or "))")
            }
            return choice
        }
        if let value { setting = value }
    }

    /// Reads the path of a field.
    mutating func read(_ entry: SettingNode.Entry?, into setting: inout Setting<[String]>) {
        if let value = parsed(entry, SettingSyntax.path) { setting = value }
    }

    /// Reads the name of a topic, or `off`.
    mutating func read(_ entry: SettingNode.Entry?, into setting: inout Setting<String?>) {
        guard let entry, scalar(entry) != nil else { return }
        if isOff(entry.value) {
            setting = Setting(nil, entry.value.origin)
            return
        }
        let topic = parsed(entry) { (text) throws(SyntaxComplaint) in
            try SettingSyntax.checkTopic(text)
            return Optional(text)
        }
        if let topic { setting = topic }
    }

    /// Whether a value is the word `off`, which YAML 1.1 editors write as a truth value.
    func isOff(_ node: SettingNode) -> Bool {
        guard case .scalar(let scalar) = node.content else { return false }
        let isBare = scalar.style == .plain || scalar.style == .untyped
        return isBare && ["off", "Off", "OFF", "false"].contains(scalar.text)
    }
}
