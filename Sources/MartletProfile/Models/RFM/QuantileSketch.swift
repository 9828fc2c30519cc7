/// Quantiles of any number of values, each to one part in a hundred.
///
/// Values are counted in bins whose bounds grow by a factor (C. Masson, J. E. Rim, H. K. Lee,
/// "DDSketch", PVLDB 12 (2019) 2195-2205). Sketches of parts, merged in any order, are that of the
/// whole. Costs a logarithm per value and a bin per 2 % of the range that values reach.
public struct QuantileSketch: Sendable, Equatable {
    /// Largest relative error.
    public static let accuracy = 0.01
    private static let growth = (1 + accuracy) / (1 - accuracy)
    private static let scale = 1 / Logarithm.natural(growth)

    /// Values by bin: 0 for 0, then n + ``offset`` for those up to the nth power of the factor, and
    /// the opposite for negative values.
    public private(set) var bins: [Int32: Int] = [:]
    /// Number of values.
    public private(set) var count = 0

    /// Keeps the numbers of bins above 0: the smallest value that is not 0 is one millionth.
    private static let offset: Int32 = 700

    /// A sketch of no values.
    public init() {}

    /// A sketch of values by bin; counts that are not above 0 are left out.
    public init(bins: [Int32: Int]) {
        self.bins = bins.filter { $0.value > 0 }
        count = self.bins.values.reduce(0, +)
    }

    /// Adds a finite value; one below a millionth counts as 0.
    public mutating func add(_ value: Double) {
        bins[Self.bin(value), default: 0] += 1
        count += 1
    }

    /// Adds the values of another sketch.
    public mutating func merge(_ other: QuantileSketch) {
        bins.merge(other.bins) { $0 + $1 }
        count += other.count
    }

    /// The value at or below which that part of the values is, the smallest such (nearest rank).
    ///
    /// - Parameters:
    ///   - numerator: The part of the values, `numerator` of `denominator`.
    ///   - denominator: Above 0 and at least `numerator`.
    /// - Returns: The value to one part in a hundred; nil without values.
    public func quantile(_ numerator: Int, of denominator: Int) -> Double? {
        var rest = (numerator * count + denominator - 1) / denominator
        let keys = bins.keys.sorted()
        for key in keys {
            rest -= bins[key] ?? 0
            if rest <= 0 { return Self.value(key) }
        }
        return keys.last.map(Self.value)
    }

    private static func bin(_ value: Double) -> Int32 {
        guard value.magnitude >= 1e-6 else { return 0 }
        let power = (Logarithm.natural(value.magnitude) * scale).rounded(.up)
        // Up to 10^300, far above any sum.
        let number = Int32(max(-690, min(60_000, power))) + offset
        return value < 0 ? -number : number
    }

    /// The value from which no other of the bin is farther, in proportion, than the accuracy.
    private static func value(_ bin: Int32) -> Double {
        guard bin != 0 else { return 0 }
        let power = Double(Int32(bin.magnitude) - offset)
        let value = Exponential.natural(power / scale) * 2 / (growth + 1)
        return bin < 0 ? -value : value
    }
}
