/// A text that diagnostics point into, with its lines found once.
///
/// Lines end where YAML 1.1 ends them (LF, CR, CRLF, NEL, LS, PS), so that libYAML's marks fit.
struct SourceText: Sendable, CustomStringConvertible, CustomReflectable {
    /// One line.
    struct Line: Sendable {
        /// Bytes of the line without its break.
        var bytes: Range<Int>
        /// Whether every character is one byte, so that columns are bytes.
        var isASCII: Bool
    }

    /// What messages call the text: the path of a file as the user wrote it.
    let name: String
    /// The text.
    let bytes: [UInt8]
    /// Its lines; at least one.
    let lines: [Line]

    /// Finds the lines of `text`, which costs one pass.
    init(name: String, text: String) {
        self.name = name
        bytes = Array(text.utf8)
        lines = Self.lines(of: bytes)
    }

    /// The byte at which a position stands; clamped to the end of its line.
    func offset(of position: SourcePosition) -> Int {
        guard position.line >= 1 else { return 0 }
        guard position.line <= lines.count else { return bytes.count }
        let line = lines[position.line - 1]
        if line.isASCII {
            return min(line.bytes.lowerBound + position.column - 1, line.bytes.upperBound)
        }
        var offset = line.bytes.lowerBound
        var column = 1
        while column < position.column, offset < line.bytes.upperBound {
            offset += Self.width(ofLeadByte: bytes[offset])
            column += 1
        }
        return min(offset, line.bytes.upperBound)
    }

    /// The position of a byte.
    func position(of offset: Int) -> SourcePosition {
        var low = 0
        var high = lines.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if lines[middle].bytes.lowerBound <= offset { low = middle } else { high = middle }
        }
        let line = lines[low]
        let end = min(max(offset, line.bytes.lowerBound), line.bytes.upperBound)
        return SourcePosition(line: low + 1, column: 1 + columns(line.bytes.lowerBound..<end))
    }

    /// The span of `range`, cut off at the end of its first line.
    func span(of range: Range<Int>) -> SourceSpan {
        let start = position(of: range.lowerBound)
        let line = lines[start.line - 1].bytes
        let end = min(max(range.upperBound, range.lowerBound), line.upperBound)
        let from = min(range.lowerBound, end)
        return SourceSpan(start: start, length: columns(from..<end))
    }

    /// A line's text, lines counted from 1; empty past the end.
    func text(ofLine number: Int) -> String {
        guard number >= 1, number <= lines.count else { return "" }
        return String(decoding: bytes[lines[number - 1].bytes], as: UTF8.self)
    }

    /// Number of Unicode scalars in `range`.
    private func columns(_ range: Range<Int>) -> Int {
        var count = 0
        for index in range where bytes[index] & 0xC0 != 0x80 { count += 1 }
        return count
    }

    /// Bytes of the character that begins with `byte`.
    static func width(ofLeadByte byte: UInt8) -> Int {
        switch byte {
        case ..<0xC0: 1
        case ..<0xE0: 2
        case ..<0xF0: 3
        default: 4
        }
    }

    /// Bytes of the line break at `offset`; 0 if there is none.
    static func breakLength(_ bytes: [UInt8], at offset: Int) -> Int {
        func byte(_ distance: Int) -> UInt8? {
            offset + distance < bytes.count ? bytes[offset + distance] : nil
        }
        switch byte(0) {
        case UInt8(ascii: "\n"): return 1
        case UInt8(ascii: "\r"): return byte(1) == UInt8(ascii: "\n") ? 2 : 1
        case 0xC2: return byte(1) == 0x85 ? 2 : 0
        case 0xE2: return byte(1) == 0x80 && (byte(2) == 0xA8 || byte(2) == 0xA9) ? 3 : 0
        default: return 0
        }
    }

    /// The name only: the text may hold secrets.
    var description: String { name }
    var customMirror: Mirror { Mirror(reflecting: name) }

    private static func lines(of bytes: [UInt8]) -> [Line] {
        var lines: [Line] = []
        var start = 0
        var isASCII = true
        var offset = 0
        while offset < bytes.count {
            let length = breakLength(bytes, at: offset)
            if length > 0 {
                lines.append(Line(bytes: start..<offset, isASCII: isASCII))
                offset += length
                start = offset
                isASCII = true
            } else {
                if bytes[offset] >= 0x80 { isASCII = false }
                offset += 1
            }
        }
        lines.append(Line(bytes: start..<bytes.count, isASCII: isASCII))
        return lines
    }
}
