/// Whether and how checkpoints are written and used.
public struct CheckpointSettings: Sendable {
    /// Time from one checkpoint of a partition to the next, ms.
    public var interval: Int64
    /// Tells this worker's unfinished files from those of others in the same directory.
    public var label: String
    /// About so many bytes are written at a time; encoding them keeps events waiting.
    public var sliceBytes = 1 << 19
    /// Older checkpoints are not used, ms: tombstones behind them may have been compacted away.
    ///
    /// Less than the changelog's `delete.retention.ms` (7 days).
    public var maximumAge: Int64 = 6 * 86_400_000
    /// Pause after a failed write, ms; doubles from one failure to the next.
    public var firstPause: Int64 = 10_000
    /// Longest pause after a failed write, ms.
    public var longestPause: Int64 = 600_000

    /// Makes settings.
    public init(interval: Int64 = 60_000, label: String = "0") {
        self.interval = interval
        self.label = label
    }
}
