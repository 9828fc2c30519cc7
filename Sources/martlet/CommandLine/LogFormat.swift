import ArgumentParser

/// How log lines are written.
enum LogFormat: String, Sendable, CaseIterable, ExpressibleByArgument {
    /// For people: `08:26:00.123Z INFO  text  key=value`.
    case human
    /// `ts=... level=info msg="..." key=value`.
    case logfmt
    /// One JSON object per line.
    case json

    /// One line, without its line break.
    ///
    /// - Parameters:
    ///   - entry: What to write.
    ///   - isColored: Whether the human form may use colours.
    /// - Returns: The line.
    func line(_ entry: LogEntry, isColored: Bool) -> String {
        switch self {
        case .human: human(entry, isColored)
        case .logfmt: logfmt(entry)
        case .json: json(entry)
        }
    }

    private func human(_ entry: LogEntry, _ isColored: Bool) -> String {
        let time = entry.timestamp.dropFirst(11)
        let level = entry.level.uppercased()
        let padded = level + String(repeating: " ", count: max(0, 7 - level.utf8.count))
        let style = ["warning": "33", "error": "31", "critical": "1;31"][entry.level] ?? "2"
        var line = "\(time) " + (isColored ? "\u{1B}[\(style)m\(padded)\u{1B}[0m" : padded)
        line += " \(Self.oneLine(entry.message))"
        if !entry.metadata.isEmpty { line += "  " + Self.pairs(entry.metadata) }
        return line
    }

    private func logfmt(_ entry: LogEntry) -> String {
        var line = "ts=\(entry.timestamp) level=\(entry.level) component=\(Self.value(entry.label))"
        line += " msg=\(JSONString.quoted(entry.message))"
        if !entry.metadata.isEmpty { line += " " + Self.pairs(entry.metadata) }
        return line
    }

    private func json(_ entry: LogEntry) -> String {
        let head = [
            ("ts", entry.timestamp), ("level", entry.level), ("component", entry.label),
            ("msg", entry.message),
        ]
        let reserved = Set(head.map(\.0))
        let pairs =
            head + entry.metadata.map { (reserved.contains($0.0) ? "_" + $0.0 : $0.0, $0.1) }
        let fields = pairs.map { "\(JSONString.quoted($0.0)):\(JSONString.quoted($0.1))" }
        return "{" + fields.joined(separator: ",") + "}"
    }

    private static func pairs(_ metadata: [(String, String)]) -> String {
        metadata.map { "\($0.0)=\(value($0.1))" }.joined(separator: " ")
    }

    /// The value as it is, or in quotes if it would run into the next one.
    private static func value(_ text: String) -> String {
        let isPlain = text.unicodeScalars.allSatisfy {
            $0.value > 0x20 && $0.value != 0x7F && $0 != "\"" && $0 != "=" && $0 != "\\"
        }
        return isPlain && !text.isEmpty ? text : JSONString.quoted(text)
    }

    /// A message in which line breaks can't fake another line.
    private static func oneLine(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else { return text }
        return String(JSONString.quoted(text).dropFirst().dropLast())
    }
}

/// What a log line says.
struct LogEntry: Sendable {
    /// RFC 3339, UTC, with milliseconds.
    var timestamp: String
    /// `info`, `warning` ...
    var level: String
    /// Which part of the program speaks.
    var label: String
    /// The message.
    var message: String
    /// Names and values, in order of the names.
    var metadata: [(String, String)]
}
