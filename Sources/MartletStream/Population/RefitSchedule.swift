public import MartletProfile

/// When customers are summed up and models fitted anew: at the same instants on every instance.
public struct RefitSchedule: Sendable {
    /// What is to be done.
    public struct Due: Sendable, Equatable {
        /// Whether the instance's partitions are to be summed up.
        public var summaries = false
        /// Whether the model is to be fitted, if that is the instance's task.
        public var refit = false
    }

    /// Time from one refit to the next, ms.
    public let interval: Int64
    /// How long instances have for their summaries before the refit, ms.
    let lead: Int64
    private var summarised: Int64?
    private var refitted: Int64?

    /// Makes a schedule; refits come at whole multiples of `interval` (ms, at least 10) since the
    /// epoch.
    public init(interval: Int64) {
        precondition(interval >= 10, "a refit takes some time")
        self.interval = interval
        lead = min(interval / 10, 60_000)
    }

    /// What is due at `now`; each refit once, and none that was missed.
    public mutating func step(at now: Instant) -> Due {
        let coming = Self.round(now.milliseconds + lead, interval)
        let current = Self.round(now.milliseconds, interval)
        guard let summarised, let refitted else {
            // The first comes with the next instant, not at the start.
            (self.summarised, self.refitted) = (coming, current)
            return Due()
        }
        let due = Due(summaries: coming > summarised, refit: current > refitted)
        self.summarised = max(summarised, coming)
        self.refitted = max(refitted, current)
        return due
    }

    private static func round(_ instant: Int64, _ interval: Int64) -> Int64 {
        instant / interval - (instant % interval < 0 ? 1 : 0)
    }
}
