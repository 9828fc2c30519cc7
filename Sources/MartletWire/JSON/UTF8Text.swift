/// UTF-8 as of RFC 3629, section 4: no overlong forms, no surrogates, nothing past U+10FFFF.
public enum UTF8Text {
    /// Whether all of `bytes` is UTF-8.
    public static func isValid(_ bytes: Span<UInt8>) -> Bool {
        let padded = PaddedBytes(bytes)
        let text = padded.text
        var index = 0
        while index < text.count {
            index = text.endOfPlainText(from: index)
            guard index < text.count else { return true }
            let length = text.byte(at: index) < 0x80 ? 1 : sequenceLength(text, index)
            guard length > 0 else { return false }
            index += length
        }
        return true
    }

    /// Bytes of the sequence at `index` of a character that is not ASCII; 0 if it is malformed.
    @inline(__always)
    static func sequenceLength(_ text: JSONText, _ index: Int) -> Int {
        let first = text.byte(at: index)
        guard first >= 0xC2 else { return 0 }
        let second = text.byte(at: index &+ 1)
        switch first {
        case 0xC2...0xDF: return isTail(second) ? 2 : 0
        case 0xE0...0xEF:
            // Not overlong (from 0xE0 0xA0), no surrogate (up to 0xED 0x9F).
            let low: UInt8 = first == 0xE0 ? 0xA0 : 0x80
            let top: UInt8 = first == 0xED ? 0x9F : 0xBF
            guard second >= low, second <= top else { return 0 }
            return isTail(text.byte(at: index &+ 2)) ? 3 : 0
        case 0xF0...0xF4:
            // Not overlong (from 0xF0 0x90), not past U+10FFFF (up to 0xF4 0x8F).
            let low: UInt8 = first == 0xF0 ? 0x90 : 0x80
            let top: UInt8 = first == 0xF4 ? 0x8F : 0xBF
            guard second >= low, second <= top, isTail(text.byte(at: index &+ 2)) else { return 0 }
            return isTail(text.byte(at: index &+ 3)) ? 4 : 0
        default: return 0
        }
    }

    @inline(__always)
    private static func isTail(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }

    /// Appends a scalar value.
    static func append(_ scalar: UInt32, to output: inout OutputSpan<UInt8>) {
        guard scalar >= 0x80 else {
            output.append(UInt8(scalar))
            return
        }
        let tails = scalar < 0x800 ? 1 : scalar < 0x1_0000 ? 2 : 3
        let lead: UInt32 = tails == 1 ? 0xC0 : tails == 2 ? 0xE0 : 0xF0
        output.append(UInt8(lead | scalar >> UInt32(6 * tails)))
        for index in stride(from: tails - 1, through: 0, by: -1) {
            output.append(UInt8(0x80 | scalar >> UInt32(6 * index) & 0x3F))
        }
    }
}
