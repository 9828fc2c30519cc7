/// Number literals: `12`, `0x1F`, `1.5`, `.5`, `1e-3` (cel-spec, "Syntax").
extension Lexer {
    /// Reads a number at a digit or a point.
    mutating func number() -> Token.Kind {
        let start = position
        if peek() == UInt8(ascii: "0"), peek(1) | 0x20 == UInt8(ascii: "x") {
            position += 2
            return integer(from: start, radix: 16)
        }
        skipDigits()
        var isDouble = false
        if peek() == UInt8(ascii: "."), Self.isDigit(peek(1)) {
            isDouble = true
            position += 1
            skipDigits()
        }
        if peek() | 0x20 == UInt8(ascii: "e") {
            let sign = peek(1) == UInt8(ascii: "+") || peek(1) == UInt8(ascii: "-") ? 1 : 0
            if Self.isDigit(peek(1 + sign)) {
                isDouble = true
                position += 1 + sign
                skipDigits()
            }
        }
        guard isDouble else {
            position = start
            return integer(from: start, radix: 10)
        }
        let digits = String(decoding: text[start..<position], as: UTF8.self)
        guard hasEnded(from: start), let value = Double(digits) else { return .invalid }
        return .double(value)
    }

    /// Reads the digits of an integer.
    private mutating func integer(from start: Int, radix: Int) -> Token.Kind {
        let first = position
        while Self.isDigit(peek()) || (radix == 16 && (peek() | 0x20) &- UInt8(ascii: "a") < 6) {
            position += 1
        }
        let digits = String(decoding: text[first..<position], as: UTF8.self)
        guard hasEnded(from: start) else { return .invalid }
        guard let value = UInt64(digits, radix: radix), value <= 1 << 63 else {
            report(
                from: start,
                digits.isEmpty ? "a hexadecimal number needs digits" : "integer out of range")
            return .invalid
        }
        return .int(value)
    }

    private mutating func skipDigits() {
        while Self.isDigit(peek()) { position += 1 }
    }

    /// Whether no letter follows; otherwise that is reported and passed.
    private mutating func hasEnded(from start: Int) -> Bool {
        guard Self.isLetter(peek()) else { return true }
        let end = position
        while Self.isLetter(peek()) || Self.isDigit(peek()) { position += 1 }
        let suffix = String(decoding: text[end..<position], as: UTF8.self)
        let whole = String(decoding: text[start..<position], as: UTF8.self)
        var hint: String?
        if suffix == "u" || suffix == "U" {
            hint = "unsigned integers are not part of the rule language"
        } else if ["d", "h", "m", "s", "ms"].contains(suffix) {
            hint = "a length of time is duration(\"\(whole)\"); days_since() gives a plain number"
        }
        report(from: start, "malformed number", hint: hint)
        return false
    }
}
