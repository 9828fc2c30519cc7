/// The functions of the rule language.
enum RuleFunction: String, CaseIterable {
    case has, size, duration, timestamp, since, hour, weekday, int, double, string, bool, dyn
    case daysSince = "days_since"
    case hoursSince = "hours_since"
    case inList = "in_list"
    case startsWith, endsWith, contains, matches

    /// Whether it can be written `text.name(...)`.
    var isMethod: Bool {
        switch self {
        case .startsWith, .endsWith, .contains, .matches, .size: true
        default: false
        }
    }

    /// Whether it can be written `name(...)`.
    var isFunction: Bool {
        switch self {
        case .startsWith, .endsWith, .contains: false
        default: true
        }
    }

    /// How it is written.
    var usage: String {
        switch self {
        case .has: "has(feature) or has(event.field)"
        case .size: "size(text, list or map)"
        case .duration: "duration(\"30d\")"
        case .timestamp: "timestamp(\"2025-01-31T00:00:00Z\")"
        case .since, .daysSince, .hoursSince, .hour, .weekday: "\(rawValue)(instant)"
        case .int, .double, .string, .bool, .dyn: "\(rawValue)(value)"
        case .inList: "in_list(\"name\")"
        case .startsWith, .endsWith, .contains: "text.\(rawValue)(\"part\")"
        case .matches: "text.matches(\"pattern\")"
        }
    }
}
