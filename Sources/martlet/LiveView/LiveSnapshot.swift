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
    /// One line each, the newest last.
    var changes: [String] = []
    /// How long a commit takes, in ms: median and 99th percentile; nil = not known.
    var commitMedian: Double?
    var commitP99: Double?
}
