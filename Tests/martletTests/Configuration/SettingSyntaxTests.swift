import Testing

@testable import martlet

/// Durations, names and paths.
struct SettingSyntaxTests {
    @Test(arguments: [
        ("0s", 0), ("100ms", 100), ("2s", 2000), ("10m", 600_000), ("1h", 3_600_000),
        ("30d", 2_592_000_000), ("1d12h", 129_600_000),
        ("1.5h", 5_400_000), ("0", 0),
    ])
    func durations(_ text: String, _ milliseconds: Int64) throws {
        #expect(try SettingSyntax.duration(text) == milliseconds)
    }

    @Test(arguments: [
        "", "m", "10", "10 m", "-1m", "10min", "1h2", "9999999999d", "٣m", "10M", "1.0001ms",
    ])
    func whatIsNoDuration(_ text: String) {
        #expect(throws: SyntaxComplaint.self) { try SettingSyntax.duration(text) }
    }

    @Test(arguments: [(0, "0s"), (1, "1ms"), (60_000, "1m"), (90_000, "90s"), (86_400_000, "1d")])
    func durationsAsText(_ milliseconds: Int64, _ text: String) {
        #expect(SettingSyntax.text(ofDuration: milliseconds) == text)
    }

    @Test(arguments: [
        "30", "d", "30s", "1h30m", "-1d", "100001d", "0m", "3 d", "99999999999999999999d",
    ])
    func whatIsNoWindow(_ text: String) {
        #expect(throws: SyntaxComplaint.self) { try SettingSyntax.window(text) }
    }

    @Test(arguments: ["spend", "Spend_30d", "_x", "a9"])
    func names(_ text: String) throws {
        try SettingSyntax.checkName(text, of: "feature")
    }

    @Test(arguments: ["", "9a", "a-b", "a.b", "a b", "ä", "true", "since", "in"])
    func whatIsNoName(_ text: String) {
        #expect(throws: SyntaxComplaint.self) {
            try SettingSyntax.checkName(text, of: "feature")
        }
    }

    @Test func topicsAreKafkas() throws {
        let longest = String(repeating: "a", count: 249)
        for name in ["a", "A.b_c-9", longest, "...", ".a"] { try SettingSyntax.checkTopic(name) }
        for name in ["", ".", "..", "a b", "a/b", "ä", longest + "a"] {
            #expect(throws: SyntaxComplaint.self) { try SettingSyntax.checkTopic(name) }
        }
    }
}
