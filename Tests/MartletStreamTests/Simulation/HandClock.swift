import MartletProfile
import MartletStream

/// Clocks that stand still until they are moved; asking for the monotonic one takes a millisecond.
final class HandClock: ShardClock {
    var now = Instant(milliseconds: 0)
    private var ticks: Int64 = 0

    func wall() -> Instant { now }

    func monotonic() -> Int64 {
        ticks += 1
        return ticks
    }
}
