/// Splits rule text into tokens (cel-spec, "Syntax", lexical part).
struct Lexer {
    /// UTF-8 of the rule.
    let text: [UInt8]
    /// Next byte to read.
    var position = 0
    /// What was wrong so far.
    var diagnostics: [RuleDiagnostic] = []
    /// What was read so far, ending with `.end`.
    private(set) var tokens: [Token] = []

    /// Operators of two characters.
    private static let pairs = ["==", "!=", "<=", ">=", "&&", "||"]
    /// Operators and brackets of one character.
    private static let singles = Array("<>!+-*/%?:.,()[]{}".utf8)

    /// Reads all of `source`.
    init(_ source: String) {
        text = Array(source.utf8)
        while readToken() {}
        let end = SourceRange(offset: text.count, length: 0)
        tokens.append(Token(kind: .end, range: end))
    }

    /// The byte `distance` behind the position, 0 past the end.
    func peek(_ distance: Int = 0) -> UInt8 {
        position + distance < text.count ? text[position + distance] : 0
    }

    /// Reports an error at the bytes from `start` to the position.
    mutating func report(from start: Int, _ message: String, hint: String? = nil) {
        let range = SourceRange(offset: start, length: max(position - start, 1))
        diagnostics.append(RuleDiagnostic(range: range, message: message, hint: hint))
    }

    /// Reads one token; false at the end.
    private mutating func readToken() -> Bool {
        skipSpace()
        guard position < text.count else { return false }
        let start = position
        let kind: Token.Kind
        let byte = peek()
        if Self.isDigit(byte) || (byte == UInt8(ascii: ".") && Self.isDigit(peek(1))) {
            kind = number()
        } else if let literal = textLiteral() {
            kind = literal
        } else if Self.isLetter(byte) {
            while Self.isLetter(peek()) || Self.isDigit(peek()) { position += 1 }
            kind = .identifier(String(decoding: text[start..<position], as: UTF8.self))
        } else {
            kind = symbol()
        }
        let range = SourceRange(offset: start, length: position - start)
        tokens.append(Token(kind: kind, range: range))
        return true
    }

    /// Passes white space and `//` comments.
    private mutating func skipSpace() {
        while position < text.count {
            switch peek() {
            case UInt8(ascii: " "), 9, 10, 12, 13: position += 1
            case UInt8(ascii: "/") where peek(1) == UInt8(ascii: "/"):
                while position < text.count, peek() != 10 { position += 1 }
            default: return
            }
        }
    }

    /// Reads an operator or bracket.
    private mutating func symbol() -> Token.Kind {
        let start = position
        if let pair = Self.pairs.first(where: { $0.utf8.elementsEqual([peek(), peek(1)]) }) {
            position += 2
            return .symbol(pair)
        }
        if Self.singles.contains(peek()) {
            position += 1
            return .symbol(String(decoding: [text[start]], as: UTF8.self))
        }
        // The whole character, so that the message does not cut one in half.
        position += 1
        while peek() & 0xC0 == 0x80 { position += 1 }
        let character = String(decoding: text[start..<position], as: UTF8.self)
        if character == "=", peek() == UInt8(ascii: "<") || peek() == UInt8(ascii: ">") {
            let turned = peek() == UInt8(ascii: "<") ? "<=" : ">="
            position += 1
            let typed = String(decoding: text[start..<position], as: UTF8.self)
            report(from: start, "'\(typed)' is no operator", hint: "did you mean '\(turned)'?")
            return .symbol(turned)
        }
        switch character {
        case "=": report(from: start, "'=' is no operator", hint: "did you mean '=='?")
        case "&": report(from: start, "'&' is no operator", hint: "did you mean '&&'?")
        case "|": report(from: start, "'|' is no operator", hint: "did you mean '||'?")
        default: report(from: start, "unexpected character '\(character)'")
        }
        switch character {
        case "=": return .symbol("==")
        case "&": return .symbol("&&")
        case "|": return .symbol("||")
        default: return .invalid
        }
    }

    static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

    static func isLetter(_ byte: UInt8) -> Bool {
        (byte | 0x20) &- UInt8(ascii: "a") < 26 || byte == UInt8(ascii: "_")
    }
}
