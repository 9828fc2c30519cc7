/// JSON as RFC 8259 writes it, read one byte after another into a tree: slow, and plainly right.
indirect enum ReferenceJSON: Equatable {
    case null
    case truth(Bool)
    case number([UInt8])
    case text([UInt8])
    case array([ReferenceJSON])
    case object([(key: [UInt8], value: ReferenceJSON)])

    enum Fault: Error { case syntax, depth }

    static func == (left: ReferenceJSON, right: ReferenceJSON) -> Bool {
        switch (left, right) {
        case (.null, .null): return true
        case (.truth(let a), .truth(let b)): return a == b
        case (.number(let a), .number(let b)): return a == b
        case (.text(let a), .text(let b)): return a == b
        case (.array(let a), .array(let b)): return a == b
        case (.object(let a), .object(let b)):
            return a.count == b.count && zip(a, b).allSatisfy { $0.key == $1.key && $0.1 == $1.1 }
        default: return false
        }
    }

    /// Reads a whole document.
    static func read(_ bytes: [UInt8]) throws(Fault) -> ReferenceJSON {
        var reader = Reader(bytes: bytes[...])
        let value = try reader.value(depth: 0)
        reader.space()
        guard reader.bytes.isEmpty else { throw .syntax }
        return value
    }

    /// The value at a path: of equal keys the last; nil if there is none on the way.
    func value(at path: ArraySlice<String>) -> ReferenceJSON? {
        guard let name = path.first else { return self }
        guard case .object(let members) = self else { return nil }
        let member = members.last { $0.key == Array(name.utf8) }
        return member?.value.value(at: path.dropFirst())
    }

    private struct Reader {
        var bytes: ArraySlice<UInt8>

        mutating func space() {
            while let byte = bytes.first, [0x20, 0x09, 0x0A, 0x0D].contains(byte) {
                bytes.removeFirst()
            }
        }

        mutating func take(_ text: String) -> Bool {
            guard bytes.starts(with: text.utf8) else { return false }
            bytes.removeFirst(text.utf8.count)
            return true
        }

        mutating func value(depth: Int) throws(Fault) -> ReferenceJSON {
            space()
            if take("null") { return .null }
            if take("true") { return .truth(true) }
            if take("false") { return .truth(false) }
            if take("\"") { return .text(try text()) }
            if take("[") { return try array(depth: depth + 1) }
            if take("{") { return try object(depth: depth + 1) }
            return .number(try number())
        }

        mutating func array(depth: Int) throws(Fault) -> ReferenceJSON {
            guard depth <= 32 else { throw .depth }
            var elements: [ReferenceJSON] = []
            space()
            if take("]") { return .array([]) }
            while true {
                elements.append(try value(depth: depth))
                space()
                if take("]") { return .array(elements) }
                guard take(",") else { throw .syntax }
            }
        }

        mutating func object(depth: Int) throws(Fault) -> ReferenceJSON {
            guard depth <= 32 else { throw .depth }
            var members: [(key: [UInt8], value: ReferenceJSON)] = []
            space()
            if take("}") { return .object([]) }
            while true {
                space()
                guard take("\"") else { throw .syntax }
                let key = try text()
                space()
                guard take(":") else { throw .syntax }
                members.append((key, try value(depth: depth)))
                space()
                if take("}") { return .object(members) }
                guard take(",") else { throw .syntax }
            }
        }

        mutating func number() throws(Fault) -> [UInt8] {
            let start = bytes
            _ = take("-")
            if !take("0") { guard digits() > 0 else { throw .syntax } }
            if take(".") { guard digits() > 0 else { throw .syntax } }
            if take("e") || take("E") {
                _ = take("+") || take("-")
                guard digits() > 0 else { throw .syntax }
            }
            return Array(start.prefix(start.count - bytes.count))
        }

        mutating func digits() -> Int {
            var count = 0
            while let byte = bytes.first, byte >= 0x30, byte <= 0x39 {
                bytes.removeFirst()
                count += 1
            }
            return count
        }

        /// The rest of a string behind its first quote, as UTF-8.
        mutating func text() throws(Fault) -> [UInt8] {
            var result: [UInt8] = []
            while true {
                guard let byte = bytes.popFirst(), byte >= 0x20 else { throw .syntax }
                if byte == UInt8(ascii: "\"") {
                    guard String(validating: result, as: UTF8.self) != nil else { throw .syntax }
                    return result
                }
                if byte == UInt8(ascii: "\\") {
                    // Raw bytes up to here are complete: an escape can't stand inside a character.
                    guard String(validating: result, as: UTF8.self) != nil else { throw .syntax }
                    result += try escape()
                } else {
                    result.append(byte)
                }
            }
        }

        mutating func escape() throws(Fault) -> [UInt8] {
            let names: [(String, UInt8)] = [
                ("\"", 0x22), ("\\", 0x5C), ("/", 0x2F), ("b", 8), ("f", 12), ("n", 10), ("r", 13),
                ("t", 9),
            ]
            for (name, byte) in names where take(name) { return [byte] }
            guard take("u") else { throw .syntax }
            var units = [try unit()]
            if units[0] >= 0xD800, units[0] < 0xDC00 {
                guard take("\\u") else { throw .syntax }
                units.append(try unit())
            }
            guard let text = String(validating: units, as: UTF16.self) else { throw .syntax }
            return Array(text.utf8)
        }

        mutating func unit() throws(Fault) -> UInt16 {
            let text = String(decoding: bytes.prefix(4), as: UTF8.self)
            guard text.utf8.count == 4, text.allSatisfy({ $0.isASCII && $0.isHexDigit }),
                let unit = UInt16(text, radix: 16)
            else { throw .syntax }
            bytes.removeFirst(4)
            return unit
        }
    }
}
