/// Weights that halve with age, kept so that their sums do not depend on order.
enum KeyWeight {
    /// `weight * 2^(age within the half-life unit)`, rounded to millionths: events of one unit are
    /// added in whole numbers, and whole units are halved when the sum is read.
    static func within(halfLife: Int64, unit: Int64, at: Instant, weight: Int64) -> Int64 {
        let fraction = Double(at.milliseconds - unit * halfLife) / Double(halfLife)
        return Int64((Double(weight) * exponential2(fraction)).rounded())
    }

    /// 2^x for 0 <= x < 1 by the series of e^(x ln 2); the same bits on every machine.
    private static func exponential2(_ x: Double) -> Double {
        let y = x * 0.693_147_180_559_945_3
        var term = 1.0
        var sum = 1.0
        for n in 1...18 {
            term *= y / Double(n)
            sum += term
        }
        return sum
    }
}
