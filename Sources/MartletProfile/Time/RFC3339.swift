/// The text form of instants: RFC 3339, section 5.6.
extension Instant {
    /// Reads an RFC 3339 date-time such as `2011-03-01T09:26:00.5+01:00`.
    ///
    /// The separator is `T`, `t` or a space, the zone `Z`, `z` or a numeric offset. Any number of
    /// fraction digits is read and cut off after the millisecond. A leap second (`23:59:60` UTC,
    /// which the grammar allows) is the start of the next second, whatever its fraction. Nil if the
    /// text is anything else, or if the instant is not in the years 0000 to 9999 of UTC.
    public init?(rfc3339 text: Span<UInt8>) {
        guard text.count >= 20, let day = Self.day(text), let minute = Self.minute(text),
            let second = Self.pair(text, 17), text[16] == UInt8(ascii: ":"),
            let fraction = Self.fraction(text), let offset = Self.offset(text, from: fraction.end)
        else { return nil }
        let minutes = day * 1440 + minute - offset
        var milliseconds = minutes * 60_000 + second * 1000
        if second < 60 {
            milliseconds += fraction.milliseconds
        } else if second > 60 || milliseconds % 86_400_000 != 0 {
            return nil
        }
        guard (Self.yearZero..<Self.yearTenThousand).contains(milliseconds) else { return nil }
        self.init(milliseconds: milliseconds)
    }

    /// Appends the instant as 24 bytes of text, always in the form `2011-03-01T08:26:00.000Z`.
    ///
    /// An instant outside the years 0000 to 9999, which the form can't show, is written as the
    /// first or the last millisecond of those years.
    public func appendRFC3339(to bytes: inout [UInt8]) {
        let words = rfc3339Words
        for word in [words.0, words.1, words.2] {
            for shift in stride(from: 0 as UInt64, to: 64, by: 8) {
                bytes.append(UInt8(truncatingIfNeeded: word >> shift))
            }
        }
    }

    /// The same text as three words of eight bytes each, the first byte lowest.
    package var rfc3339Words: (UInt64, UInt64, UInt64) {
        let clamped = min(max(milliseconds, Self.yearZero), Self.yearTenThousand - 1)
        // Counted from 0000-01-01 everything is positive, and unsigned division is cheaper.
        let sinceZero = UInt64(bitPattern: clamped &- Self.yearZero)
        let (days, rest) = sinceZero.quotientAndRemainder(dividingBy: 86_400_000)
        let date = Self.date(daysSinceYearZero: UInt32(truncatingIfNeeded: days))
        let ofDay = UInt32(truncatingIfNeeded: rest)
        let (seconds, fraction) = ofDay.quotientAndRemainder(dividingBy: 1000)
        let (minutes, second) = seconds.quotientAndRemainder(dividingBy: 60)
        let (hour, minute) = minutes.quotientAndRemainder(dividingBy: 60)
        // "YYYY-MM-", "DDTHH:MM", ":SS.mmmZ": what is no digit, then the pairs of digits.
        let first =
            0x2D00_002D_0000_0000 | Self.digits(date.year / 100) | Self.digits(date.year % 100)
            << 16
            | Self.digits(date.month) << 40
        let middle =
            0x0000_3A00_0054_0000 | Self.digits(date.day) | Self.digits(hour) << 24
            | Self.digits(minute) << 48
        let last =
            0x5A00_0030_2E00_003A | Self.digits(second) << 8 | UInt64(fraction / 100) << 32
            | Self.digits(fraction % 100) << 40
        return (first, middle, last)
    }
}

extension Instant {
    /// 0000-01-01T00:00:00Z, ms since the epoch: the earliest instant that the text form can show.
    @inlinable
    public static var yearZero: Int64 { -719_528 * 86_400_000 }
    /// 10000-01-01T00:00:00Z, ms since the epoch: the first instant past the text form.
    @inlinable
    public static var yearTenThousand: Int64 { 2_932_897 * 86_400_000 }

    /// The value of the two digits at `index`.
    @inline(__always)
    private static func pair(_ text: Span<UInt8>, _ index: Int) -> Int64? {
        let tens = text[index] &- UInt8(ascii: "0")
        let ones = text[index + 1] &- UInt8(ascii: "0")
        guard tens < 10, ones < 10 else { return nil }
        return Int64(tens &* 10 &+ ones)
    }

