/// An exact decimal number: a 64-bit count of millionths, so that sums do not depend on order.
///
/// Reaches +-9.22e12 with six fractional digits. Sums that would leave that range stay at its end.
public struct FixedDecimal: Hashable, Comparable, Sendable, BitwiseCopyable {
    /// The number times one million.
    public var millionths: Int64

    /// Millionths in one.
    public static let scale: Int64 = 1_000_000

    /// Makes a number from its millionths.
    @inlinable
    public init(millionths: Int64) { self.millionths = millionths }

    /// The number as the nearest double.
    @inlinable
    public var double: Double { Double(millionths) / 1_000_000 }

    /// Whether `left` is the smaller.
    @inlinable
    public static func < (left: FixedDecimal, right: FixedDecimal) -> Bool {
        left.millionths < right.millionths
    }
}
