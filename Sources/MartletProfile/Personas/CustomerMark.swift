/// A number that belongs to a customer whatever machine or shard looks at it.
public enum CustomerMark {
    /// The number of a customer id, spread over all 64 bits.
    ///
    /// FNV-1a (Fowler, Noll, Vo), 64 bits, stirred as the last step of SplitMix64 does.
    public static func mark(_ customer: Span<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for index in customer.indices {
            hash = (hash ^ UInt64(customer[index])) &* 0x100_0000_01B3
        }
        return SplitMix64.mixed(hash)
    }

    /// The first instant after `now` at which a customer's persona is refreshed by schedule.
    ///
    /// Each customer has a moment of their own in every interval, counted from the epoch.
    ///
    /// - Parameters:
    ///   - mark: The customer's number.
    ///   - interval: The schedule's interval, ms, above 0.
    ///   - now: The instant.
    /// - Returns: The instant; `.never` past the end of time.
    static func refresh(_ mark: UInt64, every interval: Int64, after now: Instant) -> Instant {
        let phase = Int64(mark % UInt64(interval))
        let (since, overflow) = now.milliseconds.subtractingReportingOverflow(phase)
        guard !overflow else { return .never }
        let rest = since % interval
        let passed = rest < 0 ? rest + interval : rest
        let (next, isLate) = now.milliseconds.addingReportingOverflow(interval - passed)
        return isLate ? .never : Instant(milliseconds: next)
    }
}
