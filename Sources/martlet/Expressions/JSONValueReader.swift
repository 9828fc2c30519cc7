import MartletProfile

/// Reads JSON (RFC 8259) as a value of the rule language.
///
/// A number without fraction and exponent that fits 64 bits is an int, every other one a double.
struct JSONValueReader {
    /// Why a text is not JSON, and where.
    struct Mistake: Error, Equatable {
        /// Byte at which it shows.
        var offset: Int
        /// What is wrong.
        var message: String
    }

    /// Most lists and objects inside one another.
    private static let deepest = 64

    private let bytes: [UInt8]
    private var index = 0

    /// Reads `text`, all of which must be one value.
    ///
    /// - Throws: ``Mistake``, the first one.
    static func read(_ text: String) throws(Mistake) -> Value {
        var reader = JSONValueReader(bytes: Array(text.utf8))
        let value = try reader.value(depth: 0)
        reader.skipSpace()
        guard reader.peek == nil else {
            throw reader.mistake("there is something behind the value")
        }
        return value
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private var peek: UInt8? { index < bytes.count ? bytes[index] : nil }

    private func mistake(_ message: String, at offset: Int? = nil) -> Mistake {
        Mistake(offset: offset ?? index, message: message)
    }

    private mutating func skipSpace() {
        while let byte = peek, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { index += 1 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard peek == byte else { return false }
        index += 1
        return true
    }

    private mutating func value(depth: Int) throws(Mistake) -> Value {
        skipSpace()
        guard depth <= Self.deepest else { throw mistake("it is nested too deeply") }
        switch peek {
        case nil: throw mistake("a value is missing")
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try list(depth: depth)
        case UInt8(ascii: "\""): return .string(try text())
        default: break
        }
        for (word, value) in [("true", Value.bool(true)), ("false", .bool(false)), ("null", .null)]
        where bytes[index...].starts(with: word.utf8) {
            index += word.utf8.count
            return value
        }
        return try number()
    }

    private mutating func list(depth: Int) throws(Mistake) -> Value {
        index += 1
        var values: [Value] = []
        skipSpace()
        if take(UInt8(ascii: "]")) { return .list([]) }
        repeat {
            values.append(try value(depth: depth + 1))
            skipSpace()
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "]")) else { throw mistake("',' or ']' is missing") }
        return .list(values)
    }

    private mutating func object(depth: Int) throws(Mistake) -> Value {
        index += 1
        var entries: [String: Value] = [:]
        skipSpace()
        if take(UInt8(ascii: "}")) { return .map([:]) }
        repeat {
            skipSpace()
            let start = index
            guard peek == UInt8(ascii: "\"") else { throw mistake("a name in quotes is missing") }
            let name = try text()
            skipSpace()
            guard take(UInt8(ascii: ":")) else { throw mistake("':' is missing") }
            let value = try value(depth: depth + 1)
            guard entries.updateValue(value, forKey: name) == nil else {
                throw mistake("the name is there twice", at: start)
            }
            skipSpace()
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "}")) else { throw mistake("',' or '}' is missing") }
        return .map(entries)
    }
}

extension JSONValueReader {
    /// The text in quotes at ``index``.
    private mutating func text() throws(Mistake) -> String {
        let start = index
        index += 1
        var text: [UInt8] = []
        while let byte = peek, byte != UInt8(ascii: "\"") {
            guard byte >= 0x20 else { throw mistake("a control character needs an escape") }
            if byte == UInt8(ascii: "\\") {
                try escape(&text)
            } else {
                text.append(byte)
                index += 1
            }
        }
        guard take(UInt8(ascii: "\"")) else { throw mistake("the text has no end", at: start) }
        return String(decoding: text, as: UTF8.self)
    }

    private mutating func escape(_ text: inout [UInt8]) throws(Mistake) {
        let start = index
        index += 1
        let plain: [Character: UInt8] = [
            "\"": 0x22, "\\": 0x5C, "/": 0x2F, "b": 0x08, "f": 0x0C, "n": 0x0A, "r": 0x0D,
            "t": 0x09,
        ]
        let name = peek.map { Character(Unicode.Scalar($0)) }
        index += 1
        if let byte = name.flatMap({ plain[$0] }) {
            text.append(byte)
            return
        }
        guard name == "u", var code = hexadecimal() else {
            throw mistake("there is no such escape", at: start)
        }
        if 0xD800..<0xDC00 ~= code, take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")),
            let low = hexadecimal(), 0xDC00..<0xE000 ~= low
        {
            code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
        }
        guard let scalar = Unicode.Scalar(code) else {
            throw mistake("the escape is half a character", at: start)
        }
        text += Array(String(Character(scalar)).utf8)
    }

    /// Four hexadecimal digits.
    private mutating func hexadecimal() -> UInt32? {
        guard index + 4 <= bytes.count else { return nil }
        let digits = bytes[index..<index + 4]
        guard digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }) else { return nil }
        index += 4
        return UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
    }

    private mutating func number() throws(Mistake) -> Value {
        let start = index
        _ = take(UInt8(ascii: "-"))
        let first = peek
        let count = digits()
        guard count > 0, count == 1 || first != UInt8(ascii: "0") else {
            throw mistake("this is no JSON value", at: start)
        }
        var isWhole = true
        if take(UInt8(ascii: ".")) {
            isWhole = false
            guard digits() > 0 else { throw mistake("a digit is missing") }
        }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            isWhole = false
            if !take(UInt8(ascii: "-")) { _ = take(UInt8(ascii: "+")) }
            guard digits() > 0 else { throw mistake("a digit is missing") }
        }
        let text = String(decoding: bytes[start..<index], as: UTF8.self)
        if isWhole, let number = Int64(text) { return .int(number) }
        guard let number = Double(text), number.isFinite else {
            throw mistake("the number is out of range", at: start)
        }
        return .double(number)
    }

    private mutating func digits() -> Int {
        let start = index
        while let byte = peek, byte &- UInt8(ascii: "0") < 10 { index += 1 }
        return index - start
    }
}
