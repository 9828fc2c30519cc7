/// Numbers the units of time that buckets are kept by.
enum TimeUnit: Hashable, Sendable, BitwiseCopyable {
    /// Calendar days in the configured zone.
    case day
    /// Equally long units aligned in UTC, in ms: minutes, hours, half-lives.
    case fixed(Int64)

    /// One unit: its number, and from when to when it runs.
    struct Span: BitwiseCopyable {
        var number: Int64
        var start: Instant
        var end: Instant

        /// No unit: no instant lies in it.
        static let none = Span(number: 0, start: .never, end: .distantPast)

        @inline(__always)
        func contains(_ instant: Instant) -> Bool { start <= instant && instant < end }
    }

    /// The unit that holds `instant`.
    func span(of instant: Instant, _ calendar: borrowing CivilCalendar) -> Span {
        let number = number(of: instant, calendar)
        return Span(
            number: number, start: start(of: number, calendar),
            end: start(of: number + 1, calendar))
    }

    init(_ unit: Window.Unit) {
        switch unit {
        case .minute: self = .fixed(60_000)
        case .hour: self = .fixed(3_600_000)
        case .day: self = .day
        }
    }

    /// The number of the unit that holds `instant`.
    @inline(__always)
    func number(of instant: Instant, _ calendar: borrowing CivilCalendar) -> Int64 {
        switch self {
        case .day: calendar.day(of: instant)
        case .fixed(let width):
            instant.milliseconds >= 0
                ? instant.milliseconds / width : (instant.milliseconds - width + 1) / width
        }
    }

    /// The first instant of unit `number`.
    func start(of number: Int64, _ calendar: borrowing CivilCalendar) -> Instant {
        switch self {
        case .day: calendar.start(ofDay: number)
        case .fixed(let width): TimeUnit.start(of: number, width: width)
        }
    }

    /// A unit may be as long as all of time: what comes after it never comes.
    private static func start(of number: Int64, width: Int64) -> Instant {
        let (start, overflow) = number.multipliedReportingOverflow(by: width)
        if overflow { return number > 0 ? .never : .distantPast }
        return Instant(milliseconds: start)
    }
}
