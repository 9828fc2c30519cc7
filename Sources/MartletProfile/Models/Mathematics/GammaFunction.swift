/// The logarithm of the gamma function and its derivative, for positive arguments.
///
/// As with ``Logarithm``, so that models come out alike on every machine.
enum GammaFunction {
    /// ln Gamma(x) for x > 0, to about 1e-15 of its value, also near its zeros 1 and 2.
    ///
    /// Between 1.5 and 2.5 the Taylor series about 2, from 13 on Stirling's series (Abramowitz and
    /// Stegun, 6.1.33 and 6.1.41); between them Gamma(x + 1) = x Gamma(x).
    static func logarithm(_ x: Double) -> Double {
        guard x > 0, x < .infinity else { return x == .infinity ? x : .nan }
        if x >= 13 { return stirling(x) }
        if x < 1.5 {
            let logarithm = Logarithm.natural(x)
            guard x < 0.5 else { return aboutTwo(x - 1) - logarithm }
            return aboutTwo(x) - Logarithm.onePlus(x) - logarithm
        }
        var product = 1.0
        var rest = x
        while rest > 2.5 {
            rest -= 1
            product *= rest
        }
        let part = aboutTwo(rest - 2)
        return product == 1 ? part : part + Logarithm.natural(product)
    }

    /// The digamma function, the derivative of ln Gamma, for x > 0, to about 1e-15.
    ///
    /// The asymptotic series from 10 on, the recurrence below (Abramowitz and Stegun, 6.3.18 and
    /// 6.3.5).
    static func digamma(_ x: Double) -> Double {
        guard x > 0 else { return .nan }
        var shifted = x
        var correction = 0.0
        while shifted < 10 {
            correction += 1 / shifted
            shifted += 1
        }
        let inverse = 1 / (shifted * shifted)
        var sum = inverse * (1 / 12) - 691 / 32_760
        sum = sum * inverse + 1 / 132
        sum = sum * inverse - 1 / 240
        sum = sum * inverse + 1 / 252
        sum = sum * inverse - 1 / 120
        sum = sum * inverse + 1 / 12
        return Logarithm.natural(shifted) - 0.5 / shifted - sum * inverse - correction
    }

    /// Factors up to which products are multiplied out.
    private static let fewFactors = 256.0

    /// The logarithm of a rising factorial, ln Gamma(x + n) - ln Gamma(x) for a whole n.
    ///
    /// Few factors are multiplied: for a large x the difference would lose what the factors say.
    static func logarithmOfRising(_ x: Double, _ n: Double) -> Double {
        guard n <= fewFactors else { return logarithm(x + n) - logarithm(x) }
        var sum = 0.0
        var product = 1.0
        var factor = 0.0
        while factor < n {
            product *= x + factor
            factor += 1
            if product > 1e150 || product < 1e-150 {
                sum += Logarithm.natural(product)
                product = 1
            }
        }
        return sum + Logarithm.natural(product)
    }

    /// The derivative of ``logarithmOfRising(_:_:)`` by x: digamma(x + n) - digamma(x).
    static func sumOfInverses(_ x: Double, _ n: Double) -> Double {
        guard n <= fewFactors else { return digamma(x + n) - digamma(x) }
        return stride(from: 0, to: n, by: 1).reduce(0) { $0 + 1 / (x + $1) }
    }

    /// ln Gamma(x) for x >= 13: the term left out is below 1e-17 of it.
    private static func stirling(_ x: Double) -> Double {
        let inverse = 1 / (x * x)
        var sum = inverse * (-3617 / 122_400) + 1 / 156
        sum = sum * inverse - 691 / 360_360
        sum = sum * inverse + 1 / 1188
        sum = sum * inverse - 1 / 1680
        sum = sum * inverse + 1 / 1260
        sum = sum * inverse - 1 / 360
        sum = sum * inverse + 1 / 12
        let half = 0.5 * Logarithm.natural(2 * .pi)
        return (x - 0.5) * Logarithm.natural(x) - x + half + sum / x
    }

    /// The zeta function less 1 at 2 to 30 (Abramowitz and Stegun, table 23.3).
    private static let zetaLessOne: [Double] = [
        0.644_934_066_848_226_436_47, 0.202_056_903_159_594_285_40,
        0.082_323_233_711_138_191_516, 0.036_927_755_143_369_926_331,
        0.017_343_061_984_449_139_715, 0.008_349_277_381_922_826_839_8,
        0.004_077_356_197_944_339_378_7, 0.002_008_392_826_082_214_417_9,
        9.945_751_278_180_853_371_5e-4, 4.941_886_041_194_645_587_0e-4,
        2.460_865_533_080_482_986_4e-4, 1.227_133_475_784_891_467_5e-4,
        6.124_813_505_870_482_925_9e-5, 3.058_823_630_702_049_355_2e-5,
        1.528_225_940_865_187_173_3e-5, 7.637_197_637_899_762_273_6e-6,
        3.817_293_264_999_839_856_5e-6, 1.908_212_716_553_938_925_7e-6,
        9.539_620_338_727_961_131_5e-7, 4.769_329_867_878_064_631_2e-7,
        2.384_505_027_277_329_900_0e-7, 1.192_199_259_653_110_730_7e-7,
        5.960_818_905_125_947_961_2e-8, 2.980_350_351_465_228_018_6e-8,
        1.490_155_482_836_504_123_5e-8, 7.450_711_789_835_429_492e-9,
        3.725_334_024_788_457_054_8e-9, 1.862_659_723_513_049_006_4e-9,
        9.313_274_324_196_681_828_7e-10,
    ]

    /// ln Gamma(2 + y) for |y| at most 0.5.
    ///
    /// (1 - C) y + the sum over k of (zeta(k) - 1) (-y)^k / k, where C is Euler's constant.
    private static func aboutTwo(_ y: Double) -> Double {
        var sum = 0.0
        var divisor = Double(zetaLessOne.count + 1)
        for term in zetaLessOne.reversed() {
            sum = term / divisor - y * sum
            divisor -= 1
        }
        return y * (0.422_784_335_098_467_139_37 + y * sum)
    }
}
