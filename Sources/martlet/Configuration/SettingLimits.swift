/// The bounds of settings, in one place.
enum SettingLimits {
    /// Bytes of a configuration file.
    static let fileBytes = 8 << 20
    /// Features in a configuration.
    static let features = 1024
    /// Segments in a configuration.
    static let segments = 4096
    /// Topics that events come from.
    static let inputs = 256
    /// Sets of customers.
    static let lists = 64
    /// Models of customers.
    static let models = 64
    /// Scores of a scale; three of them make one number of three digits.
    static let bins = 2...9
    /// Severities of a churn alert.
    static let severities = 16
    /// Longest time that an episode of a churn alert is open, ms.
    static let horizon: ClosedRange<Int64> = 60_000...longest
    /// Time from one fit of a running application to the next, ms.
    static let refit: ClosedRange<Int64> = 10_000...longest
    /// What customers are compared by.
    static let personaFeatures = 32
    /// Rules that make personas.
    static let personaRules = 64
    /// Clusters that customers are divided into.
    static let clusters = 2...64
    /// Events, and forecasts, that make personas be found anew: a bit of a row each.
    static let personaTriggers = 32
    /// Bytes of a file of customer ids.
    static let listBytes = 1 << 30
    /// Bytes of a customer id.
    static let customerID = 256
    /// Units of a window.
    static let windowLength = 50_000
    /// Characters of a feature's or segment's name.
    static let nameLength = 128
    /// Characters of the application id: the longest topic made from it must still be valid.
    static let applicationNameLength = 200
    /// Bytes of an event type.
    static let typeLength = 128
    /// Objects that the path of a field goes through.
    static let pathDepth = 8
    /// Largest weight of an event type in a `top`, in millionths.
    static let weight: Int64 = 1_000_000 * 1_000_000
    /// Bytes of a rule.
    static let ruleLength = 16_384
    /// Distinct keys of a tally or a set.
    static let keys = 1...50_000
    /// Entries of a `top`.
    static let topEntries = 1...1000
    /// Event ids remembered per profile.
    static let dedupe = 0...1024
    /// Threads.
    static let workers = 1...256
    /// Characters of an instance's name: workers append their number, Kafka allows 249.
    static let instanceIDLength = 240
    /// Time from a signal to the end of the process, ms.
    static let gracePeriod: ClosedRange<Int64> = 1_000...3_600_000
    /// Events in a transaction.
    static let commitEvents = 1...1_000_000
    /// Length of a transaction, ms: the broker aborts one of more than a minute.
    static let commitInterval: ClosedRange<Int64> = 1...30_000
    /// Time from one checkpoint of a partition to the next, ms: the longest is well within the time
    /// for which the changelog keeps tombstones.
    static let checkpointInterval: ClosedRange<Int64> = 1_000...86_400_000
    /// Ten years in ms: the longest duration of a setting.
    static let longest: Int64 = 3650 * 86_400_000
}

/// Names that rules give another meaning.
enum ReservedWords {
    /// Words that stand for values and operators.
    static let literals: Set<String> = ["true", "false", "null", "in", "event"]
    /// Words and functions of the rule language, and the words that CEL reserves.
    static let all: Set<String> = literals.union([
        "has", "size", "since", "days_since", "hours_since",
        "hour", "weekday", "duration", "timestamp", "in_list", "startsWith", "endsWith", "contains",
        "matches", "int", "double", "string", "bool", "as", "break", "const", "continue", "else",
        "for", "function", "if", "import", "let", "loop", "package", "namespace", "return", "var",
        "void", "while",
    ])
}
