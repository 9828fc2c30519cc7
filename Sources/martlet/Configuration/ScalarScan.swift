/// Which byte of the file each byte of a scalar's text came from.
///
/// The scalar is decoded a second time, from the file, with the rules of libYAML. What comes out is
/// compared with the text that the parser gave: only if they agree is a place inside it known.
struct ScalarScan {
    /// For each byte of the text the offset of the character in the file that stands for it.
    private(set) var origins: [Int] = []
    /// The offset behind the scalar's last character, its closing quote included.
    private(set) var end: Int

    private(set) var decoded: [UInt8] = []

    /// Finds `text`, which was written in `style` at `offset` of `source`; nil if it is not there.
    init?(_ text: String, _ style: SettingNode.Scalar.Style, at offset: Int, in source: SourceText)
    {
        let bytes = source.bytes
        end = Self.skipProperties(bytes, from: offset)
        let wanted = Array(text.utf8)
        switch style {
        case .plain: scanPlain(bytes, count: wanted.count)
        case .singleQuoted: scanSingleQuoted(bytes)
        case .doubleQuoted: scanDoubleQuoted(bytes)
        case .literal, .folded: scanBlock(bytes, folds: style == .folded, wanted: wanted)
        case .untyped: return nil
        }
        guard decoded == wanted else { return nil }
    }

    /// The place in the file of `range` (UTF-8 offsets) of a scalar's text that stands at `origin`;
    /// the start of the scalar if the place can't be told exactly.
    static func span(
        of range: Range<Int>, in scalar: SettingNode.Scalar, at origin: SourceSpan,
        in source: SourceText
    ) -> SourceSpan {
        let offset = source.offset(of: origin.start)
        guard let scan = ScalarScan(scalar.text, scalar.style, at: offset, in: source),
            range.lowerBound >= 0, range.lowerBound <= scan.origins.count
        else { return SourceSpan(start: origin.start) }
        guard range.lowerBound < scan.origins.count else {
            let behind = scan.origins.last.map {
                $0 + SourceText.width(ofLeadByte: source.bytes[$0])
            }
            return source.span(of: (behind ?? scan.end)..<(behind ?? scan.end) + 1)
        }
        let first = scan.origins[range.lowerBound]
        let lastIndex = min(max(range.upperBound, range.lowerBound + 1), scan.origins.count) - 1
        let last = scan.origins[lastIndex]
        var end = last + SourceText.width(ofLeadByte: source.bytes[last])
        if source.bytes[last] == UInt8(ascii: "\\") || source.bytes[last] == UInt8(ascii: "'") {
            // An escape sequence goes as far as what comes behind it.
            end = lastIndex + 1 < scan.origins.count ? scan.origins[lastIndex + 1] : scan.end - 1
        }
        return source.span(of: first..<max(first + 1, end))
    }

    /// The place in the file of a whole scalar, quotes included, as far as its first line goes.
    static func span(
        of text: String, _ style: SettingNode.Scalar.Style, at position: SourcePosition,
        in source: SourceText
    ) -> SourceSpan {
        let offset = source.offset(of: position)
        guard style != .literal, style != .folded,
            let scan = ScalarScan(text, style, at: offset, in: source)
        else { return SourceSpan(start: position) }
        return SourceSpan(start: position, length: source.span(of: offset..<scan.end).length)
    }

    /// The offset behind anchors and tags (`&name`, `!tag`) at `offset`.
    static func skipProperties(_ bytes: [UInt8], from offset: Int) -> Int {
        var index = offset
        while index < bytes.count,
            bytes[index] == UInt8(ascii: "&") || bytes[index] == UInt8(ascii: "!")
        {
            while index < bytes.count, bytes[index] > UInt8(ascii: " ") { index += 1 }
            while index < bytes.count, bytes[index] <= UInt8(ascii: " ") { index += 1 }
        }
        return index
    }
}

extension ScalarScan {
    /// Appends one byte of text that stands for the character at `origin`.
    mutating func append(_ byte: UInt8, from origin: Int) {
        decoded.append(byte)
        origins.append(origin)
    }

    /// Appends `text`, all of which stands for the characters at `origin`.
    mutating func append(_ text: some Sequence<UInt8>, from origin: Int) {
        for byte in text { append(byte, from: origin) }
    }

    /// Drops what is behind the first `count` bytes of the text.
    mutating func truncate(to count: Int) {
        decoded.removeLast(max(0, decoded.count - count))
        origins.removeLast(max(0, origins.count - count))
    }

    /// Moves on, also past the end; the scanner never moves back.
    mutating func move(to offset: Int) { end = offset }

    /// Takes the character at ``end`` as it is.
    mutating func take(_ bytes: [UInt8]) {
        let start = end
        end = min(start + SourceText.width(ofLeadByte: bytes[start]), bytes.count)
        append(bytes[start..<end], from: start)
    }
}
