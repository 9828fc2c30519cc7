import MartletProfile
import Testing

@testable import martlet

@Suite struct TerminalLineTests {
    @Test func tooLongLinesEndInAnEllipsis() {
        var line = TerminalLine("abc")
        line.append("def")
        #expect(line.text(columns: 6, isColoured: false) == "abcdef")
        #expect(line.text(columns: 5, isColoured: false) == "abcd…")
        #expect(line.text(columns: 3, isColoured: false) == "ab…")
        #expect(line.text(columns: 1, isColoured: false) == "…")
        #expect(line.text(columns: 0, isColoured: false) == "")
    }

    @Test func fieldsAreFilledOrCut() {
        var line = TerminalLine()
        line.append("ab", columns: 4)
        line.append("cd", columns: 4, alignedRight: true)
        line.append("efghij", columns: 4)
        #expect(line.text(columns: 80, isColoured: false) == "ab    cdefg…")
        #expect(line.width == 12)
    }

    @Test(arguments: [
        ("abc", 3), ("顧客", 4), ("e\u{301}", 1), ("🛒", 2), ("한글", 4), ("ß…", 2), ("", 0),
    ])
    func columns(text: String, expected: Int) {
        #expect(TerminalLine.columns(text) == expected)
    }

    @Test func whatCameFromOutsideCannotSteerTheTerminal() {
        let line = TerminalLine("c\u{1B}[2J\u{7}\r\n\u{9B}1m\u{202E}x")
        #expect(line.text(columns: 80, isColoured: true) == "c·[2J···1m·x")
    }

    @Test func redrawingGoesUpAndClears() {
        #expect(LiveView.redrawing(["a", "b"], over: 0) == "a\nb\n")
        #expect(
            LiveView.redrawing(["a", "b"], over: 3)
                == "\u{1B}[3A\ra\u{1B}[K\nb\u{1B}[K\n\u{1B}[J")
    }

    @Test func figures() {
        #expect(
            [0, 999, 1_000, -1_234_567].map(FigureText.count) == [
                "0", "999", "1,000", "-1,234,567",
            ])
        #expect(
            [0.04, 3.14, 99.94, 99.96, 1_234.5].map(FigureText.milliseconds)
                == ["0.0 ms", "3.1 ms", "99.9 ms", "100 ms", "1,234 ms"])
        #expect(FigureText.milliseconds(.nan) == "- ms")
        #expect(
            [0, 59_999, 61_000, 3_723_000].map(FigureText.duration) == [
                "00:00", "00:59", "01:01", "1:02:03",
            ])
        #expect(FigureText.instant(Instant(milliseconds: -1)) == "Wed 1969-12-31 23:59:59")
        #expect(FigureText.instant(Instant(milliseconds: 0)) == "Thu 1970-01-01 00:00:00")
    }
}
