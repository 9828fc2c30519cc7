/// The rule of a zone without an end: a POSIX TZ string, extended as in RFC 9636, section 3.3.1.
struct PosixTimeZone {
    /// A day of the year on which the clocks are changed, and when.
    struct Change {
        /// How the day is named.
        enum Day {
            /// `Jn`: 1 to 365, the leap day is not counted.
            case julian(Int)
            /// `n`: 0 to 365, the leap day is counted.
            case zeroBased(Int)
            /// `Mm.w.d`: the `w`-th weekday `d` (0 = Sunday) of month `m`; week 5 is the last one.
            case weekday(month: Int, week: Int, day: Int)
        }

        /// The day.
        var day: Day
        /// Seconds from that day's local midnight; may be negative, or more than a day.
        var seconds: Int
    }

    /// Seconds ahead of UTC in standard time.
    private(set) var standardOffset: Int
    /// Seconds ahead of UTC in summer time, and its first and last day; nil if there is none.
    private(set) var summer: (offset: Int, start: Change, end: Change)?

    /// Reads `text`; nil if it is not such a string.
    init?(_ text: String) {
        var scanner = PosixTimeZoneScanner(text)
        guard scanner.skipName(), let west = scanner.time() else { return nil }
        standardOffset = -west
        if scanner.isAtEnd { return }
        guard scanner.skipName() else { return nil }
        var offset = standardOffset + 3600
        if !scanner.isAtEnd, !scanner.isAtComma {
            guard let west = scanner.time() else { return nil }
            offset = -west
        }
        // POSIX leaves the rule out only where the system has a default; zone files never do.
        guard let start = scanner.change(), let end = scanner.change(), scanner.isAtEnd else {
            return nil
        }
        summer = (offset, start, end)
    }

    /// The changes of all `years` in order of time, in seconds since the epoch.
    func transitions(years: ClosedRange<Int>) -> [(at: Int64, offset: Int)] {
        guard let summer else { return [(Int64.min / 1_000_000, standardOffset)] }
        var changes: [(at: Int64, offset: Int)] = []
        for year in years {
            let start = instant(of: summer.start, year: year) - Int64(standardOffset)
            let end = instant(of: summer.end, year: year) - Int64(summer.offset)
            changes.append((start, summer.offset))
            changes.append((end, standardOffset))
        }
        changes.sort {
            ($0.at, $0.offset == summer.offset ? 1 : 0) < (
                $1.at, $1.offset == summer.offset ? 1 : 0
            )
        }
        // Of changes at one instant (summer time all year) the one into summer time wins.
        return changes.indices.filter { index in
            index + 1 == changes.count || changes[index].at < changes[index + 1].at
        }.map { changes[$0] }
    }

    /// Seconds from the epoch to the change, as if local time were UTC.
    private func instant(of change: Change, year: Int) -> Int64 {
        let newYear = Self.days(year: year, month: 1, day: 1)
        let day: Int
        switch change.day {
        case .julian(let number):
            day = newYear + number - 1 + (Self.isLeap(year) && number >= 60 ? 1 : 0)
        case .zeroBased(let number): day = newYear + number
        case .weekday(let month, let week, let weekday):
            let first = Self.days(year: year, month: month, day: 1)
            let next =
                month == 12
                ? Self.days(year: year + 1, month: 1, day: 1)
                : Self.days(year: year, month: month + 1, day: 1)
            // 1970-01-01 was a Thursday (4).
            let ofFirst = ((first + 4) % 7 + 7) % 7
            var candidate = first + (weekday - ofFirst + 7) % 7 + (week - 1) * 7
            if candidate >= next { candidate -= 7 }
            day = candidate
        }
        return Int64(day) * 86_400 + Int64(change.seconds)
    }

    private static func isLeap(_ year: Int) -> Bool {
        year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    }

    /// Days from 1970-01-01 to a date of the years from 1970 on.
    private static func days(year: Int, month: Int, day: Int) -> Int {
        let before = year - 1
        let leapDays = before / 4 - before / 100 + before / 400 - 477
        let lengths = [31, isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return (year - 1970) * 365 + leapDays + lengths[..<(month - 1)].reduce(0, +) + day - 1
    }
}
