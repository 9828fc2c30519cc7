/// The text form of durations: `30d`, `1h30m`, `1.5s`, `-250ms`.
///
/// CEL's units (h, m, s, ms, us, ns; the grammar of Go's `time.ParseDuration`) and `d`, which is
/// 24 hours.
public enum DurationText {
    /// Longest duration either way, ms: CEL's bound of 10,000 years (google.protobuf.Duration).
    public static let limit: Int64 = 315_576_000_000_000

    /// Nanoseconds of each unit; longer names first where one begins another.
    private static let units: [(name: StaticString, nanoseconds: Int64)] = [
        ("ms", 1_000_000), ("us", 1000), ("ns", 1), ("d", 86_400_000_000_000),
        ("h", 3_600_000_000_000), ("m", 60_000_000_000), ("s", 1_000_000_000),
    ]

    /// Milliseconds of a duration; nil if the text is no duration, is no whole number of
    /// milliseconds, or is beyond ``limit``.
    public static func milliseconds(_ text: String) -> Int64? {
        var rest = Array(text.utf8)[...]
        guard let sign = rest.first else { return nil }
        let isNegative = sign == UInt8(ascii: "-")
        if isNegative || sign == UInt8(ascii: "+") { rest = rest.dropFirst() }
        if rest.elementsEqual("0".utf8) { return 0 }
        guard !rest.isEmpty else { return nil }
        var milliseconds: Int64 = 0
        var nanoseconds: Int64 = 0
        while !rest.isEmpty {
            guard let part = part(&rest) else { return nil }
            milliseconds += part.milliseconds
            nanoseconds += part.nanoseconds
            guard milliseconds <= limit else { return nil }
        }
        guard nanoseconds % 1_000_000 == 0 else { return nil }
        let total = milliseconds + nanoseconds / 1_000_000
        guard total <= limit else { return nil }
        return isNegative ? -total : total
    }

    /// Takes one number with its unit; at most ``limit``, and the nanoseconds below a millisecond.
    private static func part(
        _ rest: inout ArraySlice<UInt8>
    ) -> (milliseconds: Int64, nanoseconds: Int64)? {
        let whole = digits(&rest)
        var fraction = ArraySlice<UInt8>()
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            fraction = digits(&rest)
        }
        guard !(whole.isEmpty && fraction.isEmpty), let unit = unit(&rest) else { return nil }
        var count: Int64 = 0
        for digit in whole {
            count = count * 10 + Int64(digit - UInt8(ascii: "0"))
            guard count <= 1_000_000_000_000_000_000 / 10 else { return nil }
        }
        let (total, overflow) = count.multipliedReportingOverflow(by: max(unit / 1_000_000, 1))
        guard !overflow, total <= limit || unit < 1_000_000 else { return nil }
        var result: (milliseconds: Int64, nanoseconds: Int64) = (total, 0)
        if unit < 1_000_000 {
            let perMillisecond = 1_000_000 / unit
            result = (count / perMillisecond, count % perMillisecond * unit)
        }
        var weight = unit
        for digit in fraction {
            let value = Int64(digit - UInt8(ascii: "0"))
            guard value == 0 || weight % 10 == 0 else { return nil }
            weight /= 10
            result.milliseconds += value * weight / 1_000_000
            result.nanoseconds += value * weight % 1_000_000
        }
        return result
    }

    /// Takes the leading digits.
    private static func digits(_ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let taken = rest.prefix { $0 &- UInt8(ascii: "0") < 10 }
        rest = rest.dropFirst(taken.count)
        return taken
    }

    /// Takes a unit; its nanoseconds.
    private static func unit(_ rest: inout ArraySlice<UInt8>) -> Int64? {
        for (name, nanoseconds) in units where rest.starts(with: name.description.utf8) {
            rest = rest.dropFirst(name.utf8CodeUnitCount)
            return nanoseconds
        }
        return nil
    }

    /// The duration in seconds as CEL's `string(duration)` writes it: `5400s`, `-0.25s`.
    public static func seconds(_ milliseconds: Int64) -> String {
        let (whole, fraction) = milliseconds.magnitude.quotientAndRemainder(dividingBy: 1000)
        let sign = milliseconds < 0 ? "-" : ""
        guard fraction != 0 else { return "\(sign)\(whole)s" }
        var digits = String(1000 + fraction).dropFirst()
        while digits.last == "0" { digits = digits.dropLast() }
        return "\(sign)\(whole).\(digits)s"
    }
}
