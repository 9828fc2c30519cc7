public import MartletProfile

/// The time of day and a clock that only goes forward; replaced in replays and simulations.
public protocol ShardClock {
    /// The time of day.
    mutating func wall() -> Instant
    /// Milliseconds since some fixed instant; never goes back.
    mutating func monotonic() -> Int64
}

/// What moves the clocks of the shards.
public enum ClockMode: String, Sendable, CaseIterable {
    /// The largest event time seen.
    case event
    /// The time of day, never backwards.
    case wall
}
