import Testing

@testable import martlet

/// How diagnostics look.
struct DiagnosticRendererTests {
    private func render(_ line: String, _ span: SourceSpan, isColored: Bool = false) -> String {
        let source = SourceText(name: "a.yaml", text: line)
        let diagnostic = Diagnostic(subject: "a.yaml", span: span, message: "wrong")
        return DiagnosticRenderer(isColored: isColored, sources: [source]).render([diagnostic])
    }

    @Test(arguments: [
        ("abc def", 5, 3, "  1 | abc def\n    |     ^~~\n"),
        ("\tabc", 2, 3, "  1 | \tabc\n    | \t^~~\n"),
        ("日本: x", 5, 1, "  1 | 日本: x\n    |       ^\n"),
        ("日本: x", 1, 2, "  1 | 日本: x\n    | ^~~~\n"),
        ("e\u{301}: x", 5, 1, "  1 | e\u{301}: x\n    |    ^\n"),
        ("😀 x", 3, 1, "  1 | 😀 x\n    |    ^\n"),
        ("abc", 4, 1, "  1 | abc\n    |    ^\n"),
        ("abc", 9, 5, "  1 | abc\n    |    ^\n"),
        ("abc", 2, 99, "  1 | abc\n    |  ^~\n"),
    ])
    func carets(_ line: String, _ column: Int, _ length: Int, _ expected: String) {
        let text = render(line, SourceSpan(line: 1, column: column, length: length))
        #expect(text == "a.yaml:1:\(column): error: wrong\n" + expected)
    }

    @Test func ofALongLineThePartAroundThePlaceIsShown() {
        let line = String(repeating: "x", count: 500) + "wrong" + String(repeating: "y", count: 500)
        let left = String(repeating: "x", count: 80)
        let right = String(repeating: "y", count: 75)
        let expected = """
            a.yaml:1:501: error: wrong
              1 | \u{2026}\(left)wrong\(right)\u{2026}
                | \(String(repeating: " ", count: 81))^~~~~

            """
        #expect(render(line, SourceSpan(line: 1, column: 501, length: 5)) == expected)
    }

    @Test func colorsAreOnlyAdded() {
        let plain = render("abc def", SourceSpan(line: 1, column: 5, length: 3))
        let colored = render("abc def", SourceSpan(line: 1, column: 5, length: 3), isColored: true)
        #expect(colored.contains("\u{1B}[1;31merror:\u{1B}[0m"))
        #expect(colored.replacing(#/\u{1B}\[[0-9;]*m/#, with: "") == plain)
    }

    @Test func controlCharactersOfAFileDoNotReachTheTerminal() {
        let text = render("a\u{1B}[2Jb", SourceSpan(line: 1, column: 1))
        #expect(!text.contains("\u{1B}"))
    }

    @Test func orderIsByPositionAndEachIsShownOnce() {
        func diagnostic(_ line: Int?, _ message: String) -> Diagnostic {
            Diagnostic(
                subject: line == nil ? "MARTLET_X" : "a",
                span: line.map { SourceSpan(line: $0, column: 1) },
                message: message)
        }
        let all = [
            diagnostic(9, "d"), diagnostic(2, "b"), diagnostic(nil, "a"), diagnostic(2, "c"),
            diagnostic(2, "b"),
        ]
        #expect(all.ordered().map(\.message) == ["a", "b", "c", "d"])
    }

    @Test func warningsAreCountedApart() {
        let all = [
            Diagnostic(.warning, subject: "a", message: "x"),
            Diagnostic(subject: "a", message: "y"),
            Diagnostic(subject: "a", message: "z", hint: "do it"),
        ]
        let expected = "a: warning: x\na: error: y\na: error: z; do it\n2 errors, 1 warning\n"
        #expect(DiagnosticRenderer().render(all) == expected)
        #expect(all.hasErrors)
        #expect(!all.prefix(1).map { $0 }.hasErrors)
    }

    @Test func programsGetJSON() {
        let all = [
            Diagnostic(
                subject: "a \"b\"", span: SourceSpan(line: 2, column: 3, length: 4), message: "x",
                hint: "y")
        ]
        let expected = """
            [{"severity":"error","file":"a \\"b\\"","line":2,"column":3,"length":4,\
            "message":"x","hint":"y"}]
            """
        #expect(DiagnosticRenderer.json(all) == expected)
        #expect(DiagnosticRenderer.json([]) == "[]")
    }
}
