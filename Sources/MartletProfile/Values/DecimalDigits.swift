/// The digits of an unsigned number, made eight at a time without a loop or a table.
public struct DecimalDigits: Sendable {
    /// The least significant eight digits, then the eight above, then those above; ASCII, the
    /// first digit in the lowest byte.
    public let low: UInt64
    @usableFromInline let middle: UInt64
    @usableFromInline let high: UInt64
    /// Number of digits, 1 to 20.
    public let count: Int

    /// Makes the digits of `value`.
    @inlinable
    public init(_ value: UInt64) {
        guard value >= 100_000_000 else {
            (low, count) = Self.significant(value)
            middle = 0
            high = 0
            return
        }
        low = Self.eight(value % 100_000_000)
        let rest = value / 100_000_000
        guard rest >= 100_000_000 else {
            let (digits, count) = Self.significant(rest)
            middle = digits
            high = 0
            self.count = 8 &+ count
            return
        }
        middle = Self.eight(rest % 100_000_000)
        let (digits, count) = Self.significant(rest / 100_000_000)
        high = digits
        self.count = 16 &+ count
    }

    /// The digits of a number below 10^8 without leading zeros, and how many; at least one.
    @inlinable
    static func significant(_ value: UInt64) -> (digits: UInt64, count: Int) {
        let digits = eight(value)
        // The last digit always counts.
        let zeros = (digits & 0x0F0F_0F0F_0F0F_0F0F | 1 &<< 56).trailingZeroBitCount &>> 3
        return (digits &>> UInt64(truncatingIfNeeded: 8 &* zeros), 8 &- zeros)
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
