/// Plain and quoted scalars (YAML 1.2, sections 7.3 and 6.5).
extension ScalarScan {
    /// Plain text ends where all of its `count` bytes are found: the parser has seen to the rest.
    mutating func scanPlain(_ bytes: [UInt8], count: Int) {
        while decoded.count < count, end < bytes.count {
            if !takeBlanks(bytes) { take(bytes) }
        }
    }

    mutating func scanSingleQuoted(_ bytes: [UInt8]) {
        let quote = UInt8(ascii: "'")
        guard end < bytes.count, bytes[end] == quote else { return }
        move(to: end + 1)
        while end < bytes.count {
            if bytes[end] == quote {
                guard end + 1 < bytes.count, bytes[end + 1] == quote else {
                    move(to: end + 1)
                    return
                }
                append(quote, from: end)
                move(to: end + 2)
            } else if !takeBlanks(bytes) {
                take(bytes)
            }
        }
    }

    mutating func scanDoubleQuoted(_ bytes: [UInt8]) {
        guard end < bytes.count, bytes[end] == UInt8(ascii: "\"") else { return }
        move(to: end + 1)
        while end < bytes.count {
            switch bytes[end] {
            case UInt8(ascii: "\""):
                move(to: end + 1)
                return
            case UInt8(ascii: "\\"): takeEscape(bytes)
            default: if !takeBlanks(bytes) { take(bytes) }
            }
        }
    }

    /// Takes white space and folds line breaks: one becomes a space, of more the first is dropped.
    ///
    /// - Returns: Whether there was any white space.
    private mutating func takeBlanks(_ bytes: [UInt8]) -> Bool {
        let start = end
        var index = end
        while index < bytes.count, Self.isBlank(bytes[index]) { index += 1 }
        guard SourceText.breakLength(bytes, at: index) > 0 else {
            append(bytes: bytes, start..<index)
            return index > start
        }
        takeBreaks(bytes, from: index, isJoined: false)
        return true
    }

    private mutating func append(bytes: [UInt8], _ range: Range<Int>) {
        for index in range { append(bytes[index], from: index) }
        move(to: range.upperBound)
    }

    /// Takes the line breaks from `offset` on and the indentation of the next text.
    ///
    /// - Parameters:
    ///   - bytes: The file.
    ///   - offset: Where the first line break stands.
    ///   - isJoined: Whether the first break stands for nothing (behind a backslash).
    private mutating func takeBreaks(_ bytes: [UInt8], from offset: Int, isJoined: Bool) {
        var index = offset
        var breaks: [Int] = []
        while index < bytes.count {
            let length = SourceText.breakLength(bytes, at: index)
            if length > 0 {
                breaks.append(index)
                index += length
            } else if Self.isBlank(bytes[index]) {
                index += 1
            } else {
                break
            }
        }
        if breaks.count == 1, !isJoined { append(UInt8(ascii: " "), from: breaks[0]) }
        for place in breaks.dropFirst() { append(UInt8(ascii: "\n"), from: place) }
        move(to: index)
    }

    /// Takes an escape sequence of a double-quoted scalar (YAML 1.2, section 5.7).
    private mutating func takeEscape(_ bytes: [UInt8]) {
        let start = end
        guard start + 1 < bytes.count else { return move(to: bytes.count) }
        if SourceText.breakLength(bytes, at: start + 1) > 0 {
            return takeBreaks(bytes, from: start + 1, isJoined: true)
        }
        let digits: Int
        switch bytes[start + 1] {
        case UInt8(ascii: "x"): digits = 2
        case UInt8(ascii: "u"): digits = 4
        case UInt8(ascii: "U"): digits = 8
        default:
            append(Self.meaning(ofEscape: bytes[start + 1]).utf8, from: start)
            return move(to: start + 2)
        }
        let last = min(start + 2 + digits, bytes.count)
        let code = UInt32(String(decoding: bytes[(start + 2)..<last], as: UTF8.self), radix: 16)
        if let scalar = code.flatMap(Unicode.Scalar.init) {
            append(String(scalar).utf8, from: start)
        }
        move(to: last)
    }

    private static func meaning(ofEscape byte: UInt8) -> String {
        let named: [UInt8: String] = [
            UInt8(ascii: "0"): "\0", UInt8(ascii: "a"): "\u{7}", UInt8(ascii: "b"): "\u{8}",
            UInt8(ascii: "t"): "\t", UInt8(ascii: "n"): "\n", UInt8(ascii: "v"): "\u{B}",
            UInt8(ascii: "f"): "\u{C}", UInt8(ascii: "r"): "\r", UInt8(ascii: "e"): "\u{1B}",
            UInt8(ascii: "N"): "\u{85}", UInt8(ascii: "_"): "\u{A0}", UInt8(ascii: "L"): "\u{2028}",
            UInt8(ascii: "P"): "\u{2029}",
        ]
        return named[byte] ?? String(Unicode.Scalar(byte))
    }

    /// Whether `byte` is white space inside a line.
    static func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
    }
}
