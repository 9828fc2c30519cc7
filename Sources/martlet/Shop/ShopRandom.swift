/// A small seeded generator, and draws that come out alike on every machine.
///
/// SplitMix64: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.
/// Nothing of the C library's mathematics is used, since its last digits differ between versions.
struct ShopRandom: Sendable {
    private var state: UInt64

    /// Makes the generator number `stream` of a seed; streams do not resemble one another.
    init(seed: UInt64, stream: UInt64) {
        state = Self.mix(seed &+ 0x9E37_79B9_7F4A_7C15) ^ Self.mix(stream &* 0xD134_2543_DE82_EF95)
    }

    private static func mix(_ value: UInt64) -> UInt64 {
        var value = value
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }

    /// 64 random bits.
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        return Self.mix(state)
    }

    /// 0 to `count` - 1; `count` is at most 2^32.
    mutating func below(_ count: Int) -> Int {
        Int(truncatingIfNeeded: ((next() >> 32) &* UInt64(truncatingIfNeeded: count)) >> 32)
    }

    /// True in `millionths` of a million draws.
    mutating func chance(_ millionths: Int) -> Bool { below(1_000_000) < millionths }

    /// Between 0 and 1, neither of them.
    mutating func unit() -> Double { (Double(next() >> 12) + 0.5) * 0x1p-52 }

    /// Gamma-distributed with a whole-numbered shape and mean 1; shape 1 is exponential.
    mutating func gamma(shape: Int) -> Double {
        var product = unit()
        for _ in 1..<shape { product *= unit() }
        return -Self.logarithm(product) / Double(shape)
    }

    /// Pareto-distributed from 1 up, cut at `most`: P(X > x) = x^-`exponent`.
    mutating func pareto(exponent: Double, most: Double) -> Double {
        min(Self.exponential(-Self.logarithm(unit()) / exponent), most)
    }

    /// Log-normal about 1 with `spread` as the standard deviation of the logarithm.
    mutating func logNormal(spread: Double) -> Double {
        // The sum of four uniforms is near enough to a normal with variance 1/3.
        let sum = unit() + unit() + unit() + unit() - 2
        return Self.exponential(sum * 1.732_050_807_568_877_2 * spread)
    }

    /// Natural logarithm of a positive number, to about 12 digits.
    static func logarithm(_ value: Double) -> Double {
        var exponent = Double(value.exponent)
        var fraction = value.significand
        if fraction > 1.414_213_562_373_095 {
            fraction *= 0.5
            exponent += 1
        }
        // ln m = 2 artanh((m - 1) / (m + 1))
        let ratio = (fraction - 1) / (fraction + 1)
        let square = ratio * ratio
        var sum = 0.0
        for divisor in stride(from: 15.0, through: 1.0, by: -2.0) {
            sum = sum * square + 1 / divisor
        }
        return exponent * 0.693_147_180_559_945_3 + 2 * ratio * sum
    }

    /// e to a power between -700 and 700, to about 12 digits.
    static func exponential(_ power: Double) -> Double {
        let halvings = (power * 1.442_695_040_888_963_4).rounded()
        let rest = power - halvings * 0.693_147_180_559_945_3
        var sum = 1.0
        for divisor in stride(from: 13.0, through: 1.0, by: -1.0) { sum = 1 + sum * rest / divisor }
        return Double(sign: .plus, exponent: Int(halvings), significand: sum)
    }
}
