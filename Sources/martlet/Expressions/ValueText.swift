import MartletProfile

/// Values of the rule language as JSON, and as people read them.
enum ValueText {
    /// `value` as JSON; null where there is none.
    ///
    /// An int has neither point nor exponent, a double has one of them (`3.0`, `1e+20`). What JSON
    /// has no form for is text: instants as RFC 3339, durations in seconds (`5400s`), and doubles
    /// that are no numbers as "NaN", "Infinity" and "-Infinity" (as protobuf's JSON mapping does).
    /// The names of a map are sorted. Without `marksDoubles` a whole double is written like an int.
    static func json(_ value: Value, marksDoubles: Bool = true) -> String {
        switch value {
        case .unknown, .error, .null: return "null"
        case .bool(let value): return value ? "true" : "false"
        case .int(let value): return String(value)
        case .double(let value):
            if value.isFinite { return marksDoubles ? value.description : plain(.double(value)) }
            return value.isNaN ? "\"NaN\"" : value < 0 ? "\"-Infinity\"" : "\"Infinity\""
        case .string(let text): return JSONString.quoted(text)
        case .timestamp(let instant): return "\"\(InstantText.rfc3339(instant))\""
        case .duration(let milliseconds): return "\"\(DurationText.seconds(milliseconds))\""
        case .list(let values):
            let elements = values.map { json($0, marksDoubles: marksDoubles) }
            return "[" + elements.joined(separator: ",") + "]"
        case .map(let entries):
            let members = sorted(entries).map { key, value in
                "\(JSONString.quoted(key)):\(json(value, marksDoubles: marksDoubles))"
            }
            return "{" + members.joined(separator: ",") + "}"
        }
    }

    /// `value` for a table: numbers without an idle `.0`, long lists cut off.
    static func plain(_ value: Value) -> String {
        switch value {
        case .unknown: return "unknown"
        case .error(let error): return error.description
        case .double(let value):
            let text = value.description
            return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
        case .timestamp(let instant): return InstantText.plain(instant)
        case .duration(let milliseconds): return SettingSyntax.text(ofDuration: milliseconds)
        case .list(let values): return "[\(few(values.map(plain)))]"
        case .map(let entries):
            return "{\(few(sorted(entries).map { "\($0.key): \(plain($0.value))" }))}"
        case .null, .bool, .int, .string: return json(value)
        }
    }

    /// Entries of a list or map that a table shows at most.
    private static let most = 8

    private static func few(_ texts: [String]) -> String {
        let rest = texts.count - most
        return (texts.prefix(most) + (rest > 0 ? ["and \(rest) more"] : []))
            .joined(separator: ", ")
    }

    private static func sorted(
        _ entries: [String: Value]
    ) -> [(key: String, value: Value)] {
        entries.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    }
}

/// Instants as messages and results show them.
enum InstantText {
    /// RFC 3339 with milliseconds, UTC.
    static func rfc3339(_ instant: Instant) -> String {
        var bytes: [UInt8] = []
        instant.appendRFC3339(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The same for people, without milliseconds where there are none.
    static func plain(_ instant: Instant) -> String {
        let text = rfc3339(instant)
        return text.hasSuffix(".000Z") ? text.dropLast(5) + "Z" : text
    }

    /// The full text in quotes; null for an instant that never comes.
    static func json(_ instant: Instant?) -> String {
        guard let instant, instant.milliseconds < Instant.yearTenThousand else { return "null" }
        return "\"\(rfc3339(instant))\""
    }
}
