package import MartletProfile
import MartletStream

/// The clocks of one process.
///
/// The monotonic one goes with the cluster's time and takes a millisecond to ask. The time of day
/// stands where it is put, or says anything at all where nothing may depend on it.
package final class SimulatedClock: ShardClock {
    /// The time of day; nil = whatever comes.
    package var day: Instant?
    /// Whether it may be set back now and then: while no events come, nothing may depend on that.
    package var goesBack = false
    private let cluster: SimulatedCluster
    private var ticks: Int64 = 0
    private var random: SplitMix64

    /// Makes clocks that go with a cluster's time.
    package init(_ cluster: SimulatedCluster, seed: UInt64) {
        self.cluster = cluster
        random = SplitMix64(seed: seed)
    }

    /// The time of day.
    package func wall() -> Instant {
        guard let day else {
            // With the clock of events it may jump to and fro by years.
            return Instant(milliseconds: Int64(random.below(4_000_000_000_000)))
        }
        guard goesBack else { return day }
        return Instant(milliseconds: day.milliseconds - cluster.faults.setback())
    }

    /// Milliseconds; never goes back.
    package func monotonic() -> Int64 {
        ticks += 1
        return cluster.now + ticks
    }
}
