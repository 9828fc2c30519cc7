import MartletProfile

/// Figures as people read them; the same in every locale.
enum FigureText {
    /// `1,234,567`.
    static func count(_ number: Int) -> String {
        var digits = Array(String(number.magnitude))
        var place = digits.count - 3
        while place > 0 {
            digits.insert(",", at: place)
            place -= 3
        }
        return (number < 0 ? "-" : "") + String(digits)
    }

    /// Milliseconds with one digit behind the point (`3.1 ms`), whole ones from 100 on.
    static func milliseconds(_ value: Double) -> String {
        guard value.isFinite, value < 1e12 else { return "- ms" }
        let tenths = Int((value * 10).rounded())
        return tenths >= 1_000 ? "\(count(tenths / 10)) ms" : "\(tenths / 10).\(tenths % 10) ms"
    }

    /// `00:12` or `1:02:03`, from milliseconds.
    static func duration(_ milliseconds: Int) -> String {
        let seconds = max(0, milliseconds) / 1_000
        let tail = "\(twoDigits(seconds / 60 % 60)):\(twoDigits(seconds % 60))"
        return seconds < 3_600 ? tail : "\(seconds / 3_600):\(tail)"
    }

    /// `Fri 2025-02-14 18:31:07`, UTC.
    static func instant(_ instant: Instant) -> String {
        let (wholeDays, remainder) = instant.milliseconds.quotientAndRemainder(
            dividingBy: 86_400_000)
        let day = Int(wholeDays) - (remainder < 0 ? 1 : 0)
        let rest = Int(remainder < 0 ? remainder + 86_400_000 : remainder) / 1_000
        let date = CivilDate(daysSinceEpoch: day)
        let names = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
        let name = names[CivilDate.weekday(daysSinceEpoch: day)]
        let time = [rest / 3_600, rest / 60 % 60, rest % 60].map(twoDigits).joined(separator: ":")
        return "\(name) \(date.year)-\(twoDigits(date.month))-\(twoDigits(date.day)) \(time)"
    }

    private static func twoDigits(_ number: Int) -> String {
        number < 10 ? "0\(number)" : "\(number)"
    }
}
