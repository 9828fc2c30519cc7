/// The exponential function and its kin, made of IEEE 754 operations alone.
///
/// As with ``Logarithm``, so that models come out alike on every machine.
enum Exponential {
    /// e^x to about one unit in the last place; 0 below -745.2, infinite above 709.8.
    ///
    /// With x = k ln 2 + r, |r| at most ln 2 / 2: e^x = 2^k e^r (Abramowitz and Stegun, 4.2.1).
    static func natural(_ x: Double) -> Double {
        guard x.isFinite, x > -746, x < 710 else {
            return x.isNaN ? x : x > 0 ? .infinity : 0
        }
        let (halvings, rest) = reduced(x)
        return scaled(1 + series(rest), Int(halvings))
    }

    /// e^x - 1, exact also where e^x is near 1.
    static func minusOne(_ x: Double) -> Double {
        guard x > -1, x < 1 else { return natural(x) - 1 }
        let (halvings, rest) = reduced(x)
        let small = series(rest)
        guard halvings != 0 else { return small }
        let power = scaled(1, Int(halvings))
        return power * small + (power - 1)
    }

    /// ln(1 + e^x) without overflow.
    static func softPlus(_ x: Double) -> Double {
        x > 0 ? x + Logarithm.onePlus(natural(-x)) : Logarithm.onePlus(natural(x))
    }

    /// 1 / (1 + e^-x) without overflow.
    static func logistic(_ x: Double) -> Double {
        guard x < 0 else { return 1 / (1 + natural(-x)) }
        let power = natural(x)
        return power / (1 + power)
    }

    private static func reduced(_ x: Double) -> (halvings: Double, rest: Double) {
        // Added and taken away again, 1.5 * 2^52 rounds to a whole number.
        let halvings = (x * 1.442_695_040_888_963_4 + 0x1.8p52) - 0x1.8p52
        let rest = (x - halvings * Logarithm.two.high) - halvings * Logarithm.two.low
        return (halvings, rest)
    }

    /// e^r - 1 for |r| at most ln 2 / 2 by the terms up to r^14 / 14!, which is 5e-18.
    private static func series(_ r: Double) -> Double {
        var sum = r * (1 / 87_178_291_200) + 1 / 6_227_020_800
        sum = sum * r + 1 / 479_001_600
        sum = sum * r + 1 / 39_916_800
        sum = sum * r + 1 / 3_628_800
        sum = sum * r + 1 / 362_880
        sum = sum * r + 1 / 40_320
        sum = sum * r + 1 / 5_040
        sum = sum * r + 1 / 720
        sum = sum * r + 1 / 120
        sum = sum * r + 1 / 24
        sum = sum * r + 1 / 6
        return r + r * r * (sum * r + 0.5)
    }

    /// `value` times 2^`exponent`; in two steps, as powers below 2^-1022 are no normal numbers.
    private static func scaled(_ value: Double, _ exponent: Int) -> Double {
        let half = exponent / 2
        return value * power(half) * power(exponent - half)
    }

    private static func power(_ exponent: Int) -> Double {
        Double(sign: .plus, exponent: exponent, significand: 1)
    }
}
