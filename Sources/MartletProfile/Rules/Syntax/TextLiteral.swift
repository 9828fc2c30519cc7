/// Text literals: quotes, triple quotes, raw text and escapes (cel-spec, "String and Bytes
/// Values").
extension Lexer {
    /// Reads a text literal; nil if none begins here.
    mutating func textLiteral() -> Token.Kind? {
        let start = position
        let prefix = peek() | 0x20
        let isQuoteNext = Self.isQuote(peek(1))
        let isRaw = prefix == UInt8(ascii: "r") && isQuoteNext
        let isBytes =
            prefix == UInt8(ascii: "b")
            && (isQuoteNext || (peek(1) | 0x20 == UInt8(ascii: "r") && Self.isQuote(peek(2))))
        guard Self.isQuote(peek()) || isRaw || isBytes else { return nil }
        while !Self.isQuote(peek()) { position += 1 }
        let quote = peek()
        let isLong = peek(1) == quote && peek(2) == quote
        position += isLong ? 3 : 1
        var bytes: [UInt8] = []
        while true {
            guard position < text.count, isLong || (peek() != 10 && peek() != 13) else {
                report(from: start, "the text has no closing quote")
                return .invalid
            }
            if peek() == quote, !isLong || (peek(1) == quote && peek(2) == quote) {
                position += isLong ? 3 : 1
                break
            }
            if peek() == UInt8(ascii: "\\"), !isRaw {
                escape(into: &bytes)
            } else {
                bytes.append(peek())
                position += 1
            }
        }
        if isBytes {
            report(from: start, "bytes are not part of the rule language")
            return .invalid
        }
        return .string(String(decoding: bytes, as: UTF8.self))
    }

    /// Reads one escape sequence; a wrong one is reported and passed.
    private mutating func escape(into bytes: inout [UInt8]) {
        let start = position
        let byte = peek(1)
        position += position + 1 < text.count ? 2 : 1
        switch byte {
        case UInt8(ascii: "a"): bytes.append(7)
        case UInt8(ascii: "b"): bytes.append(8)
        case UInt8(ascii: "f"): bytes.append(12)
        case UInt8(ascii: "n"): bytes.append(10)
        case UInt8(ascii: "r"): bytes.append(13)
        case UInt8(ascii: "t"): bytes.append(9)
        case UInt8(ascii: "v"): bytes.append(11)
        case UInt8(ascii: "\\"), UInt8(ascii: "?"), UInt8(ascii: "\""), UInt8(ascii: "'"),
            UInt8(ascii: "`"):
            bytes.append(byte)
        case UInt8(ascii: "x"), UInt8(ascii: "X"): codePoint(start, digits: 2, 16, &bytes)
        case UInt8(ascii: "u"): codePoint(start, digits: 4, 16, &bytes)
        case UInt8(ascii: "U"): codePoint(start, digits: 8, 16, &bytes)
        case UInt8(ascii: "0")...UInt8(ascii: "3"):
            position -= 1
            codePoint(start, digits: 3, 8, &bytes)
        default:
            report(
                from: start, "unknown escape sequence",
                hint: "write '\\\\' for a backslash, or r\"...\" for raw text")
        }
    }

    /// Reads `digits` digits as a Unicode code point.
    private mutating func codePoint(
        _ start: Int, digits: Int, _ radix: Int, _ bytes: inout [UInt8]
    ) {
        let end = min(position + digits, text.count)
        let digitsText = String(decoding: text[position..<end], as: UTF8.self)
        guard digitsText.utf8.count == digits, digitsText.utf8.allSatisfy({ $0 != 0x2B }),
            let value = UInt32(digitsText, radix: radix), let scalar = Unicode.Scalar(value)
        else {
            report(
                from: start,
                "an escape needs \(digits) \(radix == 8 ? "octal" : "hexadecimal") digits"
                    + " of a Unicode code point")
            return
        }
        position = end
        bytes.append(contentsOf: Array(String(Character(scalar)).utf8))
    }

    private static func isQuote(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'")
    }
}
