/// Turns diagnostics into text: place, message, the line, and a caret under what is meant.
struct DiagnosticRenderer: Sendable {
    /// Whether to use ANSI colours.
    var isColored: Bool
    /// The texts that diagnostics point into, found by their names.
    var sources: [SourceText]

    /// Characters of a line that are shown at most.
    private static let longestLine = 160

    init(isColored: Bool = false, sources: [SourceText] = []) {
        self.isColored = isColored
        self.sources = sources
    }

    /// All of `diagnostics` in order of position, and their number if there is more than one.
    func render(_ diagnostics: [Diagnostic]) -> String {
        let ordered = diagnostics.ordered()
        var text = ordered.map(render).joined()
        if ordered.count > 1 { text += Self.count(ordered) + "\n" }
        return text
    }

    /// One diagnostic, ending with a line break.
    func render(_ diagnostic: Diagnostic) -> String {
        var place = diagnostic.subject
        if let start = diagnostic.span?.start { place += ":\(start.line):\(start.column)" }
        let severity = paint(diagnostic.severity.rawValue + ":", color(of: diagnostic.severity))
        var text = "\(paint(place + ":", "1")) \(severity) \(diagnostic.summary)\n"
        if let span = diagnostic.span,
            let source = sources.first(where: { $0.name == diagnostic.subject })
        {
            text += snippet(span, in: source, color(of: diagnostic.severity))
        }
        return text
    }

    /// The line with its number, and the caret line below it.
    private func snippet(_ span: SourceSpan, in source: SourceText, _ color: String) -> String {
        let line = SecretMask.text(ofLine: span.start.line, in: source)
        let (scalars, start) = Self.excerpt(
            Array(line.unicodeScalars), around: span.start.column - 1)
        let number = String(span.start.line)
        let margin = "  " + String(repeating: " ", count: number.count) + " | "
        let end = min(start + span.length, scalars.count)
        var caret = ""
        for scalar in scalars[..<start] {
            // A tab under a tab takes the same room, however wide the terminal makes it.
            caret += scalar == "\t" ? "\t" : String(repeating: " ", count: DisplayWidth.of(scalar))
        }
        let width = scalars[start..<max(start, end)].reduce(0) { $0 + DisplayWidth.of($1) }
        caret += paint("^" + String(repeating: "~", count: max(0, width - 1)), color)
        return "  \(number) | \(Self.printable(scalars))\n\(margin)\(caret)\n"
    }

    /// The part of a long line that `place` stands in, and where it stands in that part.
    private static func excerpt(
        _ line: [Unicode.Scalar], around place: Int
    ) -> (line: [Unicode.Scalar], place: Int) {
        let place = min(max(place, 0), line.count)
        guard line.count > longestLine else { return (line, place) }
        let start = max(0, min(place - longestLine / 2, line.count - longestLine))
        let end = min(start + longestLine, line.count)
        let before: [Unicode.Scalar] = start > 0 ? ["\u{2026}"] : []
        let after: [Unicode.Scalar] = end < line.count ? ["\u{2026}"] : []
        return (before + line[start..<end] + after, place - start + before.count)
    }

    /// The line without characters that would change the terminal's state.
    private static func printable(_ line: [Unicode.Scalar]) -> String {
        var text = String.UnicodeScalarView()
        for scalar in line {
            let isControl = scalar.properties.generalCategory == .control && scalar != "\t"
            text.append(isControl ? "\u{FFFD}" : scalar)
        }
        return String(text)
    }

    private static func count(_ diagnostics: [Diagnostic]) -> String {
        let errors = diagnostics.count { $0.severity == .error }
        let warnings = diagnostics.count - errors
        var parts: [String] = []
        if errors > 0 { parts.append(errors == 1 ? "1 error" : "\(errors) errors") }
        if warnings > 0 { parts.append(warnings == 1 ? "1 warning" : "\(warnings) warnings") }
        return parts.joined(separator: ", ")
    }

    private func color(of severity: Diagnostic.Severity) -> String {
        severity == .error ? "1;31" : "1;35"
    }

    /// `text` in an ANSI style, if colours are on.
    private func paint(_ text: String, _ style: String) -> String {
        isColored ? "\u{1B}[\(style)m\(text)\u{1B}[0m" : text
    }
}

extension DiagnosticRenderer {
    /// The diagnostics in order as a JSON array of objects: `severity`, `file`, `line`, `column`,
    /// `length`, `message`, `hint`; what a diagnostic does not have is null.
    static func json(_ diagnostics: [Diagnostic]) -> String {
        let objects = diagnostics.ordered().map { diagnostic in
            let span = diagnostic.span
            let fields = [
                ("severity", JSONString.quoted(diagnostic.severity.rawValue)),
                ("file", JSONString.quoted(diagnostic.subject)),
                ("line", span.map { String($0.start.line) } ?? "null"),
                ("column", span.map { String($0.start.column) } ?? "null"),
                ("length", span.map { String($0.length) } ?? "null"),
                ("message", JSONString.quoted(diagnostic.shownMessage)),
                ("hint", diagnostic.hint.map(JSONString.quoted) ?? "null"),
            ]
            return "{" + fields.map { "\"\($0.0)\":\($0.1)" }.joined(separator: ",") + "}"
        }
        return "[" + objects.joined(separator: ",") + "]"
    }
}
