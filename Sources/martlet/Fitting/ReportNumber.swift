/// Numbers as reports for people show them.
enum ReportNumber {
    /// With `digits` digits behind the point.
    static func fixed(_ value: Double, digits: Int) -> String {
        guard value.isFinite, value.magnitude < 1e15 else { return "\(value)" }
        let power = (0..<digits).reduce(Int64(1)) { power, _ in power * 10 }
        let scaled = (value * Double(power)).rounded()
        guard scaled.magnitude < 9e18 else { return "\(value)" }
        let (whole, fraction) = Int64(scaled).magnitude.quotientAndRemainder(
            dividingBy: power.magnitude)
        let sign = scaled < 0 ? "-" : ""
        guard digits > 0 else { return "\(sign)\(whole)" }
        return "\(sign)\(whole)." + String(power.magnitude + fraction).dropFirst()
    }

    /// With about four significant digits.
    static func short(_ value: Double) -> String {
        switch value.magnitude {
        case 1000...: fixed(value, digits: 0)
        case 100...: trimmed(fixed(value, digits: 1))
        case 10...: trimmed(fixed(value, digits: 2))
        case 1...: trimmed(fixed(value, digits: 3))
        default: trimmed(fixed(value, digits: 4))
        }
    }

    private static func trimmed(_ text: String) -> String {
        var text = text
        while text.last == "0" { text.removeLast() }
        if text.last == "." { text.removeLast() }
        return text
    }

    /// The least of 1, 2 and 5 times a power of ten that is not below `value`, which is above 0.
    static func nice(_ value: Double) -> Double {
        var power = 1.0
        while power > value { power /= 10 }
        while power * 10 <= value { power *= 10 }
        return [1, 2, 5].map { $0 * power }.first { $0 >= value } ?? 10 * power
    }
}
