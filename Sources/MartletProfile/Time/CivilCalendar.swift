/// The civil days and hours of one time zone, from its table of offsets.
///
/// The table is an argument, so that the domain needs no time-zone database. After the last
/// transition its offset holds for ever.
public struct CivilCalendar: Sendable, Equatable {
    /// A change of the offset from UTC.
    public struct Transition: Sendable, Equatable {
        /// First instant of the new offset.
        public var at: Instant
        /// Seconds that local time is ahead of UTC from then on.
        public var offset: Int

        /// Makes a transition.
        public init(at: Instant, offset: Int) {
            self.at = at
            self.offset = offset
        }
    }

    /// Milliseconds of a day without a transition.
    public static let dayLength: Int64 = 86_400_000

    /// Offset before the first transition, ms ahead of UTC.
    private let initialOffset: Int64
    /// First instant of each later period, ms since the epoch, ascending.
    private let starts: [Int64]
    /// Offset of each later period, ms ahead of UTC.
    private let offsets: [Int64]
    /// The latest day begun before each later period: clocks set back do not bring a day back.
    private let daysBegun: [Int64]

    /// Coordinated Universal Time.
    public static let utc = CivilCalendar(initialOffset: 0, transitions: [])

    /// Makes a calendar from `transitions` in any order; offsets are seconds ahead of UTC.
    public init(initialOffset: Int, transitions: [Transition]) {
        let ordered = transitions.sorted { $0.at < $1.at }
        self.initialOffset = Int64(initialOffset) * 1000
        starts = ordered.map(\.at.milliseconds)
        offsets = ordered.map { Int64($0.offset) * 1000 }
        var offset = self.initialOffset
        var latest = Int64.min
        var begun: [Int64] = []
        for transition in ordered {
            let last = Self.floor(transition.at.milliseconds &- 1 &+ offset, by: Self.dayLength)
            latest = max(latest, last)
            begun.append(latest)
            offset = Int64(transition.offset) * 1000
        }
        daysBegun = begun
    }

    /// Number of transitions at or before `milliseconds`; O(log transitions).
    @inline(__always)
    private func period(_ milliseconds: Int64) -> Int {
        var low = 0
        var high = starts.count
        while low < high {
            let middle = (low &+ high) / 2
            if starts[middle] <= milliseconds { low = middle &+ 1 } else { high = middle }
        }
        return low
    }

    /// Milliseconds that local time is ahead of UTC in a period.
    @inline(__always)
    private func offset(ofPeriod period: Int) -> Int64 {
        period == 0 ? initialOffset : offsets[period &- 1]
    }

    /// Local wall-clock time of an instant, as ms since 1970-01-01T00:00 local.
    private func local(_ instant: Instant) -> Int64 {
        instant.milliseconds &+ offset(ofPeriod: period(instant.milliseconds))
    }

    /// The calendar day that `instant` lies in, counted from 1970-01-01.
    ///
    /// A day runs from its first instant to the first instant of the next. Where clocks are set
    /// back over midnight, the repeated end of a day belongs to the day that had begun.
    public func day(of instant: Instant) -> Int64 {
        let period = period(instant.milliseconds)
        let day = Self.floor(
            instant.milliseconds &+ offset(ofPeriod: period), by: Self.dayLength)
        return period == 0 ? day : max(day, daysBegun[period &- 1])
    }

    /// The first instant of a calendar day, counted from 1970-01-01.
    ///
    /// Where midnight does not exist it is the first instant behind the gap; a day that the zone
    /// skipped has no instants and starts where the next one does.
    public func start(ofDay day: Int64) -> Instant {
        var low = 0
        var high = starts.count
        while low < high {
            let middle = (low &+ high) / 2
            if daysBegun[middle] < day { low = middle &+ 1 } else { high = middle }
        }
        let midnight = day &* Self.dayLength &- offset(ofPeriod: low)
        return Instant(milliseconds: low == 0 ? midnight : max(midnight, starts[low &- 1]))
    }

    /// Hour of the local wall clock, 0 to 23.
    public func hour(of instant: Instant) -> Int {
        let local = local(instant)
        let ofDay = local &- Self.floor(local, by: Self.dayLength) &* Self.dayLength
        return Int(ofDay / 3_600_000)
    }

    /// Day of the week of the local date, 0 = Sunday to 6 = Saturday as CEL's `getDayOfWeek`.
    public func weekday(of instant: Instant) -> Int {
        // 1970-01-01 was a Thursday.
        let day = Self.floor(local(instant), by: Self.dayLength) &+ 4
        return Int(day &- Self.floor(day, by: 7) &* 7)
    }

    /// The quotient rounded towards minus infinity.
    @inline(__always)
    private static func floor(_ value: Int64, by divisor: Int64) -> Int64 {
        let (quotient, rest) = value.quotientAndRemainder(dividingBy: divisor)
        return rest < 0 ? quotient &- 1 : quotient
    }
}
