import MartletProfile

/// Appending single JSON values, where there is room for them and a word more.
extension OutputSpan<UInt8> {
    /// Bytes that any number or instant may take, and be written with.
    static var longestValue: Int { 40 }

    /// Bytes that a text may take in quotes, and be written with.
    @inline(__always)
    static func longestQuoted(_ count: Int) -> Int { 6 &* count &+ 18 }

    /// Appends an integer.
    @inline(__always)
    mutating func append(integer value: Int) {
        if UInt(bitPattern: value) < 10 {
            append(UInt8(truncatingIfNeeded: value) &+ UInt8(ascii: "0"))
        } else {
            append(longInteger: value)
        }
    }

    @inline(never)
    private mutating func append(longInteger value: Int) {
        if value < 0 { append(UInt8(ascii: "-")) }
        let digits = DecimalDigits(UInt64(value.magnitude))
        if digits.count <= 8 {
            append(digits.low, count: digits.count)
        } else {
            digits.append(to: &self)
        }
    }

    /// Appends a finite double with the fewest digits that read back as the same; null otherwise.
    mutating func append(double value: Double) {
        guard value.isFinite else { return append("null" as StaticString) }
        if value == value.rounded(), value.magnitude < 1e15 {
            return append(integer: Int(value))
        }
        for byte in value.description.utf8 { append(byte) }
    }

    /// Appends an instant as RFC 3339 text; null for one that never comes, or that comes after
    /// the last year that the text form can show.
    mutating func append(instant: Instant) {
        if instant.milliseconds >= Instant.yearTenThousand { return append("null" as StaticString) }
        append(UInt8(ascii: "\""))
        append(rfc3339: instant)
        append(UInt8(ascii: "\""))
    }

    /// Appends the 24 bytes of an instant's RFC 3339 text.
    mutating func append(rfc3339 instant: Instant) {
        let words = instant.rfc3339Words
        append(words.0, words.1, count: 16)
        append(words.2, count: 8)
    }

    /// Appends `text` in quotes, escaped where it must be.
    @inline(__always)
    mutating func append(quoted text: Span<UInt8>) {
        append(UInt8(ascii: "\""))
        append(escaped: text)
        append(UInt8(ascii: "\""))
    }

    /// Appends `text`, escaped where it must be.
    @inline(__always)
    mutating func append(escaped text: Span<UInt8>) {
        let end = text.endOfPlainText
        if end == text.count {
            append(text)
        } else {
            append(escaped: text, plainUntil: end)
        }
    }

    @inline(never)
    private mutating func append(escaped text: Span<UInt8>, plainUntil first: Int) {
        var (start, end) = (0, first)
        while true {
            append(text.extracting(start..<end))
            guard end < text.count else { return }
            append(escape: text[end])
            start = end + 1
            end = text.endOfPlainText(from: start)
        }
    }

    /// Appends the escape of a quote, a backslash or a control character (RFC 8259, section 7).
    private mutating func append(escape byte: UInt8) {
        append(UInt8(ascii: "\\"))
        switch byte {
        case 0x22, 0x5C: append(byte)
        case 0x08: append(UInt8(ascii: "b"))
        case 0x09: append(UInt8(ascii: "t"))
        case 0x0A: append(UInt8(ascii: "n"))
        case 0x0C: append(UInt8(ascii: "f"))
        case 0x0D: append(UInt8(ascii: "r"))
        default:
            append("u00" as StaticString)
            append(UInt8(ascii: "0") + byte >> 4)
            let digit = byte & 0xF
            append(digit + (digit < 10 ? UInt8(ascii: "0") : UInt8(ascii: "a") - 10))
        }
    }
}
