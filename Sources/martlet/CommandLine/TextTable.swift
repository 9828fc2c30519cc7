/// Rows of texts in columns as wide as their widest text.
struct TextTable {
    /// The first row is the head.
    private var rows: [[String]]

    init(_ head: [String]) { rows = [head] }

    /// Adds a row with as many texts as the head has.
    mutating func append(_ row: [String]) { rows.append(row) }

    /// Whether there is nothing but the head.
    var isEmpty: Bool { rows.count < 2 }

    /// The table, each line with `indent` spaces before it; empty texts are shown as `-`.
    func text(indent: Int = 0) -> String {
        let widths = rows[0].indices.map { column in
            rows.map { Self.width(Self.shown($0[column])) }.max() ?? 0
        }
        let margin = String(repeating: " ", count: indent)
        return rows.map { row in
            let cells = row.enumerated().map { column, text in
                column == row.count - 1
                    ? Self.shown(text) : Self.padded(Self.shown(text), to: widths[column])
            }
            return margin + cells.joined(separator: "  ") + "\n"
        }.joined()
    }

    /// `text` with spaces up to `width` columns.
    static func padded(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - self.width(text)))
    }

    private static func shown(_ text: String) -> String { text.isEmpty ? "-" : text }

    private static func width(_ text: String) -> Int {
        text.unicodeScalars.reduce(0) { $0 + DisplayWidth.of($1) }
    }
}
