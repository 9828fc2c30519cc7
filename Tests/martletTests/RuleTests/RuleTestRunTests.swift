import MartletProfile
import Testing

@testable import martlet

@Suite struct RuleTestRunTests {
    private func failures(expect: [String], events: String = RuleTestText.events) throws -> [String]
    {
        let list = expect.map { "      - \($0)\n" }.joined()
        return try RuleTestText.failures(RuleTestText.config + events + "    expect:\n" + list)
    }

    @Test func `what holds passes`() throws {
        let failures = try failures(expect: [
            "{at: 2025-01-01T09:59:59.999Z, customer: c1, in: []}",
            "{at: 2025-01-01T10:00:00Z, customer: c1, in: [new], features: {orders: 1}}",
            "{at: 2025-01-01T10:00:00Z, customer: c1, entered: new}",
            "{at: 2025-01-02T10:00:00Z, customer: c1, in: loyal, entered: loyal, exited: new}",
            "{at: 2025-01-03T00:00:00Z, customer: c1, exited: loyal, entered: new, not_in: loyal}",
            "{at: 2025-01-04T00:00:00Z, customer: c1, exited: new, in: []}",
            "{at: 2025-01-04T00:00:00Z, customer: c1, features: {orders: 0, last: 1735812000000}}",
            "{customer: c2, never_in: [new, loyal]}",
        ])
        #expect(failures == [])
    }

    @Test(arguments: [
        (
            "{at: 2025-01-01T10:00:00Z, customer: c1, in: [loyal]}",
            "c1 is not in 'loyal' and in 'new' at 2025-01-01T10:00:00.000Z"
        ),
        (
            "{at: 2025-01-01T10:00:00Z, customer: c1, in: []}",
            "c1 is in 'new' at 2025-01-01T10:00:00.000Z"
        ),
        (
            "{at: 2025-01-01T10:00:00Z, customer: c1, in_segment: loyal}",
            "c1 is not in 'loyal' at 2025-01-01T10:00:00.000Z"
        ),
        (
            "{at: 2025-01-01T10:00:00Z, customer: c1, not_in: [loyal, new]}",
            "c1 is in 'new' at 2025-01-01T10:00:00.000Z"
        ),
        (
            "{at: 2025-01-02T00:00:00Z, customer: c1, entered: loyal}",
            "c1 does not enter 'loyal' at 2025-01-02T00:00:00.000Z"
        ),
        (
            "{at: 2025-01-03T00:00:00.001Z, customer: c1, exited: loyal}",
            "c1 does not leave 'loyal' at 2025-01-03T00:00:00.001Z"
        ),
        ("{customer: c1, never_in: [loyal]}", "c1 enters 'loyal' at 2025-01-02T10:00:00.000Z"),
        (
            "{at: 2025-01-02T10:00:00Z, customer: c1, features: {orders: 3}}",
            "c1 has 'orders' 2 at 2025-01-02T10:00:00.000Z"
        ),
        (
            "{at: 2025-01-02T10:00:00Z, customer: c1, features: {last: null}}",
            "c1 has 'last' \"2025-01-02T10:00:00.000Z\" at 2025-01-02T10:00:00.000Z"
        ),
        (
            "{at: 2025-01-02T10:00:00Z, customer: c9, features: {orders: 0}}",
            "c9 has no 'orders' at 2025-01-02T10:00:00.000Z"
        ),
    ])
    func `what does not hold fails`(expect: String, message: String) throws {
        #expect(try failures(expect: [expect]) == [message])
    }

    @Test func `a failure tells expected, found, the timeline and the clause`() throws {
        let text =
            RuleTestText.config + RuleTestText.events + "    until: 2025-01-03T00:00:00Z\n"
            + "    expect: [{at: 2025-01-01T12:00:00Z, customer: c1, in: [loyal]}]\n"
        let failure = try #require(try RuleTestText.results(text).first?.failures.first)
        #expect(failure.expected == "loyal")
        #expect(failure.found == "new")
        #expect(failure.missing == ["loyal"])
        #expect(failure.extra == ["new"])
        #expect(failure.timeline.map(\.segments) == [["new"], ["loyal"], ["new"]])
        #expect(failure.timeline.map(\.cause) == ["purchase", "purchase", "time"])
        #expect(failure.reasons.map(\.segment) == ["loyal", "new"])
        let clause = try #require(failure.reasons.first?.report.clauses.first)
        #expect(clause.text == "orders >= 2")
        #expect(clause.value == "1" && clause.threshold == "2" && clause.truth == .no)
    }

    @Test func `expectations need no order, and time passes up to the last of them`() throws {
        let failures = try failures(expect: [
            "{at: 2025-01-04T00:00:00Z, customer: c1, exited: new}",
            "{at: 2025-01-01T10:00:00Z, customer: c1, entered: new}",
        ])
        #expect(failures == [])
    }

    @Test func `until lets time pass for what never happens`() throws {
        let never = "    expect: [{customer: c1, never_in: new}]\n"
        let events = """
            cases:
              - name: only time makes a customer new again
                events:
                  - {type: purchase, customer_id: c1, ts: 2025-01-01T10:00:00Z}
                  - {type: purchase, customer_id: c1, ts: 2025-01-01T10:00:00Z}

            """
        // Two orders at one instant: in 'new' between them.
        let found = try RuleTestText.failures(RuleTestText.config + events + never)
        #expect(found == ["c1 enters 'new' at 2025-01-01T10:00:00.000Z"])
        let silent = RuleTestText.config.replacing("orders == 1", with: "orders == 0")
        #expect(try RuleTestText.failures(silent + events + never) == [])
        let late = try RuleTestText.failures(
            silent + events + "    until: 2025-01-03T00:00:00Z\n" + never)
        #expect(late == ["c1 enters 'new' at 2025-01-03T00:00:00.000Z"])
    }

    @Test func `a late event counts from its arrival on`() throws {
        let events = """
            cases:
              - name: late
                events:
                  - {type: purchase, customer_id: c1, ts: 2025-01-01T10:00:00Z}
                  - {type: purchase, customer_id: c2, ts: 2025-01-01T12:00:00Z}
                  - {type: purchase, customer_id: c1, ts: 2025-01-01T09:00:00Z}

            """
        let failures = try failures(
            expect: [
                "{at: 2025-01-01T11:00:00Z, customer: c1, features: {orders: 1}}",
                "{at: 2025-01-01T12:00:00Z, customer: c1, entered: loyal, features: {orders: 2}}",
            ], events: events)
        #expect(failures == [])
    }

    @Test func `events that are none fail a case unless they are expected`() throws {
        let bad = RuleTestText.events + "      - {type: purchase, customer_id: c1}\n"
        let expect = "{at: 2025-01-02T10:00:00Z, customer: c1, in: loyal}"
        let failures = try failures(expect: [expect], events: bad)
        #expect(
            failures == [
                "the event is a dead letter (missing_ts): Field 'ts' is missing or null."
            ])
        let expected = bad + "    dead_letters: 1\n"
        #expect(try self.failures(expect: [expect], events: expected) == [])
        let tooMany = bad + "    dead_letters: 2\n"
        let found = try self.failures(expect: [expect], events: tooMany)
        #expect(found == ["1 of the events are dead letters, not 2"])
    }
}
