import MartletProfile
import MartletStream
import Testing

@testable import martlet

@Suite struct LintTests {
    private static let features = """
        features:
          purchases_30d:  {count: purchase, window: 30d}
          purchases:      {count: purchase}
          spend_30d:      {sum: purchase.amount, window: 30d}
          spend_total:    {sum: purchase.amount}
          biggest:        {max: purchase.amount}
          smallest:       {min: purchase.amount}
          first_seen:     {first: purchase.ts}
          last_purchase:  {last: purchase.ts}
          last_channel:   {last: purchase.channel}
          discount_share: {share: purchase, where: "event.discount > 0", window: 90d}
          kinds:          {distinct: purchase.category, limit: 50}
          categories:     {tally: purchase.category, limit: 64}
          favourites:     {top: purchase.category, k: 3}
          rhythm_days:    {mean_gap: purchase}
          busy:           {peak_hour: purchase}

        """

    /// The warnings about a configuration with these segments, as `check` shows them.
    private static func warnings(
        features: String = LintTests.features, segments: String = "  {}", outputs: String = "{}"
    ) throws -> [Diagnostic] {
        let head = ConfigurationText.head + "outputs: \(outputs)\ninputs: [{topic: events}]\n"
        var file = ConfigurationText.load(head + features + "segments:\n" + segments + "\n")
        let plan = file.compile(.init())
        #expect(file.diagnostics == [])
        file.lint(try #require(plan))
        return file.diagnostics
    }

    private static func warnings(when: String, exitWhen: String? = nil) throws -> [String] {
        let exit = exitWhen.map { ", exit_when: \"\($0)\"" } ?? ""
        return try warnings(segments: "  s: {when: \"\(when)\"\(exit)}").map(\.summary)
    }

    @Test(arguments: [
        ("purchases_30d < 0", "rule is never true: 'purchases_30d' is never below 0"),
        ("purchases_30d >= 0", "rule is never false: 'purchases_30d' is never below 0"),
        ("0 > purchases_30d", "rule is never true: 'purchases_30d' is never below 0"),
        ("discount_share > 1.5", "rule is never true: 'discount_share' is between 0 and 1"),
        ("discount_share <= 1", "rule is never false: 'discount_share' is between 0 and 1"),
        ("busy == 24", "rule is never true: 'busy' is between 0 and 23"),
        ("busy in [24, 25]", "rule is never true: 'busy' is between 0 and 23"),
        (
            "hour(last_purchase) > 23",
            "rule is never true: 'hour(last_purchase)' is between 0 and 23"
        ),
        (
            "weekday(last_purchase) == 7",
            "rule is never true: 'weekday(last_purchase)' is between 0 and 6"
        ),
        ("kinds > 50", "rule is never true: 'kinds' is between 0 and 50"),
        ("categories['x'] < 0", "rule is never true: 'categories['x']' is never below 0"),
        ("size(favourites) > 3", "rule is never true: 'size(favourites)' is between 0 and 3"),
        ("rhythm_days * 2 < 0", "rule is never true: 'rhythm_days * 2' is never below 0"),
        ("-purchases_30d > 0", "rule is never true: '-purchases_30d' is never above 0"),
        ("purchases_30d / 2 < 0", "rule is never true: 'purchases_30d / 2' is never below 0"),
        ("purchases_30d == 2.5", "rule is never true: 'purchases_30d' is never below 0"),
        (
            "has(purchases_30d)",
            "rule is never false: the feature has a value for every customer"
        ),
        ("true", "rule is never false"),
        ("1 > 2", "rule is never true"),
        ("1 > 2 || spend_30d > 4", "clause is never true"),
        (
            "purchases_30d < 0 || spend_30d > 4",
            "clause is never true: 'purchases_30d' is never below 0"
        ),
        (
            "!(purchases_30d < 0) && spend_30d > 4",
            "clause is never true: 'purchases_30d' is never below 0"
        ),
        (
            "purchases_30d >= 3 && purchases_30d < 2",
            "rule is never true: its parts exclude one another; did you mean '||'?"
        ),
        (
            "purchases_30d > 2 && purchases_30d < 3",
            "rule is never true: its parts exclude one another; did you mean '||'?"
        ),
        (
            "last_channel == 'app' && last_channel == 'web'",
            "rule is never true: its parts exclude one another; did you mean '||'?"
        ),
        (
            "last_channel != 'app' || last_channel != 'web'",
            "rule is never false: one of its parts is always true; did you mean '&&'?"
        ),
        (
            "!has(last_purchase) && days_since(last_purchase) > 3",
            "rule is never true: its parts exclude one another; did you mean '||'?"
        ),
        (
            "days_since(last_purchase) > 30 && days_since(last_purchase) <= 30",
            "rule is never true: its parts exclude one another; did you mean '||'?"
        ),
        (
            "spend_30d > 4 && (purchases_30d >= 3 && !(purchases_30d > 1))",
            "clause is never true: its parts exclude one another; did you mean '||'?"
        ),
    ])
    func clauses(_ rule: String, _ message: String) throws {
        #expect(try Self.warnings(when: rule) == ["this \(message)"])
    }

    @Test(arguments: [
        "purchases_30d >= 3", "purchases_30d > 0", "spend_30d < 0", "discount_share >= 1",
        "discount_share > 0.5 && discount_share < 0.6", "busy >= 23",
        "smallest < 0 && smallest > -1", "last_channel == 'app' || last_channel == 'web'",
        "last_channel in ['app', 'web'] && last_channel != 'web'",
        "has(last_purchase) || kinds < 3",
        "days_since(last_purchase) > 30 && days_since(first_seen) <= 30",
        "days_since(last_purchase) > 3 * rhythm_days", "purchases_30d > purchases / 2",
        "(purchases_30d > 3 ? spend_30d : biggest) >= 500", "purchases_30d - kinds < 0",
        "smallest > 3", "days_since(last_purchase) > 30", "!has(last_purchase)",
        "purchases < 3 && spend_total < 500", "purchases >= 3 && purchases_30d >= 1",
    ])
    func soundRules(_ rule: String) throws {
        #expect(try Self.warnings(when: rule) == [])
    }

    private static let lasting =
        "nobody can leave segment 's': its rule reads only what never falls back; "
        + "read features with a window, or add 'exit_when'"

    @Test(arguments: [
        "spend_total >= 500", "500 <= spend_total", "purchases > 3", "biggest > 100",
        "smallest < 3", "has(last_purchase)", "purchases > 3 || biggest * 2 >= 100",
        "kinds >= 3 && categories['shoes'] >= 2", "days_since(first_seen) > 30",
        "!(purchases < 3)", "last_purchase > timestamp('2025-01-01T00:00:00Z')",
        "size(categories) > 3", "spend_total + biggest > 100", "biggest - smallest > 50",
    ])
    func segmentsThatNobodyLeaves(_ rule: String) throws {
        #expect(try Self.warnings(when: rule) == [Self.lasting])
        #expect(try Self.warnings(when: rule, exitWhen: "purchases_30d == 0") == [])
    }

    @Test func exitThatNeverComes() throws {
        #expect(
            try Self.warnings(when: "spend_total >= 500", exitWhen: "spend_total < 400") == [
                "nobody can leave segment 's': what 'exit_when' reads never falls back; "
                    + "read features with a window there"
            ])
        // Unknown at first: it can become true.
        #expect(try Self.warnings(when: "purchases >= 3", exitWhen: "smallest > 10") == [])
    }

