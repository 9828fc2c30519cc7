import Foundation

/// One record of an output as a person reads it.
struct DemoChange: Sendable {
    /// What it tells of.
    enum What: Sendable {
        /// Segments entered and left.
        case segments
        /// A churn alert, what happened to its episode, and the severity.
        case alert(name: String, state: String, severity: String)
        /// What made a persona be found, and whether it is another one than before.
        case persona(trigger: String, isChange: Bool)
    }

    let customer: String
    let what: What
    /// In one line: when, who, what, why.
    let text: String

    /// Reads a record of any output; nil if it is none.
    init?(_ json: Data) {
        let object = try? JSONSerialization.jsonObject(with: json)
        guard let record = object as? [String: Any], let at = record["at"] as? String,
            let customer = record["customer_id"] as? String,
            let cause = (record["cause"] as? [String: Any])?["kind"] as? String,
            let (what, change, reason) = Self.segments(record) ?? Self.alert(record)
                ?? Self.persona(record)
        else { return nil }
        self.customer = customer
        self.what = what
        let why = reason ?? (cause == "deadline" ? "time passed" : cause)
        let minute = at.prefix(16).replacing("T", with: " ")
        text = "\(minute)  \(customer)  \(change)  (\(why))"
    }

    /// `+loyal -new`.
    private static func segments(_ record: [String: Any]) -> (What, String, String?)? {
        guard let entered = record["entered"] as? [String],
            let exited = record["exited"] as? [String]
        else { return nil }
        let moves = entered.map { "+\($0)" } + exited.map { "-\($0)" }
        return (.segments, moves.joined(separator: " "), nil)
    }

    /// `alert silence raised: high`.
    private static func alert(_ record: [String: Any]) -> (What, String, String?)? {
        guard let alert = record["alert"] as? String, let state = record["state"] as? String,
            let severity = record["severity"] as? String
        else { return nil }
        return (
            .alert(name: alert, state: state, severity: severity),
            "alert \(alert) \(state): \(severity)", nil
        )
    }

    /// `persona lapsed -> regulars`, and the trigger for a reason.
    private static func persona(_ record: [String: Any]) -> (What, String, String?)? {
        guard let persona = record["persona"] as? String,
            let trigger = record["trigger"] as? String, let isChange = record["changed"] as? Bool
        else { return nil }
        let before = (record["previous"] as? String).map { "\($0) -> " } ?? ""
        return (
            .persona(trigger: trigger, isChange: isChange), "persona \(before)\(persona)", trigger
        )
    }
}
