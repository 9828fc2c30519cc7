/// A point in time: milliseconds since 1970-01-01T00:00:00Z, UTC, leap seconds ignored.
public struct Instant: Hashable, Comparable, Sendable, BitwiseCopyable {
    /// Milliseconds since the epoch; negative before 1970.
    public var milliseconds: Int64

    /// Makes an instant from milliseconds since the epoch.
    @inlinable
    public init(milliseconds: Int64) { self.milliseconds = milliseconds }

    /// The instant that never comes: what holds until it holds for ever.
    @inlinable
    public static var never: Instant { Instant(milliseconds: .max) }

    /// Before every instant an event can have: the clock of a shard that has seen nothing.
    @inlinable
    public static var distantPast: Instant { Instant(milliseconds: .min) }

    /// Whether `left` is earlier than `right`.
    @inlinable
    public static func < (left: Instant, right: Instant) -> Bool {
        left.milliseconds < right.milliseconds
    }
}
