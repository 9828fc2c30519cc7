import Testing

@testable import martlet

/// Reading YAML: what can't be read, and what stands where.
struct YAMLTreeTests {
    private func messages(_ text: String) -> String {
        let source = SourceText(name: "a.yaml", text: text)
        let tree = YAMLTree(source)
        return DiagnosticRenderer(sources: [source]).render(tree.diagnostics)
    }

    @Test func everyDuplicateIsReportedWithTheLineOfTheFirst() {
        let text = "größe: 1\nb: {c: 1, d: 2, 'c': 3}\n\"größe\": 2\ngröße: 3\n"
        let expected = """
            a.yaml:2:17: error: duplicate key 'c': it is set in line 2 already; remove one of them
              2 | b: {c: 1, d: 2, 'c': 3}
                |                 ^
            a.yaml:3:1: error: duplicate key 'größe': it is set in line 1 already; \
            remove one of them
              3 | "größe": 2
                | ^~~~~
            a.yaml:4:1: error: duplicate key 'größe': it is set in line 1 already; \
            remove one of them
              4 | größe: 3
                | ^~~~~
            3 errors

            """
        #expect(messages(text) == expected)
    }

    @Test func duplicatesDoNotHideTheOtherErrors() {
        let text = "version: 1\nname: a\nclock: wal\nname: b\nworkers: 0\n"
        let lines = ConfigurationText.load(text).diagnostics.map(\.span?.start.line)
        #expect(lines == [3, 4, 5])
    }

    @Test(arguments: [
        (
            "a: [1\nb: 2\n",
            "a.yaml:2:2: error: while parsing a flow sequence: did not find expected ',' or ']' "
                + "(it begins in line 1); close the bracket, or separate the items by commas\n"
                + "  2 | b: 2\n    |  ^\n"
        ),
        (
            "a: \"x\n\n",
            "a.yaml:1:5: error: while scanning a quoted scalar: found unexpected end of stream "
                + "(it begins in line 1); close the quote\n  1 | a: \"x\n    |     ^\n"
        ),
        (
            "a: b: c\n",
            "a.yaml:1:5: error: mapping values are not allowed in this context; "
                + "put text that contains ': ' in quotes\n  1 | a: b: c\n    |     ^\n"
        ),
        (
            "a: 1\n---\nb: 2\n",
            "a.yaml:2:1: error: found another document; one file holds one configuration\n"
                + "  2 | ---\n    | ^\n"
        ),
        (
            "a: \u{1}\n",
            "a.yaml:1:4: error: control character U+0001 is not allowed; "
                + "write it as an escape in double quotes\n  1 | a: \u{FFFD}\n    |    ^\n"
        ),
    ])
    func whatIsNoYAML(_ text: String, _ expected: String) {
        #expect(messages(text) == expected)
    }

    @Test func aliasesStandForTheirAnchors() throws {
        let tree = YAMLTree(SourceText(name: "a.yaml", text: "a: &x {b: 1}\nc: *x\n"))
        guard case .mapping(let entries) = try #require(tree.root).content,
            case .mapping(let inner) = entries[1].value.content
        else {
            Issue.record("no mapping")
            return
        }
        #expect(inner.map(\.key) == ["b"])
    }

    @Test func nestedAliasesDoNotFillTheMemory() {
        var text = "a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n"
        for level in 1...9 {
            let items = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
            text += "a\(level): &a\(level) [\(items)]\n"
        }
        #expect(messages(text).contains("more than 1000000 values"))
    }
}
