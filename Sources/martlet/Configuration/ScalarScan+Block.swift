/// Literal and folded block scalars (YAML 1.2, section 8.1).
extension ScalarScan {
    /// Takes the block whose `|` or `>` stands at ``end``.
    ///
    /// Its indentation is that of its first line, or less if the header gives a number: then the
    /// first that yields `wanted` is taken.
    mutating func scanBlock(_ bytes: [UInt8], folds: Bool, wanted: [UInt8]) {
        var start = end
        while start < bytes.count, SourceText.breakLength(bytes, at: start) == 0 { start += 1 }
        start += SourceText.breakLength(bytes, at: start)
        let indentation = Self.indentation(of: bytes, from: start)
        for candidate in stride(from: indentation, through: 1, by: -1) {
            var attempt = self
            attempt.move(to: start)
            attempt.scanLines(bytes, folds: folds, indentation: candidate)
            attempt.truncate(to: wanted.count)
            if attempt.decoded == wanted {
                self = attempt
                return
            }
        }
    }

    /// Spaces before the first text from `offset` on.
    private static func indentation(of bytes: [UInt8], from offset: Int) -> Int {
        var index = offset
        var spaces = 0
        while index < bytes.count {
            let length = SourceText.breakLength(bytes, at: index)
            if bytes[index] == UInt8(ascii: " ") {
                spaces += 1
                index += 1
            } else if length > 0 {
                spaces = 0
                index += length
            } else {
                break
            }
        }
        return spaces
    }

    /// Takes lines until one is indented less; folds as libYAML does.
    private mutating func scanLines(_ bytes: [UInt8], folds: Bool, indentation: Int) {
        var leadingBreak: Int?
        var trailingBreaks: [Int] = []
        var wasBlank = false
        takeIndentation(bytes, indentation, &trailingBreaks)
        while end < bytes.count, isIndented(bytes, by: indentation) {
            let isBlank = Self.isBlank(bytes[end])
            if let place = leadingBreak {
                if folds, !wasBlank, !isBlank {
                    if trailingBreaks.isEmpty { append(UInt8(ascii: " "), from: place) }
                } else {
                    append(UInt8(ascii: "\n"), from: place)
                }
            }
            for place in trailingBreaks { append(UInt8(ascii: "\n"), from: place) }
            trailingBreaks = []
            wasBlank = isBlank
            while end < bytes.count, SourceText.breakLength(bytes, at: end) == 0 { take(bytes) }
            leadingBreak = end < bytes.count ? end : nil
            move(to: end + SourceText.breakLength(bytes, at: end))
            takeIndentation(bytes, indentation, &trailingBreaks)
        }
        if let place = leadingBreak { append(UInt8(ascii: "\n"), from: place) }
        for place in trailingBreaks { append(UInt8(ascii: "\n"), from: place) }
    }

    /// Whether the text at ``end`` stands at least `indentation` columns in.
    private func isIndented(_ bytes: [UInt8], by indentation: Int) -> Bool {
        guard end >= indentation else { return false }
        return bytes[(end - indentation)..<end].allSatisfy { $0 == UInt8(ascii: " ") }
    }

    /// Moves over empty lines, whose breaks it notes, and over the indentation of the next line.
    private mutating func takeIndentation(
        _ bytes: [UInt8], _ indentation: Int, _ breaks: inout [Int]
    ) {
        while end < bytes.count {
            var index = end
            while index < bytes.count, index - end < indentation, bytes[index] == UInt8(ascii: " ")
            {
                index += 1
            }
            let length = SourceText.breakLength(bytes, at: index)
            guard length > 0 else { return move(to: index) }
            breaks.append(index)
            move(to: index + length)
        }
    }
}
