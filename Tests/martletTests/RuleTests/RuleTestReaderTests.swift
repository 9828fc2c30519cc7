import Testing

@testable import martlet

@Suite struct RuleTestReaderTests {
    private func complaints(expect: String) -> [String] {
        RuleTestText.complaints(
            RuleTestText.config + RuleTestText.events + "    expect:\n      - \(expect)\n")
    }

    @Test func `a good file has no complaints`() {
        let expect =
            "{at: 1735725600000, customer: 42, in: [new], not_in: loyal, features: {orders: 1}}"
        #expect(complaints(expect: expect) == [])
    }

    @Test(arguments: [
        (
            "{at: 2025-01-01T10:00:00Z, custmer: c1, in: []}",
            ["10:36 unknown key 'custmer' in an expectation"]
        ),
        ("{customer: c1, in: [new]}", ["10:24 'in' needs 'at'"]),
        ("{at: 2025-01-01, customer: c1, in: []}", ["10:14 '2025-01-01' is not an instant"]),
        ("{at: 0, customer: c1, in: [nwe]}", ["10:36 unknown segment 'nwe'"]),
        (
            "{at: 0, customer: c1, in: [new, 5]}",
            ["10:41 the name of a segment must be text, not a whole number"]
        ),
        ("{at: 0, customer: c1, features: {ordrs: 1}}", ["10:42 unknown feature 'ordrs'"]),
        (
            "{at: 0, customer: c1, never_in: new}",
            ["10:10 'never_in' is about all time, and 'at' about one instant"]
        ),
        ("{at: 0, customer: c1}", ["10:9 an expectation must say what it expects"]),
        ("{at: 0, in: []}", ["10:9 an expectation needs 'customer'"]),
        ("{at: 0, customer: c1, not_in: []}", ["10:39 'not_in' names no segment"]),
        ("5", ["10:9 an expectation must be a mapping, not a whole number"]),
    ])
    func `what is wrong is said where it stands`(expect: String, wanted: [String]) {
        #expect(complaints(expect: expect) == wanted)
    }

    @Test func `everything wrong with a file is said at once`() {
        let text = """
            config:
              segments: {new: {when: "orders == 1"}}
            cases:
              - name: a
                evnts: []
                expect: []
              - name: a
                events: [5]
                until: soon
                expect: [{customer: c1, never_in: new}]
              - events: []
                file: e.ndjson
                dead_letters: -1
            """
        #expect(
            RuleTestText.complaints(text) == [
                "2:27 unknown feature 'orders'",
                "5:5 unknown key 'evnts' in a case",
                "6:13 'expect' must be a list of expectations, not a list",
                "8:14 an event must be a mapping, not a whole number",
                "9:12 'soon' is not an instant",
                "11:5 a case needs 'name'",
                "11:5 a case needs 'expect'",
                "11:5 a case has either 'events' or 'file'",
                "12:11 nowhere/e.ndjson: no such file",
                "13:19 'dead_letters' must be 0 to 9223372036854775807, not -1",
            ])
    }

    @Test func `a name that is used twice is refused`() {
        let twice =
            RuleTestText.config + RuleTestText.events
            + "    expect: [{at: 0, customer: c1, in: []}]\n"
            + "  - {name: two orders, events: [], expect: [{customer: c1, never_in: new}]}\n"
        #expect(RuleTestText.complaints(twice) == ["10:12 there is a case 'two orders' already"])
    }

    @Test func `a missing file is told from a wrong one`() {
        let missing = "config: shop.yaml\ncases: [{name: a, events: [], expect: "
        let good = missing + "[{customer: c1, never_in: new}]}]"
        #expect(RuleTestText.load(good).isOnlyMissingFiles)
        #expect(!RuleTestText.load(missing + "[{customer: c1}]}]").isOnlyMissingFiles)
    }

    @Test func `settings of the environment do not change a test`() {
        let text =
            RuleTestText.config + RuleTestText.events
            + "    expect: [{at: 0, customer: c1, in: []}]\n"
        let file = RuleTestFile(
            text: text, name: "t.yaml", directory: ".",
            environment: ["MARTLET_TIME_ZONE": "Nowhere/Land"])
        #expect(file.diagnostics.isEmpty)
        #expect(file.plan != nil)
    }
}
