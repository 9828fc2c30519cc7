/// The grammar of numbers: RFC 8259, section 6.
enum JSONNumber {
    /// Bytes with only the highest bit set.
    static let high: UInt64 = 0x8080_8080_8080_8080

    /// Where the number at `start` ends, or -1 if there is none; what follows is not looked at.
    @inline(never)
    static func end(of text: JSONText, from start: Int, isInteger: inout Bool) -> Int {
        var index = start
        if text.byte(at: index) == UInt8(ascii: "-") { index &+= 1 }
        let first = text.byte(at: index)
        guard isDigit(first) else { return -1 }
        index &+= 1
        if first != UInt8(ascii: "0") { skipDigits(text, &index) }
        isInteger = true
        if text.byte(at: index) == UInt8(ascii: ".") {
            isInteger = false
            index &+= 1
            guard isDigit(text.byte(at: index)) else { return -1 }
            skipDigits(text, &index)
        }
        if text.byte(at: index) | 0x20 == UInt8(ascii: "e") {
            isInteger = false
            index &+= 1
            let sign = text.byte(at: index)
            if sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { index &+= 1 }
            guard isDigit(text.byte(at: index)) else { return -1 }
            skipDigits(text, &index)
        }
        return index
    }

    /// Where the number at `start`, which is a digit, ends; nil if it takes a closer look.
    @inline(__always)
    static func quickEnd(of text: JSONText, from start: Int, isInteger: inout Bool) -> Int? {
        var end = text.endOfDigits(from: start &+ 1)
        guard text.byte(at: start) != UInt8(ascii: "0") || end == start &+ 1 else { return nil }
        if text.byte(at: end) == UInt8(ascii: ".") {
            isInteger = false
            let first = end &+ 1
            end = text.endOfDigits(from: first)
            guard end > first else { return nil }
        }
        return text.byte(at: end) | 0x20 == UInt8(ascii: "e") ? nil : end
    }

    @inline(__always)
    private static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

    @inline(__always)
    private static func skipDigits(_ text: JSONText, _ index: inout Int) {
        while isDigit(text.byte(at: index)) { index &+= 1 }
    }

    /// Marks, in the highest bit of each, the bytes of `word` that are no digits.
    ///
    /// Only the lowest mark is sure to be right, and the one behind it if that is of ASCII.
    @inline(__always)
    static func nonDigits(_ word: UInt64) -> UInt64 {
        // A digit is 0...9 after the exclusive or; adding 0x76 to anything more reaches 0x80.
        let values = word ^ 0x3030_3030_3030_3030
        return (values &+ 0x7676_7676_7676_7676 | values) & high
    }

    /// The integer at `start..<end`, digits with or without a minus sign; nil if they are over 16.
    @inline(__always)
    static func integer(_ text: JSONText, _ start: Int, _ end: Int) -> Int64? {
        if text.byte(at: start) == UInt8(ascii: "-") {
            return natural(text, start &+ 1, end).map { 0 &- $0 }
        }
        return natural(text, start, end)
    }

    @inline(__always)
    private static func natural(_ text: JSONText, _ start: Int, _ end: Int) -> Int64? {
        let count = end &- start
        guard count > 8 else {
            return Int64(truncatingIfNeeded: number(text.word(at: start), digits: count))
        }
        guard count <= 16 else { return nil }
        let high = number(text.word(at: start), digits: count &- 8)
        let low = eightDigits(text.word(at: end &- 8))
        return Int64(truncatingIfNeeded: high &* 100_000_000 &+ low)
    }

    /// The number that the first `count` bytes of `word`, 1 to 8 digits, make.
    @inline(__always)
    private static func number(_ word: UInt64, digits count: Int) -> UInt64 {
        // What is shifted in below the first digit counts as zeros before it.
        eightDigits(word &<< UInt64(truncatingIfNeeded: 64 &- 8 &* count))
    }

    /// Millionths of the number at `start..<end` if it has at most eight digits before the point,
    /// at most six behind it, and neither sign nor exponent; else nil.
    @inline(__always)
    static func shortDecimal(_ text: JSONText, _ start: Int, _ end: Int) -> Int64? {
        let word = text.word(at: start)
        let marks = nonDigits(word)
        let count = end &- start
        let point = min(marks == 0 ? 8 : marks.trailingZeroBitCount &>> 3, count)
        guard point > 0 else { return nil }
        let whole = Int64(truncatingIfNeeded: number(word, digits: point)) &* 1_000_000
        guard point < count else { return whole }
        let digits = count &- point &- 1
        guard text.byte(at: start &+ point) == UInt8(ascii: "."), digits <= 6 else { return nil }
        // Zeros behind the last digit make eight digits of it.
        let shift = UInt64(truncatingIfNeeded: 8 &* digits)
        let fraction = text.word(at: start &+ point &+ 1) & ~(UInt64.max &<< shift)
        let filled = fraction | 0x3030_3030_3030_3030 &<< shift
        guard nonDigits(filled) == 0 else { return nil }
        return whole &+ Int64(truncatingIfNeeded: eightDigits(filled) / 100)
    }

    /// The number that eight digits make, the first in the lowest byte.
    ///
    /// Neighbours are joined in three steps: pairs, then pairs of pairs, then the two halves.
    @inline(__always)
    static func eightDigits(_ word: UInt64) -> UInt64 {
        let digits = word & 0x0F0F_0F0F_0F0F_0F0F
        let pairs = (digits &* (10 &<< 8 &+ 1)) &>> 8 & 0x00FF_00FF_00FF_00FF
        let fours = (pairs &* (100 &<< 16 &+ 1)) &>> 16 & 0x0000_FFFF_0000_FFFF
        return (fours &* (10_000 &<< 32 &+ 1)) &>> 32
    }
}
