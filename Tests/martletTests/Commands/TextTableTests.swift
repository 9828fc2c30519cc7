import Testing

@testable import martlet

@Suite struct TextTableTests {
    @Test func columns() {
        var table = TextTable(["A", "LONG", "LAST"])
        #expect(table.isEmpty)
        table.append(["caf\u{E9}", "", "x"])
        table.append(["\u{65E5}\u{672C}", "2", ""])
        #expect(
            table.text(indent: 2) == """
                  A     LONG  LAST
                  caf\u{E9}  -     x
                  \u{65E5}\u{672C}  2     -

                """)
    }
}
