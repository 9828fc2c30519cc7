import MartletStream
import Testing

@testable import martlet

/// Warnings about churn alerts and personas that are probably not meant as they stand.
@Suite struct AlertLintTests {
    private static let features = """
        features:
          purchases_30d: {count: purchase, window: 30d}
          last_purchase: {last: purchase.ts}
          drop: {activity_drop: {of: purchase}}
        segments:
          loyal: {when: "purchases_30d >= 3"}

        """

    /// The messages about a configuration that ends with these lines.
    private static func messages(_ text: String) -> [String] {
        var file = ConfigurationText.load(
            ConfigurationText.head + "inputs: [{topic: events}]\n" + features + text + "\n")
        if let plan = file.compile(.init()) { file.lint(plan) }
        return file.diagnostics.map(\.message)
    }

    @Test func `a severity that nobody starts below`() {
        func alert(_ ladder: String) -> [String] {
            Self.messages(
                "churn_alerts:\n  quiet: {when: \"days_since(last_purchase) > 9\", "
                    + "severity: \(ladder)}")
        }
        #expect(alert("{low: true, high: \"days_since(last_purchase) > 20\"}") == [])
        #expect(
            alert("{low: \"days_since(last_purchase)  > 9\", high: \"purchases_30d < 1\"}") == [])
        #expect(
            alert("{low: \"days_since(last_purchase) > 12\", high: \"purchases_30d < 1\"}") == [
                "every episode has the severity 'low' from its raise on, whatever this rule says"
            ])
    }

    @Test func `silence through the baseline ends a drop`() {
        func alert(_ rest: String) -> [String] {
            Self.messages("churn_alerts:\n  less: {when: \"drop > 0.15\"\(rest)}")
        }
        #expect(
            alert("") == [
                "episodes are resolved when 'drop' has no value any more, as of customers who "
                    + "have left"
            ])
        #expect(alert(", resolve_on: purchase") == [])
        #expect(alert(", resolve_on: \"drop < 0.1\"") == [])
    }

    @Test func `events that were written another way elsewhere`() {
        let rules = "personas: {rules: {all: \"true\"}, refresh_on: "
        for form in [
            "{first: purchse}", "{unusual: purchse.amount}", "{negative: [purchse]}",
            "{on: [purchase, purchse], when: \"event.a > 1\"}",
        ] {
            #expect(
                Self.messages(rules + "{x: \(form)}}") == [
                    "no feature reads events of type 'purchse'"
                ], "\(form)")
        }
        // A type of its own is as good as any where inputs take all.
        #expect(Self.messages(rules + "{x: {negative: feedback}, y: \"event.a > 1\"}}") == [])
    }

    @Test func `segments that are none`() {
        #expect(
            Self.messages("personas: {rules: {all: \"true\"}, refresh_on: {x: {segments: []}}}")
                == ["'segments' names no segment"])
    }

    @Test func `rules of personas that decide nothing`() {
        #expect(
            Self.messages(
                "personas: {rules: {some: \"purchases_30d < 0\"}, refresh_every: 1d, "
                    + "refresh_when: {x: \"purchases_30d >= 0\"}}") == [
                    "this rule is never true: 'purchases_30d' is never below 0",
                    "this rule is never false: 'purchases_30d' is never below 0",
                ])
    }
}
