import Testing

/// Code stays, comments and literals go, lines keep their numbers.
@Suite struct ScrubberTests {
    private func code(_ text: String) -> String {
        Scrubber.code(of: text).split { $0.isWhitespace }.joined(separator: " ")
    }

    @Test(arguments: [
        ("a // b\nc", "a c"),
        ("a /* b /* c */ d */ e", "a e"),
        ("a \"b // c\" d", "a d"),
        ("a \"b \\\" c\" d", "a d"),
        ("a \"b \\(c(\"}\") + d) e\" f", "a f"),
        ("a #\"b \" c \\(d) \"# e", "a e"),
        ("a #\"b \\#(c(\")\")) d\"# e", "a e"),
        ("a \"\"\"\n b \" c\n \\(d)\n \"\"\" e", "a e"),
        ("a '{' b '\\'' c", "a b c"),
        ("a #/b\"/# c", "a c"),
        ("func `b unsafe {`() c", "func () c"),
        ("#if a\n#endif", "#if a #endif"),
        ("a / b", "a / b"),
    ])
    func `code only`(text: String, wanted: String) {
        #expect(code(text) == wanted)
        let newlines = { (text: String) in text.filter { $0 == "\n" }.count }
        #expect(newlines(Scrubber.code(of: text)) == newlines(text))
    }

    @Test func `an unfinished literal does not run on`() {
        #expect(code("a \"b\nc /* d") == "a c")
        #expect(code("a \"b \\(c") == "a")
    }
}
