/// The text form of decimals: JSON numbers (RFC 8259, section 6).
extension FixedDecimal {
    /// Reads a JSON number exactly; what is finer than a millionth is rounded half to even.
    ///
    /// Nil if the text is not a JSON number, or if the number is not within +-9.22e12. Takes time
    /// in proportion to the text; neither long digits nor huge exponents cost more.
    public init?(json text: Span<UInt8>) {
        guard let parts = NumberParts(text) else { return nil }
        // The number is 0.d1d2d3... * 10^kept millionths: `kept` digits come before the point.
        let kept = parts.pointPosition + 6
        guard parts.firstDigit < parts.digitsEnd, kept >= 0 else {
            self.init(millionths: 0)
            return
        }
        guard kept <= 19 else { return nil }
        var magnitude: UInt64 = 0
        var count = 0
        var round: UInt8 = 0
        var isInexact = false
        for index in parts.firstDigit..<parts.digitsEnd {
            let digit = text[index] &- UInt8(ascii: "0")
            guard digit < 10 else { continue }
            if count < kept {
                magnitude = magnitude &* 10 &+ UInt64(digit)
            } else if count == kept {
                round = digit
            } else if digit != 0 {
                isInexact = true
            }
            count &+= 1
        }
        while count < kept {
            magnitude = magnitude &* 10
            count &+= 1
        }
        if round > 5 || (round == 5 && (isInexact || magnitude & 1 == 1)) { magnitude &+= 1 }
        guard magnitude <= UInt64(Int64.max) + (parts.isNegative ? 1 : 0) else { return nil }
        let bits = Int64(bitPattern: magnitude)
        self.init(millionths: parts.isNegative ? 0 &- bits : bits)
    }

    /// Appends the number with no more digits than it has: `77183.6`, `500`, `-0.000001`.
    public func append(to bytes: inout [UInt8]) {
        bytes.append(addingCapacity: 28) { append(to: &$0) }
    }

    /// The same, into room for at least 28 bytes.
    public func append(to output: inout OutputSpan<UInt8>) {
        let (whole, fraction) = millionths.magnitude.quotientAndRemainder(dividingBy: 1_000_000)
        if millionths < 0 { output.append(UInt8(ascii: "-")) }
        if whole < 10 {
            output.append(UInt8(truncatingIfNeeded: whole) &+ UInt8(ascii: "0"))
        } else {
            DecimalDigits(whole).append(to: &output)
        }
        guard fraction != 0 else { return }
        output.append(UInt8(ascii: "."))
        var rest = UInt32(truncatingIfNeeded: fraction)
        while rest != 0 {
            output.append(UInt8(truncatingIfNeeded: rest / 100_000) &+ UInt8(ascii: "0"))
            rest = rest % 100_000 &* 10
        }
    }
}

/// Where the parts of a JSON number stand.
private struct NumberParts {
    /// Whether it begins with a minus sign.
    var isNegative = false
    /// First digit that is not zero, or ``digitsEnd`` if all are.
    var firstDigit = 0
    /// Behind the last digit of the coefficient.
    var digitsEnd = 0
    /// The number is `0.d1d2... * 10^pointPosition`, with `d1` at ``firstDigit``.
    var pointPosition = 0

    /// Splits `text`; nil if it is not a JSON number.
    init?(_ text: Span<UInt8>) {
        isNegative = !text.isEmpty && text[0] == UInt8(ascii: "-")
        let start = isNegative ? 1 : 0
        let wholeEnd = Self.skipDigits(text, from: start)
        guard wholeEnd > start, wholeEnd == start + 1 || text[start] != UInt8(ascii: "0") else {
            return nil
        }
        digitsEnd = wholeEnd
        if digitsEnd < text.count, text[digitsEnd] == UInt8(ascii: ".") {
            digitsEnd = Self.skipDigits(text, from: wholeEnd + 1)
            guard digitsEnd > wholeEnd + 1 else { return nil }
        }
        guard let exponent = Self.exponent(text, from: digitsEnd) else { return nil }
        firstDigit = start
        while firstDigit < digitsEnd, text[firstDigit] < UInt8(ascii: "1") { firstDigit &+= 1 }
        let point = firstDigit > wholeEnd ? wholeEnd &+ 1 : wholeEnd
        pointPosition = point &- firstDigit &+ exponent
    }

    /// The first index from `start` on that holds no digit.
    @inline(__always)
    private static func skipDigits(_ text: Span<UInt8>, from start: Int) -> Int {
        var index = start
        while index < text.count, text[index] &- UInt8(ascii: "0") < 10 { index &+= 1 }
        return index
    }

    /// The exponent at `start`, which must end the text; 0 if there is none, nil if malformed.
    @inline(__always)
    private static func exponent(_ text: Span<UInt8>, from start: Int) -> Int? {
        guard start < text.count else { return 0 }
        guard text[start] | 0x20 == UInt8(ascii: "e"), start + 1 < text.count else { return nil }
        let sign = text[start + 1]
        var index = sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") ? start + 2 : start + 1
        guard index < text.count else { return nil }
        var value = 0
        while index < text.count {
            let digit = text[index] &- UInt8(ascii: "0")
            guard digit < 10 else { return nil }
            // Past any text's number of digits the exact value no longer matters.
            value = min(value &* 10 &+ Int(digit), 1 << 48)
            index &+= 1
        }
        return sign == UInt8(ascii: "-") ? -value : value
    }
}
