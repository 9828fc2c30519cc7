/// Reads the parts of a POSIX TZ string from left to right.
struct PosixTimeZoneScanner {
    private let bytes: [UInt8]
    private var index = 0

    init(_ text: String) { bytes = Array(text.utf8) }

    /// Whether nothing is left.
    var isAtEnd: Bool { index == bytes.count }

    /// Whether a comma is next.
    var isAtComma: Bool { next == UInt8(ascii: ",") }

    private var next: UInt8? { index < bytes.count ? bytes[index] : nil }

    /// Skips a zone's abbreviation: letters, or anything in angle brackets.
    mutating func skipName() -> Bool {
        if take("<") {
            while let byte = next, byte != UInt8(ascii: ">") { index += 1 }
            return take(">")
        }
        let start = index
        while let byte = next, (byte | 0x20) &- UInt8(ascii: "a") < 26 { index += 1 }
        return index - start >= 3
    }

    /// A time `[+-]hh[:mm[:ss]]`, in seconds.
    mutating func time() -> Int? {
        let isNegative = take("-")
        if !isNegative { _ = take("+") }
        guard let hours = number(atMost: 167) else { return nil }
        var seconds = hours * 3600
        if take(":") {
            guard let minutes = number(atMost: 59) else { return nil }
            seconds += minutes * 60
            if take(":") {
                guard let rest = number(atMost: 59) else { return nil }
                seconds += rest
            }
        }
        return isNegative ? -seconds : seconds
    }

    /// A change `,date[/time]`; the time is 02:00 if it is left out.
    mutating func change() -> PosixTimeZone.Change? {
        guard take(","), let day = day() else { return nil }
        guard take("/") else { return PosixTimeZone.Change(day: day, seconds: 7200) }
        return time().map { PosixTimeZone.Change(day: day, seconds: $0) }
    }

    private mutating func day() -> PosixTimeZone.Change.Day? {
        if take("J") {
            return number(atMost: 365).flatMap { $0 >= 1 ? .julian($0) : nil }
        }
        guard take("M") else { return number(atMost: 365).map { .zeroBased($0) } }
        guard let month = number(atMost: 12), month >= 1, take("."),
            let week = number(atMost: 5), week >= 1, take("."), let day = number(atMost: 6)
        else { return nil }
        return .weekday(month: month, week: week, day: day)
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: character) else { return false }
        index += 1
        return true
    }

    private mutating func number(atMost limit: Int) -> Int? {
        let start = index
        var value = 0
        while let byte = next, byte &- UInt8(ascii: "0") < 10, index - start < 3 {
            value = value * 10 + Int(byte &- UInt8(ascii: "0"))
            index += 1
        }
        return index > start && value <= limit ? value : nil
    }
}
