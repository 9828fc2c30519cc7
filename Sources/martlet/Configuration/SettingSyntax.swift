import MartletProfile

/// A text that does not have the form its setting asks for.
struct SyntaxComplaint: Error {
    /// What is wrong.
    var message: String
    /// What to do about it.
    var hint: String?
}

/// The small languages of settings: durations, windows, names, topics, sources.
enum SettingSyntax {
    /// A duration such as `100ms`, `10m` or `1d12h`, in ms.
    static func duration(_ text: String) throws(SyntaxComplaint) -> Int64 {
        if let duration = DurationText.milliseconds(text), duration >= 0 { return duration }
        if Int64(text) != nil {
            throw SyntaxComplaint(
                message: "a duration needs a unit",
                hint: "write '\(text)ms', '\(text)s' or '\(text)m'")
        }
        throw SyntaxComplaint(
            message: "'\(text)' is not a duration",
            hint: "write a number and a unit: ms, s, m, h or d, as in 10m")
    }

    /// A duration in the largest unit that shows it without a remainder.
    static func text(ofDuration milliseconds: Int64) -> String {
        let units: [(name: String, milliseconds: Int64)] = [
            ("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000),
        ]
        let unit = units.last { milliseconds % $0.milliseconds == 0 } ?? units[0]
        return milliseconds == 0 ? "0s" : "\(milliseconds / unit.milliseconds)\(unit.name)"
    }

    /// A window such as `30d`, `720h` or `15m`.
    static func window(_ text: String) throws(SyntaxComplaint) -> Window {
        let hint = "write a whole number and m, h or d, as in 30d"
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard let length = Int(digits),
            let unit = Window.Unit(rawValue: String(text.dropFirst(digits.count)))
        else { throw SyntaxComplaint(message: "'\(text)' is not a window", hint: hint) }
        guard (1...SettingLimits.windowLength).contains(length) else {
            throw SyntaxComplaint(
                message: "a window has 1 to \(SettingLimits.windowLength) units, not \(digits)",
                hint: "use a larger unit, or leave the window out for all time")
        }
        return Window(length: length, unit: unit)
    }

    /// Checks the name of a feature or a segment.
    static func checkName(_ name: String, of what: String) throws(SyntaxComplaint) {
        let isWord = name.utf8.allSatisfy { isLetter($0) || isDigit($0) }
        guard let first = name.utf8.first, isLetter(first), isWord else {
            throw SyntaxComplaint(
                message: "'\(name)' can't be the name of a \(what)",
                hint: "use letters, digits and '_', not starting with a digit")
        }
        guard name.utf8.count <= SettingLimits.nameLength else {
            throw SyntaxComplaint(
                message: "the name of a \(what) has at most \(SettingLimits.nameLength) characters")
        }
        let reserved = what == "feature" ? ReservedWords.all : ReservedWords.literals
        guard !reserved.contains(name) else {
            throw SyntaxComplaint(
                message: "'\(name)' is a word of the rule language", hint: "choose another name")
        }
    }

    /// Checks a topic name (Kafka's `Topic.validate`: letters, digits, `.`, `_`, `-`, at most 249).
    static func checkTopic(_ name: String, limit: Int = 249, of what: String = "a topic")
        throws(SyntaxComplaint)
    {
        let isAllowed = name.utf8.allSatisfy {
            isLetter($0) || isDigit($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-")
        }
        guard !name.isEmpty, isAllowed, name != ".", name != ".." else {
            throw SyntaxComplaint(
                message: "'\(name)' can't be the name of \(what)",
                hint: "use letters, digits, '.', '_' and '-'")
        }
        guard name.utf8.count <= limit else {
            throw SyntaxComplaint(message: "the name of \(what) has at most \(limit) characters")
        }
    }

    /// A path such as `cart.total`, outermost object first.
    static func path(_ text: String) throws(SyntaxComplaint) -> [String] {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.allSatisfy({ !$0.isEmpty }), parts.count <= SettingLimits.pathDepth else {
            throw SyntaxComplaint(
                message: "'\(text)' is not the path of a field",
                hint: "write names separated by single dots, at most \(SettingLimits.pathDepth)")
        }
        return parts
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (byte | 0x20) &- UInt8(ascii: "a") < 26 || byte == UInt8(ascii: "_")
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }
}

extension SettingSyntax {
    /// An event type: any text without white space, at most 128 bytes.
    static func eventType(_ text: String) throws(SyntaxComplaint) -> String {
        let isPrintable = text.unicodeScalars.allSatisfy {
            !$0.properties.isWhitespace && $0.properties.generalCategory != .control
        }
        guard !text.isEmpty, isPrintable, text.utf8.count <= SettingLimits.typeLength else {
            throw SyntaxComplaint(
                message: "'\(text)' can't be an event type",
                hint: "use at most \(SettingLimits.typeLength) characters without spaces")
        }
        return text
    }
}
