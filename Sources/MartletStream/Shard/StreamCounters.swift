public import MartletProfile
public import MartletWire

/// What a worker met: every record read is accounted for.
///
/// `records = accepted + duplicates + dead letters + tombstones`.
public struct StreamCounters: Sendable, Equatable {
    /// Records read from inputs.
    public var records = 0
    /// Null values, which are passed over.
    public var tombstones = 0
    /// Records that were no events, by reason.
    public var deadLetters: [Rejection.Reason: Int] = [:]
    /// Events whose id the profile remembered.
    public var duplicates = 0
    /// Events older than their shard's clock.
    public var late = 0
    /// Late events that have left every window.
    public var veryLate = 0
    /// Events that lack a field which a feature reads.
    public var missingFields = 0
    /// Values that found their tally or set full.
    public var limited = 0
    /// Rule evaluations that ended in an error.
    public var evaluationErrors = 0
    /// Segment changes.
    public var changes = 0
    /// Changes of churn alerts.
    public var alerts = 0
    /// How each churn alert has turned out, in the order of the plan; empty before the first shard.
    public var tallies: [EpisodeTally] = []
    /// Transactions.
    public var commits = 0
    /// How long the last commit took.
    public var lastCommitMilliseconds = 0
    /// Changelog records read.
    public var restored = 0
    /// Checkpoints written.
    public var checkpoints = 0
    /// Checkpoints that could not be written.
    public var checkpointFailures = 0

    /// Makes counters at zero.
    public init() {}

    /// Events folded into a profile.
    public var accepted: Int {
        records - tombstones - duplicates - deadLetters.values.reduce(0, +)
    }

    /// Adds the counts of one shard.
    ///
    /// - Parameters:
    ///   - shard: The shard.
    ///   - isLive: Whether it goes on; the open episodes of one that does not are somebody else's.
    mutating func add(_ shard: Shard, isLive: Bool) {
        let table = shard.table.counters
        duplicates += table.duplicates
        late += table.late
        veryLate += table.veryLate
        missingFields += table.missingFields
        limited += table.limited
        evaluationErrors += table.evaluationErrors
        changes += shard.changes
        alerts += shard.alerts
        if tallies.isEmpty { tallies = shard.table.tallies.map { _ in EpisodeTally() } }
        for (index, tally) in shard.table.tallies.enumerated() {
            tallies[index].add(isLive ? tally : tally.withoutOpenEpisodes)
        }
    }
}
