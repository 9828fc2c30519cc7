import Testing

@testable import martlet

/// Lines and columns.
struct SourceTextTests {
    @Test func linesEndAsInYAML() {
        let source = SourceText(name: "a", text: "a\nb\r\nc\rd\u{85}e\u{2028}f\u{2029}g\n")
        let lines = (1...8).map { source.text(ofLine: $0) }
        #expect(lines == ["a", "b", "c", "d", "e", "f", "g", ""])
        #expect(source.lines.count == 8)
    }

    @Test func positionsAndOffsetsAreInverse() {
        let text = "größe: 日本\r\n\n  x: 😀y\n"
        let source = SourceText(name: "a", text: text)
        for index in text.unicodeScalars.indices {
            let offset = text.utf8.distance(from: text.startIndex, to: index)
            let position = source.position(of: offset)
            let isBreak = ["\r", "\n"].contains(text.unicodeScalars[index])
            if !isBreak { #expect(source.offset(of: position) == offset) }
        }
        #expect(source.position(of: 0) == SourcePosition(line: 1, column: 1))
        #expect(source.position(of: 9) == SourcePosition(line: 1, column: 8))
    }

    @Test func placesOutsideAreClamped() {
        let source = SourceText(name: "a", text: "ab\ncd")
        #expect(source.offset(of: SourcePosition(line: 1, column: 9)) == 2)
        #expect(source.offset(of: SourcePosition(line: 7, column: 1)) == 5)
        #expect(source.position(of: 99) == SourcePosition(line: 2, column: 3))
        #expect(source.text(ofLine: 0) == "")
        #expect(SourceText(name: "a", text: "").text(ofLine: 1) == "")
    }

    @Test func spansEndWithTheirLine() {
        let source = SourceText(name: "a", text: "abc\ndef")
        #expect(source.span(of: 1..<6) == SourceSpan(line: 1, column: 2, length: 2))
        #expect(source.span(of: 3..<3) == SourceSpan(line: 1, column: 4, length: 1))
    }
}
