import Testing

@testable import martlet

/// Log lines.
struct LogFormatTests {
    private let entry = LogEntry(
        timestamp: "2011-03-01T08:26:00.123Z", level: "warning", label: "kafka",
        message: "broker \"b\" is gone\nreally",
        metadata: [("broker", "b:1"), ("why", "no \"x\" =")])

    @Test func people() {
        let line = LogFormat.human.line(entry, isColored: false)
        #expect(
            line
                == #"08:26:00.123Z WARNING broker \"b\" is gone\nreally  "#
                + #"broker=b:1 why="no \"x\" =""#
        )
        let colored = LogFormat.human.line(entry, isColored: true)
        #expect(colored.contains("\u{1B}[33mWARNING\u{1B}[0m"))
    }

    @Test func logfmt() {
        let line = LogFormat.logfmt.line(entry, isColored: false)
        #expect(
            line == #"ts=2011-03-01T08:26:00.123Z level=warning component=kafka "#
                + #"msg="broker \"b\" is gone\nreally" broker=b:1 why="no \"x\" =""#)
    }

    @Test func json() {
        var named = entry
        named.metadata.append(("level", "x"))
        let line = LogFormat.json.line(named, isColored: false)
        #expect(
            line == #"{"ts":"2011-03-01T08:26:00.123Z","level":"warning","component":"kafka","#
                + #""msg":"broker \"b\" is gone\nreally","broker":"b:1","why":"no \"x\" =","#
                + #""_level":"x"}"#)
    }

    @Test func texts() {
        #expect(JSONString.quoted("a\u{1}\u{7F}\té日") == #""a\u0001\u007f\té日""#)
    }

    @Test func colorsAreOffWhereTheyAreNotWanted() {
        #expect(Terminal.allowsColor(noColor: nil, term: "xterm"))
        #expect(Terminal.allowsColor(noColor: "", term: nil))
        #expect(!Terminal.allowsColor(noColor: "1", term: "xterm"))
        #expect(!Terminal.allowsColor(noColor: nil, term: "dumb"))
    }
}
