/// Natural logarithms, made of IEEE 754 operations alone.
///
/// The standard library has none, and the last digits of a C library's differ between versions:
/// models must come out alike on every machine. The error is below one unit in the last place.
enum Logarithm {
    /// The natural logarithm of 2 in two parts; the first has 20 zero bits at its end, so that its
    /// product with an exponent is exact.
    static let two = (high: 0x1.62e4_2fee_0000_0p-1, low: 1.908_214_929_270_587_816e-10)

    /// ln x; minus infinity at 0, not a number below it.
    ///
    /// With x = 2^k (1 + f), 1 + f between the square roots of 1/2 and 2, and s = f / (2 + f):
    /// ln(1 + f) = 2 artanh s = 2 (s + s^3/3 + s^5/5 + ...) (Abramowitz and Stegun, 4.1.27). Since
    /// 2 s = f - s f, it is taken as f - (f^2/2 - s (f^2/2 + R)), whose first term is exact, with
    /// R = 2 (s^2/3 + s^4/5 + ...).
    static func natural(_ x: Double) -> Double {
        guard x > 0, x < .infinity else {
            return x == 0 ? -.infinity : x > 0 ? x : .nan
        }
        var exponent = Double(x.exponent)
        var fraction = x.significand
        if fraction > 1.414_213_562_373_095_1 {
            fraction *= 0.5
            exponent += 1
        }
        let f = fraction - 1
        let s = f / (2 + f)
        let square = s * s
        // s^2 is at most 0.02944: eleven terms reach 2^-57 of the sum.
        var sum = square * (1 / 23) + 1 / 21
        sum = sum * square + 1 / 19
        sum = sum * square + 1 / 17
        sum = sum * square + 1 / 15
        sum = sum * square + 1 / 13
        sum = sum * square + 1 / 11
        sum = sum * square + 1 / 9
        sum = sum * square + 1 / 7
        sum = sum * square + 1 / 5
        sum = sum * square + 1 / 3
        let half = 0.5 * f * f
        let rest = s * (half + 2 * square * sum)
        guard exponent != 0 else { return f - (half - rest) }
        return exponent * two.high - ((half - (rest + exponent * two.low)) - f)
    }

    /// ln(1 + x), exact also where 1 + x loses the digits of x.
    ///
    /// The rounding of 1 + x is put right by its relative size (W. Kahan, in the handbook of the
    /// HP-15C, 1982).
    static func onePlus(_ x: Double) -> Double {
        let sum = 1 + x
        guard sum > 0, sum < .infinity else { return natural(sum) }
        return natural(sum) - ((sum - 1) - x) / sum
    }
}
