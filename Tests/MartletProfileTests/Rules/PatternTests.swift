import Testing

@testable import MartletProfile

/// Regular expressions of `matches()` (RE2 syntax).
@Suite struct PatternTests {
    static let table: [(String, [String], [String])] = [
        ("abc", ["abc", "xabcx"], ["", "ab", "acb"]),
        ("^abc$", ["abc"], ["xabc", "abcx", "abc\n"]),
        ("a|b|cd", ["a", "b", "cd"], ["c", "d", ""]), ("^(a|b)*$", ["", "abba"], ["abc"]),
        ("^a+$", ["a", "aaa"], [""]), ("^a?b$", ["b", "ab"], ["aab"]),
        ("^a{2}$", ["aa"], ["a", "aaa"]),
        ("^a{2,}$", ["aa", "aaaa"], ["a"]), ("^a{1,3}$", ["a", "aaa"], ["", "aaaa"]),
        ("^a{0,2}$", ["", "aa"], ["aaa"]),
        ("^a{,2}$", ["a{,2}"], ["a"]), ("^.$", ["a", "\u{1F98A}"], ["", "\n", "ab"]),
        ("(?s)^.$", ["\n"], ["ab"]),
        ("[abc]", ["b"], ["d"]), ("^[^abc]$", ["d"], ["a"]), ("^[a-c0-9]+$", ["a1c9"], ["d", "-"]),
        ("^[]a]+$", ["]a"], ["b"]), ("^[a-]+$", ["a-"], ["b"]), ("^[\\d.]+$", ["1.5"], ["a"]),
        ("^[^\\d]$", ["a"], ["1"]),
        ("^[[:alpha:]]+$", ["abC"], ["a1"]), ("\\d{4}-\\d\\d", ["2011-03"], ["201-03"]),
        ("^\\w+$", ["a_1"], ["a b", "\u{E9}"]),
        ("^\\S+$", ["a"], [" "]), ("\\bcat\\b", ["a cat.", "cat"], ["cats", "concat"]),
        ("\\Bcat", ["concat"], ["cat"]),
        ("(?i)shoe", ["SHOE", "Shoes"], ["sho"]), ("(?i:s)hoe", ["Shoe"], ["SHOE"]),
        ("(?i)[a-c]\u{E9}", ["B\u{C9}"], ["d\u{E9}"]),
        ("(?m)^b$", ["a\nb\nc"], ["ab"]), ("^a.*z$", ["az", "abcz"], ["azb"]),
        ("^a.*?b", ["axb"], ["b"]),
        ("(?:ab)+c", ["ababc"], ["ac"]), ("(?P<x>a)b", ["ab"], ["b"]),
        ("\\.\\*\\\\", [".*\\"], ["xx"]), ("\\x41\\x{1F600}", ["A\u{1F600}"], ["A"]),
        ("", ["", "a"], []), ("a||b", ["", "x"], []), ("()", ["", "a"], []),
        ("^(a*)*$", ["", "aaa"], ["b"]), ("\\Aa\\z", ["a"], ["ab"]),
        ("^(|a)+$", ["", "aa"], ["b"]), ("\\t\\n", ["\t\n"], ["tn"]),
        ("^[\\t ]$", ["\t", " "], ["t"]), ("x*", ["", "y"], []),
    ]

    @Test(arguments: table)
    func matches(_ pattern: String, _ good: [String], _ bad: [String]) throws {
        let compiled = try Pattern(pattern)
        for text in good { #expect(compiled.matches(text), "\(text)") }
        for text in bad { #expect(!compiled.matches(text), "\(text)") }
    }

    @Test(arguments: [
        "(", ")", "a)", "[", "[a", "[b-a]", "*", "+a", "a**", "a{3,2}", "a{2000}", "\\", "\\q",
        "\\1", "(?x)", "(?", "(?P<a", "[[:x:]]",
        "\\x", "\\x{110000}", "((((a{100}){100}){100}){100})", "\\pL", "[\\d-z]",
    ])
    func refused(_ pattern: String) {
        #expect(throws: PatternError.self) { try Pattern(pattern) }
    }

    @Test func deepNestingIsRefused() {
        #expect(throws: PatternError.self) { try Pattern(String(repeating: "(", count: 5000)) }
    }

    /// A pattern that backtracking takes for ever on.
    @Test func linearTime() throws {
        let pattern = try Pattern("^(a+)+$")
        #expect(!pattern.matches(String(repeating: "a", count: 2000) + "b"))
    }
}
