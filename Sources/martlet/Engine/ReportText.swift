import MartletProfile
import MartletWire

/// Values and instants as reports show them.
enum ReportText {
    /// `yes`, `no` or `unknown`.
    static func word(_ truth: Truth) -> String {
        switch truth {
        case .yes: "yes"
        case .no: "no"
        case .unknown: "unknown"
        }
    }

    /// As JSON: unknown is null.
    static func json(_ truth: Truth) -> String {
        switch truth {
        case .yes: "true"
        case .no: "false"
        case .unknown: "null"
        }
    }

    /// RFC 3339 text.
    static func text(_ instant: Instant) -> String {
        var bytes: [UInt8] = []
        instant.appendRFC3339(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// As JSON: an instant that never comes, or has not come, is null.
    static func json(_ instant: Instant) -> String {
        instant == .never || instant == .distantPast ? "null" : "\"\(text(instant))\""
    }

    /// As JSON: text in quotes, instants as RFC 3339, durations as `30d`, no value as null.
    static func json(_ value: Value) -> String {
        switch value {
        case .unknown, .error, .null: return "null"
        case .bool(let truth): return truth ? "true" : "false"
        case .int(let number): return "\(number)"
        case .double(let number): return json(number)
        case .string(let text): return JSONString.quoted(text)
        case .timestamp(let instant): return json(instant)
        case .duration(let milliseconds):
            let sign = milliseconds < 0 ? "-" : ""
            let length = Int64(clamping: milliseconds.magnitude)
            return "\"\(sign)\(SettingSyntax.text(ofDuration: length))\""
        case .list(let values): return "[" + values.map(json).joined(separator: ",") + "]"
        case .map(let entries):
            let members = entries.sorted { $0.key < $1.key }
                .map { "\(JSONString.quoted($0.key)):\(json($0.value))" }
            return "{" + members.joined(separator: ",") + "}"
        }
    }

    /// A number as JSON, whole ones without a point; JSON has no infinities.
    static func json(_ number: Double) -> String {
        guard number.isFinite else { return "null" }
        let text = "\(number)"
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }

    /// Texts as a JSON array.
    static func json(_ texts: [String]) -> String {
        "[" + texts.map(JSONString.quoted).joined(separator: ",") + "]"
    }

    /// The text with blanks behind it, at least `width` characters; before it if `isRight`.
    static func padded(_ text: String, to width: Int, isRight: Bool = false) -> String {
        let blanks = String(repeating: " ", count: max(0, width - text.count))
        return isRight ? blanks + text : text + blanks
    }

    /// Columns as wide as their widest cell; the first is set left, the others right.
    static func table(_ rows: [[String]], indent: String = "") -> String {
        let columns = rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in
            rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
        }
        return rows.map { row in
            let cells = row.enumerated().map { column, cell in
                padded(cell, to: widths[column], isRight: column > 0)
            }
            return indent + cells.joined(separator: "  ") + "\n"
        }.joined()
    }
}