    /// Days since the epoch of the `YYYY-MM-DD` at the start of `text`.
    @inline(__always)
    private static func day(_ text: Span<UInt8>) -> Int64? {
        guard let century = pair(text, 0), let yearOfCentury = pair(text, 2),
            text[4] == UInt8(ascii: "-"), let month = pair(text, 5), (1...12).contains(month),
            text[7] == UInt8(ascii: "-"), let day = pair(text, 8), day >= 1
        else { return nil }
        let year = century &* 100 &+ yearOfCentury
        let isLeap = year & 3 == 0 && (year % 100 != 0 || year % 400 == 0)
        // 30 + (month + month / 8) % 2: the months of 31 days alternate, and turn over in August.
        let length = month == 2 ? (isLeap ? 29 : 28) : 30 &+ ((month &+ month >> 3) & 1)
        guard day <= length else { return nil }
        return daysSinceEpoch(year: year, month: month, day: day)
    }

    /// Minute of the day of the separator and `HH:MM` behind the date.
    @inline(__always)
    private static func minute(_ text: Span<UInt8>) -> Int64? {
        let separator = text[10]
        guard separator | 0x20 == UInt8(ascii: "t") || separator == UInt8(ascii: " "),
            let hour = pair(text, 11), hour < 24, text[13] == UInt8(ascii: ":"),
            let minute = pair(text, 14), minute < 60
        else { return nil }
        return hour &* 60 &+ minute
    }

    /// Milliseconds of the fraction behind the seconds, if there is one, and the index behind it.
    @inline(__always)
    private static func fraction(_ text: Span<UInt8>) -> (milliseconds: Int64, end: Int)? {
        guard text[19] == UInt8(ascii: ".") else { return (0, 19) }
        var index = 20
        var weight: Int64 = 100
        var milliseconds: Int64 = 0
        while index < text.count {
            let digit = text[index] &- UInt8(ascii: "0")
            guard digit < 10 else { break }
            milliseconds &+= weight &* Int64(digit)
            weight /= 10
            index &+= 1
        }
        return index > 20 ? (milliseconds, index) : nil
    }

    /// Minutes that the zone at `start`, which must end the text, is ahead of UTC.
    @inline(__always)
    private static func offset(_ text: Span<UInt8>, from start: Int) -> Int64? {
        guard start < text.count else { return nil }
        let sign = text[start]
        if sign | 0x20 == UInt8(ascii: "z") { return start + 1 == text.count ? 0 : nil }
        guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"), start + 6 == text.count,
            let hours = pair(text, start + 1), hours < 24, text[start + 3] == UInt8(ascii: ":"),
            let minutes = pair(text, start + 4), minutes < 60
        else { return nil }
        let total = hours &* 60 &+ minutes
        return sign == UInt8(ascii: "-") ? -total : total
    }

    /// Days since 1970-01-01 in the proleptic Gregorian calendar.
    ///
    /// Hinnant, "chrono-Compatible Low-Level Date Algorithms", `days_from_civil`: years begin in
    /// March, so that the leap day is the last one.
    @inline(__always)
    private static func daysSinceEpoch(year: Int64, month: Int64, day: Int64) -> Int64 {
        let shifted = year &+ 400 &- (month <= 2 ? 1 : 0)
        let monthFromMarch = (month &+ 9) % 12
        let dayOfYear = (153 &* monthFromMarch &+ 2) / 5 &+ day &- 1
        let leapDays = shifted / 4 &- shifted / 100 &+ shifted / 400
        return shifted &* 365 &+ leapDays &+ dayOfYear &- 719_468 &- 146_097
    }

    /// The date of a day counted from 0000-01-01 (Hinnant, `civil_from_days`).
    @inline(__always)
    private static func date(
        daysSinceYearZero days: UInt32
    ) -> (year: UInt32, month: UInt32, day: UInt32) {
        // 0000-03-01 begins Hinnant's eras; one era more keeps the days before it positive.
        let shifted = days &+ 146_097 &- 60
        let era = shifted / 146_097
        let ofEra = shifted % 146_097
        let yearOfEra = (ofEra &- ofEra / 1460 &+ ofEra / 36_524 &- ofEra / 146_096) / 365
        let dayOfYear = ofEra &- (365 &* yearOfEra &+ yearOfEra / 4 &- yearOfEra / 100)
        let monthFromMarch = (5 &* dayOfYear &+ 2) / 153
        let day = dayOfYear &- (153 &* monthFromMarch &+ 2) / 5 &+ 1
        let month = monthFromMarch < 10 ? monthFromMarch &+ 3 : monthFromMarch &- 9
        let year = yearOfEra &+ era &* 400 &- 400 &+ (month <= 2 ? 1 : 0)
        return (year, month, day)
    }

    /// The two digits of a number below 100, the tens in the lowest byte.
    @inline(__always)
    private static func digits(_ value: UInt32) -> UInt64 {
        let tens = (value &* 103) &>> 10
        return UInt64(tens | (value &- tens &* 10) &<< 8 | 0x3030)
    }
}
