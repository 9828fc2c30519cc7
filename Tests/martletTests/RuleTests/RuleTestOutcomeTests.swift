import Testing

@testable import martlet

/// Churn alerts and refreshes of personas in rule tests.
@Suite struct RuleTestOutcomeTests {
    private static let text = """
        config:
          features: {orders: {count: purchase}, last: {last: purchase.ts}}
          segments: {any: {when: "orders > 0"}}
          churn_alerts:
            silence:
              when: "days_since(last) > 10"
              severity: {low: true, high: "days_since(last) > 20"}
              resolve_on: purchase
              horizon: 30d
          personas:
            rules: [{regular: "orders >= 2"}]
            refresh_on: {second: {on: purchase, when: "orders == 2"}}
            refresh_when: {quiet: "days_since(last) > 5"}
        cases:
          - name: c
            events:
              - {type: purchase, customer_id: c1, ts: 2025-01-01T10:00:00Z}
              - {type: purchase, customer_id: c1, ts: 2025-01-25T10:00:00Z}
            until: 2025-04-01T00:00:00Z
            expect:

        """

    private func failures(_ expectation: String) throws -> [RuleTestFailure] {
        try RuleTestText.results(Self.text + "      - {customer: c1, \(expectation)}\n")
            .flatMap(\.failures)
    }

    @Test(arguments: [
        "at: 2025-01-11T10:00:00Z, alert: {name: silence, state: none}",
        "at: 2025-01-11T10:00:00.001Z, alert: {name: silence, state: raised}",
        "at: 2025-01-11T10:00:00.001Z, alert: {name: silence, state: raised, severity: low}",
        "at: 2025-01-20T00:00:00Z, alert: [{name: silence, state: open, severity: low}]",
        "at: 2025-01-21T10:00:00.001Z, alert: {name: silence, state: escalated, severity: high}",
        "at: 2025-01-25T10:00:00Z, alert: {name: silence, state: resolved}, refreshed: second",
        "at: 2025-03-06T10:00:00.001Z, alert: {name: silence, state: expired}",
        "at: 2025-01-06T10:00:00.001Z, refreshed: [quiet], persona: unassigned",
    ])
    func `what holds passes`(expectation: String) throws {
        #expect(try failures(expectation).map(\.message) == [])
    }

    @Test(arguments: [
        (
            "at: 2025-01-11T10:00:00Z, alert: {name: silence, state: raised}",
            "c1 has no alert raised by 'silence' at 2025-01-11T10:00:00.000Z"
        ),
        (
            "at: 2025-01-11T10:00:00.001Z, alert: {name: silence, state: raised, severity: high}",
            "c1 has no alert raised by 'silence' at 2025-01-11T10:00:00.001Z"
        ),
        (
            "at: 2025-01-25T10:00:00Z, alert: {name: silence, state: open}",
            "c1 has 'silence none' at 2025-01-25T10:00:00.000Z"
        ),
        (
            "at: 2025-01-22T10:00:00Z, alert: {name: silence, state: none}",
            "c1 has 'silence open: high' at 2025-01-22T10:00:00.000Z"
        ),
        (
            "at: 2025-01-22T10:00:00Z, alert: {name: silence, state: open, severity: low}",
            "c1 has 'silence open: high' at 2025-01-22T10:00:00.000Z"
        ),
        (
            "at: 2025-01-01T10:00:00Z, refreshed: second",
            "c1 has no persona found by 'second' at 2025-01-01T10:00:00.000Z"
        ),
    ])
    func `what does not hold fails`(expectation: String, message: String) throws {
        #expect(try failures(expectation).map(\.message) == [message])
    }

    @Test func `a failure tells when it did happen`() throws {
        let alert = try failures("at: 2025-01-02T00:00:00Z, alert: {name: silence, state: raised}")
        #expect(
            alert.first?.found == """
                at 2025-01-11T10:00:00.001Z (raised, low), \
                2025-01-21T10:00:00.001Z (escalated, high), 2025-01-25T10:00:00.000Z \
                (resolved, high), ...
                """)
        #expect(alert.first?.expected == "silence raised")
        let refresh = try failures("at: 2025-01-02T00:00:00Z, refreshed: quiet")
        #expect(
            refresh.first?.found == """
                at 2025-01-06T10:00:00.001Z (quiet), 2025-01-25T10:00:00.000Z (second), \
                2025-01-30T10:00:00.001Z (quiet)
                """)
    }

    @Test(arguments: [
        ("alert: {name: silnce, state: open}", "unknown churn alert 'silnce'"),
        ("alert: {name: silence, state: opn}", "unknown state 'opn'"),
        ("alert: {name: silence, state: open, severity: hgh}", "unknown severity 'hgh'"),
        ("alert: {state: open}", "'alert' needs 'name'"),
        ("alert: {name: silence}", "'alert' needs 'state'"),
        ("alert: silence", "'alert' must be a mapping, not text"),
        ("refreshed: secnd", "unknown refresh 'secnd'"),
        ("refreshed: []", "'refreshed' names nothing"),
    ])
    func `what is wrong is said`(expectation: String, message: String) {
        let complaints = RuleTestText.load(
            Self.text + "      - {at: 0, customer: c1, \(expectation)}\n"
        ).diagnostics.map(\.message)
        #expect(complaints == [message])
    }

    @Test func `an alert needs an instant`() {
        let text = Self.text + "      - {customer: c1, alert: {name: silence, state: open}}\n"
        #expect(RuleTestText.load(text).diagnostics.map(\.message) == ["'alert' needs 'at'"])
    }
}
