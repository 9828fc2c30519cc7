/// One line of the terminal: pieces of text, some of them set off.
struct TerminalLine: Sendable, Equatable {
    /// How a piece is set off, where the terminal may show it.
    enum Style: String, Sendable {
        case plain = ""
        case bold = "1"
        case dim = "2"
        case red = "31"
        case green = "32"
        case cyan = "36"
    }

    private struct Piece: Sendable, Equatable {
        var text: String
        var style: Style
    }

    private var pieces: [Piece] = []
    /// Columns taken.
    private(set) var width = 0

    /// Makes a line of one piece.
    init(_ text: String = "", _ style: Style = .plain) { append(text, style) }

    /// Appends text; what could steer a terminal is shown as a middle dot.
    mutating func append(_ text: String, _ style: Style = .plain) {
        guard !text.isEmpty else { return }
        let safe = String(text.map { Self.isControl($0) ? "\u{B7}" : $0 })
        pieces.append(Piece(text: safe, style: style))
        width += Self.columns(safe)
    }

    /// Appends text in a field of `columns`, cut with an ellipsis or filled up.
    mutating func append(
        _ text: String, columns: Int, alignedRight: Bool = false, _ style: Style = .plain
    ) {
        let cut = Self.cut(text, to: columns)
        let filling = String(repeating: " ", count: max(0, columns - Self.columns(cut)))
        append(alignedRight ? filling + cut : cut + filling, style)
    }

    /// Fills up with blanks so that the next piece begins at `column`.
    mutating func pad(to column: Int) {
        append(String(repeating: " ", count: max(0, column - width)))
    }

    /// The line cut to `columns`, with escape sequences if `isColoured`.
    func text(columns: Int, isColoured: Bool) -> String {
        var left = columns
        var result = ""
        let isTooLong = width > columns
        for piece in pieces where left > 0 {
            let fits = Self.columns(piece.text) < left || !isTooLong
            let text = fits ? piece.text : Self.cut(piece.text + " ", to: left)
            left -= Self.columns(text)
            let isStyled = isColoured && piece.style != .plain
            result += isStyled ? "\u{1B}[\(piece.style.rawValue)m\(text)\u{1B}[0m" : text
        }
        while result.hasSuffix(" ") { result.removeLast() }
        return result
    }

    /// Columns that a terminal gives a text: two for wide East Asian characters and pictures.
    static func columns(_ text: String) -> Int { text.reduce(0) { $0 + columns($1) } }

    private static func columns(_ character: Character) -> Int {
        guard let scalar = character.unicodeScalars.first, scalar.value >= 0x300 else { return 1 }
        if scalar.properties.isEmojiPresentation { return 2 }
        switch scalar.value {
        case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
            0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x20000...0x3FFFD:
            return 2
        default:
            let isMark = scalar.properties.generalCategory == .nonspacingMark
            return isMark || scalar.properties.isDefaultIgnorableCodePoint ? 0 : 1
        }
    }

    private static func isControl(_ character: Character) -> Bool {
        character.unicodeScalars.contains {
            $0.properties.generalCategory == .control || (0x202A...0x202E).contains($0.value)
                || (0x2066...0x2069).contains($0.value)
        }
    }

    private static func cut(_ text: String, to columns: Int) -> String {
        guard self.columns(text) > columns else { return text }
        var result = ""
        var left = columns - 1
        for character in text {
            left -= self.columns(character)
            if left < 0 { break }
            result.append(character)
        }
        return columns > 0 ? result + "\u{2026}" : ""
    }
}
