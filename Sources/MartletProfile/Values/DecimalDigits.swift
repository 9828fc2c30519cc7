/// The digits of an unsigned number, made eight at a time without a loop or a table.
public struct DecimalDigits: Sendable {
    /// The least significant eight digits, then the eight above, then those above; ASCII, the
    /// first digit in the lowest byte.
    @usableFromInline var low: UInt64
    @usableFromInline var middle: UInt64
    @usableFromInline var high: UInt64
    /// Number of digits, 1 to 20.
    public let count: Int

    /// Makes the digits of `value`.
    @inlinable
    public init(_ value: UInt64) {
        middle = 0
        high = 0
        guard value >= 100_000_000 else {
            low = Self.eight(value)
            // The zeros before the highest digit that is not zero; the last digit always counts.
            let digits = low & 0x0F0F_0F0F_0F0F_0F0F | 1 &<< 56
            let zeros = digits.trailingZeroBitCount &>> 3
            count = 8 &- zeros
            low = low &>> UInt64(truncatingIfNeeded: 8 &* zeros)
            return
        }
        low = Self.eight(value % 100_000_000)
        let rest = value / 100_000_000
        middle = Self.eight(rest % 100_000_000)
        guard rest >= 100_000_000 else {
            let zeros = (middle & 0x0F0F_0F0F_0F0F_0F0F).trailingZeroBitCount &>> 3
            count = 16 &- zeros
            middle = middle &>> UInt64(truncatingIfNeeded: 8 &* zeros)
            return
        }
        high = Self.eight(rest / 100_000_000)
        let zeros = (high & 0x0F0F_0F0F_0F0F_0F0F).trailingZeroBitCount &>> 3
        count = 24 &- zeros
        high = high &>> UInt64(truncatingIfNeeded: 8 &* zeros)
    }

    /// Appends the digits.
    @inlinable
    public func append(to output: inout OutputSpan<UInt8>) {
        if count > 16 { Self.append(high, count &- 16, to: &output) }
        if count > 8 { Self.append(middle, min(count &- 8, 8), to: &output) }
        Self.append(low, min(count, 8), to: &output)
    }

    @inlinable
    static func append(_ word: UInt64, _ count: Int, to output: inout OutputSpan<UInt8>) {
        var rest = word
        for _ in 0..<count {
            output.append(UInt8(truncatingIfNeeded: rest))
            rest &>>= 8
        }
    }

    /// Eight digits of a number below 10^8, with leading zeros.
    ///
    /// Halves, quarters and single digits are split side by side in one word; each division by a
    /// constant is a multiplication and a shift that are exact in the range they are used for.
    @inlinable
    static func eight(_ value: UInt64) -> UInt64 {
        let halves = value / 10_000 | (value % 10_000) &<< 32
        let hundreds = (halves &* 10_486) &>> 20 & 0x0000_007F_0000_007F
        let quarters = hundreds | (halves &- hundreds &* 100) &<< 16
        let tens = (quarters &* 103) &>> 10 & 0x000F_000F_000F_000F
        return (tens | (quarters &- tens &* 10) &<< 8) | 0x3030_3030_3030_3030
    }
}