    @Test(arguments: [
        (
            "spend_30d >= 500", "spend_30d < 600",
            ": where 'spend_30d' is 500 or more and below 600"
        ),
        (
            "spend_30d > 500", "spend_30d <= 600",
            ": where 'spend_30d' is above 500 and 600 or less"
        ),
        ("spend_30d >= 500", "spend_30d <= 500", ": where 'spend_30d' is 500"),
        ("spend_30d >= 500", "spend_30d > 700", ": where 'spend_30d' is above 700"),
        (
            "spend_30d >= 500 && purchases_30d > 3", "spend_30d < 400 || purchases_30d < 5",
            ": where 'purchases_30d' is 4"
        ),
        ("last_channel == 'app'", "last_channel != 'web'", ""),
    ])
    func overlaps(_ when: String, _ exitWhen: String, _ place: String) throws {
        #expect(
            try Self.warnings(when: when, exitWhen: exitWhen) == [
                "'exit_when' can be true together with 'when'\(place); "
                    + "a customer for whom both are true stays outside; leave a gap between them"
            ])
    }

    @Test(arguments: [
        ("spend_30d >= 500", "spend_30d < 400"), ("spend_30d >= 500", "spend_30d < 500"),
        ("spend_30d >= 500", "days_since(last_purchase) > 30"),
        ("spend_30d >= 500", "spend_30d < 400 || days_since(last_purchase) > 30"),
        ("purchases_30d > 3", "purchases_30d < 4"),
    ])
    func gaps(_ when: String, _ exitWhen: String) throws {
        #expect(try Self.warnings(when: when, exitWhen: exitWhen) == [])
    }

    @Test func duplicates() throws {
        let found = try Self.warnings(
            segments: """
                  a: {when: "spend_30d >= 500 && discount_share > 0.25"}
                  b: {when: "discount_share>0.25  && spend_30d>=500.0"}
                  c: {when: "spend_30d >= 500 && discount_share > 0.25", min_dwell: 1d}
                  d: {when: "spend_30d >= 500 && discount_share >= 0.25"}
                """)
        #expect(
            found.map(\.summary) == [
                "segment 'b' has the same rule as segment 'a'; remove one of them"
            ])
    }

    @Test func windows() throws {
        let found = try Self.warnings(
            features: """
                features:
                  year:    {count: purchase, window: 366d}
                  days:    {count: purchase, window: 400d}
                  hours:   {count: purchase, window: 8785h}
                  minutes: {count: purchase, window: 50000m}

                """)
        #expect(
            found.map(\.message) == [
                "a window of 400d is wider than a year", "a window of 8785h is wider than a year",
            ])
    }

    @Test func filters() throws {
        let found = try Self.warnings(
            features: """
                features:
                  a: {count: purchase, where: "event.x > 3 && event.x < 2"}
                  b: {count: purchase, where: "event.x > 3 && event.y < 2"}
                  c: {count: purchase, where: "event.x == 'a' || true"}

                """)
        #expect(
            found.map(\.summary) == [
                "this filter is never true: its parts exclude one another; did you mean '||'?",
                "this clause is never false",
            ])
    }

    @Test func unreadFeatures() throws {
        let features = """
            features:
              read:   {count: purchase, window: 30d}
              exit:   {count: purchase, window: 7d}
              unread: {count: purchase}

            """
        let segments = "  s: {when: \"read > 3\", exit_when: \"exit == 0\"}"
        #expect(try Self.warnings(features: features, segments: segments) == [])
        let off = try Self.warnings(
            features: features, segments: segments, outputs: "{profiles: off}")
        #expect(
            off.map(\.summary) == [
                "nothing reads feature 'unread'; use it in a rule, publish profiles, or remove it"
            ])
    }

    @Test func placesInTheFile() throws {
        var file = ConfigurationText.load(
            """
            version: 1
            name: shop
            inputs: [{topic: events}]
            features:
              orders: {count: purchase, window: 800d}
            segments:
              loyal:
                when: >-
                  orders >= 3 &&
                  orders < 0

            """)
        let plan = file.compile(.init())
        file.lint(try #require(plan))
        let text = DiagnosticRenderer(sources: [file.source]).render(file.diagnostics)
        #expect(
            text == """
                shop.yaml:5:37: warning: a window of 800d is wider than a year; \
                a profile keeps up to 800 buckets for it; leave the window out for all time
                  5 |   orders: {count: purchase, window: 800d}
                    |                                     ^~~~
                shop.yaml:10:7: warning: this clause is never true: 'orders' is never below 0
                  10 |       orders < 0
                     |       ^~~~~~~~~~
                2 warnings

                """)
    }
}
