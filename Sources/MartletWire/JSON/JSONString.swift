/// The contents of strings: RFC 8259, section 7.
enum JSONString {
    /// The closing quote of a string that is plain up to `start`; where it is wrong is below zero.
    ///
    /// `~position` of the first byte that no string may hold, or of the end of the text.
    @inline(never)
    static func end(of text: JSONText, from start: Int, hasEscapes: inout Bool) -> Int {
        var index = start
        while true {
            index = text.endOfPlainText(from: index)
            let byte = text.byte(at: index)
            let length: Int
            if byte == UInt8(ascii: "\"") {
                return index
            } else if byte == UInt8(ascii: "\\") {
                hasEscapes = true
                length = escapeLength(text, index)
            } else {
                length = UTF8Text.sequenceLength(text, index)
            }
            guard length > 0 else { return ~index }
            index &+= length
        }
    }

    /// Bytes of the escape at `index`, 2, 6 or 12 (a surrogate pair); 0 if it is malformed.
    private static func escapeLength(_ text: JSONText, _ index: Int) -> Int {
        let letter = text.byte(at: index &+ 1)
        if letter != UInt8(ascii: "u") { return simple(letter) == 0 ? 0 : 2 }
        guard let unit = codeUnit(text, index) else { return 0 }
        guard unit & 0xF800 == 0xD800 else { return 6 }
        guard unit < 0xDC00, let low = codeUnit(text, index &+ 6), low & 0xFC00 == 0xDC00 else {
            return 0
        }
        return 12
    }

    /// The character that a backslash and `letter` stand for; 0 if there is none.
    private static func simple(_ letter: UInt8) -> UInt8 {
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return letter
        case UInt8(ascii: "b"): return 0x08
        case UInt8(ascii: "f"): return 0x0C
        case UInt8(ascii: "n"): return 0x0A
        case UInt8(ascii: "r"): return 0x0D
        case UInt8(ascii: "t"): return 0x09
        default: return 0
        }
    }

    /// The UTF-16 code unit of the `\uXXXX` at `index`.
    private static func codeUnit(_ text: JSONText, _ index: Int) -> UInt32? {
        guard text.byte(at: index) == UInt8(ascii: "\\"),
            text.byte(at: index &+ 1) == UInt8(ascii: "u")
        else { return nil }
        var unit: UInt32 = 0
        for offset in 2..<6 {
            let byte = text.byte(at: index &+ offset)
            let letter = (byte | 0x20) &- UInt8(ascii: "a")
            if byte &- UInt8(ascii: "0") < 10 {
                unit = unit &<< 4 | UInt32(byte &- UInt8(ascii: "0"))
            } else if letter < 6 {
                unit = unit &<< 4 | UInt32(letter &+ 10)
            } else {
                return nil
            }
        }
        return unit
    }

    /// The text that `range`, which ``end(of:from:hasEscapes:)`` found good, stands for.
    static func unescaped(_ text: JSONText, _ range: Range<Int>) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(addingCapacity: range.count) { appendUnescaped(text, range, to: &$0) }
        return bytes
    }

    /// Appends the text that `range` stands for, which takes no more room than it does itself.
    @inline(never)
    static func appendUnescaped(
        _ text: JSONText, _ range: Range<Int>, to output: inout OutputSpan<UInt8>
    ) {
        var index = range.lowerBound
        while index < range.upperBound {
            let byte = text.byte(at: index)
            if byte != UInt8(ascii: "\\") {
                output.append(byte)
                index &+= 1
            } else if text.byte(at: index &+ 1) != UInt8(ascii: "u") {
                output.append(simple(text.byte(at: index &+ 1)))
                index &+= 2
            } else {
                let unit = codeUnit(text, index) ?? 0
                let isPair = unit & 0xF800 == 0xD800
                let low = isPair ? codeUnit(text, index &+ 6) ?? 0 : 0
                let scalar = isPair ? 0x1_0000 &+ (unit & 0x3FF) &<< 10 &+ (low & 0x3FF) : unit
                UTF8Text.append(scalar, to: &output)
                index &+= isPair ? 12 : 6
            }
        }
    }
}
