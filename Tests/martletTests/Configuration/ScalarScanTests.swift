import MartletProfile
import Testing
import Yams

@testable import martlet

/// From a place in a scalar's text to its place in the file.
struct ScalarScanTests {
    /// Line and column of the first `needle` of the first scalar value in `yaml`.
    private func place(of needle: String, in yaml: String) throws -> String {
        let source = SourceText(name: "a.yaml", text: yaml)
        let root = try #require(YAMLTree(source).root)
        guard case .mapping(let entries) = root.content else { return "no mapping" }
        let node = try #require(entries.first?.value)
        let scalar = try #require(node.scalar)
        let origin = try #require(node.origin.span)
        let range = try #require(Array(scalar.text.utf8).firstRange(of: Array(needle.utf8)))
        let span = ScalarScan.span(of: range, in: scalar, at: origin, in: source)
        return "\(span.start.line):\(span.start.column)+\(span.length)"
    }

    @Test(arguments: [
        ("a: x >= 3 && y", "y", "1:14+1"),
        ("a: \"x >= 3 && y\"", ">=", "1:7+2"),
        ("a: 'x == ''b'' && y'", "y", "1:19+1"),
        ("a: 'x == ''b'' && y'", "'b'", "1:10+5"),
        ("a: \"x == \\\"b\\\" && y\"", "\"b\"", "1:10+5"),
        ("a: \"\\u00e4\\x41 y\"", "y", "1:16+1"),
        ("größe: \"ä && 日本 == y\"", "y", "1:20+1"),
        ("\ta: 1", "1", "no mapping"),
        ("a: \"one &&\n   two &&\n\n  three\"", "two", "2:4+3"),
        ("a: \"one &&\n   two &&\n\n  three\"", "three", "4:3+5"),
        ("a: \"one \\\n   two\"", "two", "2:4+3"),
        ("a: one\n  two\n  three", "three", "3:3+5"),
        ("a: >-\n    one\n    two\n\n    three\n", "two", "3:5+3"),
        ("a: >-\n    one\n    two\n\n    three\n", "three", "5:5+5"),
        ("a: >\n  one\n    more\n  two\n", "more", "3:5+4"),
        ("a: >\n  one\n    more\n  two\n", "two", "4:3+3"),
        ("a: |\n\n  one\n\n  two\n", "two", "5:3+3"),
        ("a: |2-\n    one\n  two\n", "two", "3:3+3"),
        ("a: |2-\n    one\n  two\n", "one", "2:5+3"),
        ("a: !!str \"x y\"", "y", "1:13+1"),
        ("a: &r x y", "y", "1:9+1"),
    ])
    func places(_ yaml: String, _ needle: String, _ expected: String) throws {
        if expected == "no mapping" {
            #expect(YAMLTree(SourceText(name: "a", text: yaml)).root == nil)
        } else {
            #expect(try place(of: needle, in: yaml) == expected)
        }
    }

    @Test func theEndOfTheTextIsBehindItsLastCharacter() throws {
        let source = SourceText(name: "a.yaml", text: "a: \"x >=\"")
        let scalar = SettingNode.Scalar(text: "x >=", style: .doubleQuoted)
        let origin = SourceSpan(line: 1, column: 4)
        let span = ScalarScan.span(of: 4..<4, in: scalar, at: origin, in: source)
        #expect(span == SourceSpan(line: 1, column: 9))
    }

    @Test func whatIsNotThereIsPointedAtFromItsStart() {
        let source = SourceText(name: "a.yaml", text: "a: other text")
        let scalar = SettingNode.Scalar(text: "x >= 3", style: .plain)
        let origin = SourceSpan(line: 1, column: 4, length: 6)
        let span = ScalarScan.span(of: 2..<4, in: scalar, at: origin, in: source)
        #expect(span == SourceSpan(line: 1, column: 4))
    }

    @Test func aRuleErrorPointsIntoTheRule() throws {
        let text =
            ConfigurationText.head + "segments:\n  s: {when: 'x == ''é'' && purchses >= 3'}\n"
        let file = ConfigurationText.load(text)
        let rule = try #require(file.configuration.segments.first?.when)
        let range = try #require(Array(rule.text.utf8).firstRange(of: Array("purchses".utf8)))
        let diagnostic = rule.diagnostic(
            at: range, in: file.source, message: "unknown name 'purchses'",
            hint: "did you mean 'purchases'?")
        let expected = """
            shop.yaml:4:28: error: unknown name 'purchses'; did you mean 'purchases'?
              4 |   s: {when: 'x == ''é'' && purchses >= 3'}
                |                            ^~~~~~~~

            """
        let rendered = DiagnosticRenderer(sources: [file.source]).render([diagnostic])
        #expect(rendered == expected)
    }

    /// Every style that the emitter can write is found again, whatever the text.
    @Test func everyScalarOfTheEmitterIsFound() throws {
        var random = SplitMix64(seed: 0x5CA1A2)
        let alphabet = Array("ab c'\"\\\n:#-é日😀>|&* ,{}".unicodeScalars)
        let styles: [Node.Scalar.Style] = [.plain, .singleQuoted, .doubleQuoted, .literal, .folded]
        var exact = 0
        for round in 0..<3000 {
            // A text of line breaks only has no place worth pointing at.
            var text = String.UnicodeScalarView(["a"])
            for _ in 0..<Int.random(in: 1...30, using: &random) {
                text.append(alphabet.randomElement(using: &random) ?? "a")
            }
            let style = styles[round % styles.count]
            if Bool.random(using: &random) { text.removeFirst() }
            if text.allSatisfy({ $0 == "\n" }) { text.append("a") }
            let written = Node.Scalar(String(text), Tag(.str), style)
            let node = Node([(Node("k"), Node.scalar(written))])
            let width = [20, 80].randomElement(using: &random) ?? 80
            let yaml = try Yams.serialize(node: node, width: width, allowUnicode: round % 2 == 0)
            let source = SourceText(name: "a.yaml", text: yaml)
            guard case .mapping(let entries)? = YAMLTree(source).root?.content,
                let value = entries.first?.value, let scalar = value.scalar,
                let origin = value.origin.span
            else {
                Issue.record("seed 0x5CA1A2, round \(round): not read: \(yaml)")
                continue
            }
            let offset = source.offset(of: origin.start)
            let scan = ScalarScan(scalar.text, scalar.style, at: offset, in: source)
            if let scan {
                exact += 1
                #expect(scan.origins.count == scalar.text.utf8.count)
                #expect(scan.origins == scan.origins.sorted(), "round \(round)")
            } else {
                Issue.record("seed 0x5CA1A2, round \(round): no place for \(scalar) in \(yaml)")
            }
        }
        #expect(exact == 3000)
    }
}
