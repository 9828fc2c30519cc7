import MartletProfile

/// What the live view shows of one moment.
struct LiveSnapshot: Sendable, Equatable {
    /// One row of the segment table.
    struct Segment: Sendable, Equatable {
        var name: String
        /// Customers inside now.
        var members: Int
        /// Entries and exits so far.
        var entered: Int
        var exited: Int
    }

    /// One row of the table of churn alerts.
    struct Alert: Sendable, Equatable {
        var name: String
        /// Episodes open now, and how many of them have which severity, lowest first; none if that
        /// is not known.
        var open: Int
        var severities: [Count] = []
        /// Episodes raised, resolved and expired so far.
        var raised: Int
        var resolved: Int
        var expired: Int
        /// How good it was so far, as the summary has it: share of right episodes, share of lapses
        /// that were announced, and how many days ahead.
        var precision = "-"
        var recall = "-"
        var daysAhead = "-"
    }

    /// Something by its name, and how many of it there are.
    struct Count: Sendable, Equatable {
        var name: String
        var count: Int
    }

    /// A reason for dead letters.
    struct DeadLetters: Sendable, Equatable {
        var reason: String
        var count: Int
    }

    /// First line: what is running, on what.
    var title: String
    /// Since the start, in ms.
    var elapsed: Int
    /// Events processed so far, of how many; nil = not known.
    var events = 0
    var eventsTotal: Int?
    /// Events per second of late.
    var rate: Double?
    var customers = 0
    var duplicates = 0
    var deadLetters: [DeadLetters] = []
    /// The time that the events have reached; nil before the first.
    var clock: Instant?
    /// In the order in which they are shown.
    var segments: [Segment] = []
    /// In the order in which they are shown.
    var alerts: [Alert] = []
    /// Customers of each persona, in the order in which they are shown.
    var personas: [Count] = []
    /// How often personas were found, by what made it necessary.
    var refreshes: [Count] = []
    /// One line each, the newest last.
    var changes: [String] = []
    /// How long a commit takes, in ms: median and 99th percentile; nil = not known.
    var commitMedian: Double?
    var commitP99: Double?
}
