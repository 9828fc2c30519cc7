import Glibc
import MartletProfile
import MartletStream

/// The machine's own clocks.
struct SystemClock: ShardClock {
    func wall() -> Instant { Instant(milliseconds: SystemClock.read(CLOCK_REALTIME)) }

    func monotonic() -> Int64 { SystemClock.read(CLOCK_MONOTONIC) }

    /// Seconds since some fixed instant, for measuring.
    static var seconds: Double { Double(read(CLOCK_MONOTONIC, perSecond: 1_000_000)) / 1_000_000 }

    /// Milliseconds since some fixed instant; goes on while the machine sleeps.
    static var uptime: Int64 { read(CLOCK_BOOTTIME) }

    private static func read(_ clock: clockid_t, perSecond: Int64 = 1000) -> Int64 {
        var time = timespec()
        // SAFETY: the call fills the structure that it is given and keeps no pointer to it.
        _ = unsafe clock_gettime(clock, &time)
        return Int64(time.tv_sec) * perSecond + Int64(time.tv_nsec) / (1_000_000_000 / perSecond)
    }
}
