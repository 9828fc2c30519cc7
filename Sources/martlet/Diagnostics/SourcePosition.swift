/// A place in a text, as editors count: both numbers start at 1.
struct SourcePosition: Hashable, Comparable, Sendable {
    /// Line.
    var line: Int
    /// Column in Unicode scalars, as libYAML counts.
    var column: Int

    static func < (left: SourcePosition, right: SourcePosition) -> Bool {
        (left.line, left.column) < (right.line, right.column)
    }
}

/// A stretch of one line.
struct SourceSpan: Hashable, Sendable {
    /// Where it starts.
    var start: SourcePosition
    /// Columns it covers, at least 1.
    var length: Int

    init(start: SourcePosition, length: Int = 1) {
        self.start = start
        self.length = max(1, length)
    }

    init(line: Int, column: Int, length: Int = 1) {
        self.init(start: SourcePosition(line: line, column: column), length: length)
    }
}
