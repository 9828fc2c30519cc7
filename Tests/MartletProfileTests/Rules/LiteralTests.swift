import Testing

@testable import MartletProfile

/// Literals (cel-spec, "Values" and "String and Bytes Values").
@Suite struct LiteralTests {
    static let numbers: [RuleCase] = [
        RuleCase("0", 0), RuleCase("42", 42), RuleCase("-42", -42), RuleCase("0x1F", 31),
        RuleCase("-0xff", -255),
        RuleCase("9223372036854775807", .int(.max)), RuleCase("-9223372036854775808", .int(.min)),
        RuleCase("0x7fffffffffffffff", .int(.max)), RuleCase("-0x8000000000000000", .int(.min)),
        RuleCase("--5", 5),
        RuleCase("---5", -5), RuleCase("1.5", 1.5), RuleCase(".5", 0.5), RuleCase("-0.5", -0.5),
        RuleCase("1e3", 1000.0),
        RuleCase("1.5e-3", 0.0015), RuleCase("1E+2", 100.0), RuleCase(".5e1", 5.0),
        RuleCase("0.0", 0.0),
    ]

    static let words: [RuleCase] = [
        RuleCase("true", true), RuleCase("false", false), RuleCase("null", .null),
        RuleCase("[]", .list([])),
        RuleCase(
            "[1, 2.5, 'x', true, null]",
            .list([.int(1), .double(2.5), .string("x"), .bool(true), .null])),
        RuleCase("[1,]", .list([.int(1)])),
        RuleCase("[[1], [2]]", .list([.list([.int(1)]), .list([.int(2)])])),
        RuleCase("{}", .map([:])),
        RuleCase("{'a': 1, \"b\": [2]}", .map(["a": .int(1), "b": .list([.int(2)])])),
        RuleCase("{'a': 1,}", .map(["a": .int(1)])), RuleCase("  1 // comment\n + 2", 3),
        RuleCase("((((7))))", 7),
    ]

    static let texts: [RuleCase] = [
        RuleCase(#"'abc'"#, "abc"), RuleCase(#""abc""#, "abc"), RuleCase(#"'"'"#, "\""),
        RuleCase(#""'""#, "'"),
        RuleCase(#"''"#, ""), RuleCase(#"'\''"#, "'"), RuleCase(#"'\"'"#, "\""),
        RuleCase(#"'\\'"#, "\\"),
        RuleCase(#"'\a\b\f\n\r\t\v\?\`'"#, "\u{7}\u{8}\u{C}\n\r\t\u{B}?`"),
        RuleCase(#"'\x41\X42'"#, "AB"), RuleCase(#"'\u00e9'"#, "\u{E9}"),
        RuleCase(#"'\U0001F600'"#, "\u{1F600}"),
        RuleCase(#"'\101\060'"#, "A0"), RuleCase(#"'\377'"#, "\u{FF}"), RuleCase(#"r'\n'"#, #"\n"#),
        RuleCase(#"R"\d+""#, #"\d+"#), RuleCase("'''a'b''c'''", "a'b''c"),
        RuleCase("\"\"\"one\ntwo\"\"\"", "one\ntwo"), RuleCase(#"r'''a\'''"#, #"a\"#),
        RuleCase("'\u{1F98A}'", "\u{1F98A}"),
        RuleCase(#""\"\"""#, "\"\""), RuleCase("'' + ''", ""),
    ]

    @Test(arguments: numbers + words + texts)
    func value(_ example: RuleCase) throws {
        #expect(try RuleFixture.evaluate(example.source).value == example.value)
    }

    @Test(arguments: [
        ("9223372036854775808", 0, 19), ("1 + -9223372036854775809", 5, 19), ("12u", 0, 3),
        ("0x", 0, 2), ("1.", 2, 0), ("1a", 0, 2), ("'abc", 0, 4), ("'a\nb'", 0, 2),
        (#"'\q'"#, 1, 2), (#"'a\xZZ'"#, 2, 2), (#"'\ud800'"#, 1, 2), (#"'\U00110000'"#, 1, 2),
        (#"'\9'"#, 1, 2),
        ("b'abc'", 0, 6), ("\"\"\"abc\"\"", 0, 8), ("1 # 2", 2, 1), ("\u{E9} > 1", 0, 2),
    ])
    func malformed(_ source: String, _ offset: Int, _ length: Int) throws {
        let first = try #require(RuleFixture.diagnostics(source).first)
        #expect(first.range == SourceRange(offset: offset, length: length), "\(first.message)")
    }
}
