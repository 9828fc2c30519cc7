import Testing

@testable import martlet

/// What the user sees of a file that is wrong.
struct ConfigurationDiagnosticsTests {
    private static let durationHint =
        "write a number and a unit: ms, s, m, h or d, as in 10m"

    @Test func everyErrorOfAFileIsShownAtOnceInOrder() {
        let text = """
            version: 1
            nam: shop
            clock: wal
            commit: {interval: 100, max_events: 0}
            inputs:
              - {topic: purchases, type: purchase}
            features:
              purchases_30d: {cuont: purchase, window: 30d}
              spend: {sum: purchse.amount, window: 30 days}
            segments:
              loyal: {wen: "purchases_30d >= 3"}

            """
        let expected = """
            shop.yaml:2:1: error: unknown key 'nam' in the configuration; did you mean 'name'?
              2 | nam: shop
                | ^~~
            shop.yaml:3:8: error: unknown clock 'wal'; did you mean 'wall'?
              3 | clock: wal
                |        ^~~
            shop.yaml:4:20: error: a duration needs a unit; write '100ms', '100s' or '100m'
              4 | commit: {interval: 100, max_events: 0}
                |                    ^~~
            shop.yaml:4:37: error: 'max_events' must be 1 to 1000000, not 0
              4 | commit: {interval: 100, max_events: 0}
                |                                     ^
            shop.yaml:8:19: error: unknown feature kind 'cuont'; did you mean 'count'?
              8 |   purchases_30d: {cuont: purchase, window: 30d}
                |                   ^~~~~
            shop.yaml:9:16: error: no input has events of type 'purchse'; did you mean 'purchase'?
              9 |   spend: {sum: purchse.amount, window: 30 days}
                |                ^~~~~~~~~~~~~~
            shop.yaml:9:40: error: '30 days' is not a window; \
            write a whole number and m, h or d, as in 30d
              9 |   spend: {sum: purchse.amount, window: 30 days}
                |                                        ^~~~~~~
            shop.yaml:11:11: error: unknown key 'wen' in segment 'loyal'; did you mean 'when'?
              11 |   loyal: {wen: "purchases_30d >= 3"}
                 |           ^~~
            8 errors

            """
        #expect(ConfigurationText.messages(text) == expected)
    }

    @Test(arguments: [
        ("name: 12", "'name' must be text, not a whole number; put it in quotes"),
        (
            "name: a b",
            "'a b' can't be the name of an application; use letters, digits, '.', '_' and '-'"
        ),
        (
            "version: 2",
            "version 2 of the configuration is not known; write 'version: 1', or update martlet"
        ),
        ("version: one", "'version' must be a whole number, not text"),
        ("workers: \"2\"", "'workers' must be a whole number, not text"),
        ("workers: 2.5", "'workers' must be a whole number, not a number"),
        ("workers: [2]", "'workers' must be a single value, not a list"),
        ("workers:", "'workers' has no value; set it or leave it out"),
        (
            "kafka: localhost",
            "'kafka' must be a mapping, not text; write 'key: value' lines, or {key: value}"
        ),
        (
            "max_future: 10 min",
            "'10 min' is not a duration; " + Self.durationHint
        ),
        ("max_future: 4000d", "'max_future' must be 0s to 3650d, not 4000d"),
        (
            "max_future: 99999999999999999d",
            "'99999999999999999d' is not a duration; " + Self.durationHint
        ),
        ("inputs: purchases", "'inputs' must be a list, not text; write '- {topic: NAME}' lines"),
        ("inputs: [{type: a}]", "an input needs 'topic'"),
        ("inputs: [{topic: a}, {topic: a}]", "topic 'a' is an input already"),
        (
            "outputs: {profiles: a/b}",
            "'a/b' can't be the name of a topic; use letters, digits, '.', '_' and '-'"
        ),
        (
            "outputs: {profiles: shop.dead-letters}",
            "topic 'shop.dead-letters' is used for other records already; "
                + "give each output a topic of its own"
        ),
        (
            "inputs: [{topic: a}]\noutputs: {profiles: a}",
            "output topic 'a' is an input too; choose another topic"
        ),
        (
            "fields: {ts: a..b}",
            "'a..b' is not the path of a field; write names separated by single dots, at most 8"
        ),
        ("kafka: {properties: {group.id: x}}", "'group.id' is set by martlet itself; set 'name'"),
        (
            "time_zone: Europe Berlin",
            "unknown time zone 'Europe Berlin'; did you mean 'Europe/Berlin'?"
        ),
        (
            "time_zone: ../../etc/passwd",
            "unknown time zone '../../etc/passwd'; "
                + "write a name of the IANA database, as in Europe/Berlin"
        ),
        ("<<: {}", "merge keys are not supported; write the settings out"),
        ("[a]: 1", "a key must be text"),
    ])
    func settings(_ line: String, _ message: String) {
        let lines = ["version: 1", "name: shop"].filter {
            !line.hasPrefix(String($0.prefix { $0 != ":" }) + ":")
        }
        #expect(ConfigurationText.summaries((lines + [line]).joined(separator: "\n")) == [message])
    }

    @Test(arguments: [
        (
            "a: {count: purchase.amount}",
            "'count' is about events, not about a field of them; write 'count: purchase'"
        ),
        (
            "a: {sum: purchase}",
            "'sum' needs a field of the event; write 'purchase.FIELD', as in 'purchase.amount'"
        ),
        (
            "a: {sum: purchase.ts}",
            "'sum' can't be computed from instants; use min, max, first or last"
        ),
        (
            "a: {max: [purchase.ts, browse.price]}",
            "instants and other values can't be mixed in one feature; make two features"
        ),
        ("a: {count: [purchase, purchase]}", "'purchase' is listed twice; remove one"),
        ("a: {count: []}", "'count' has no source; name an event type, as in 'count: purchase'"),
        ("a: {count: }", "'count' has no source; name an event type, as in 'count: purchase'"),
        ("a: {count: [3]}", "a source must be text, not a whole number; put it in quotes"),
        (
            "a: {count: purchase, max: purchase.ts}",
            "a feature computes one thing, and 'count' is set; make 'max' a feature of its own"
        ),
        (
            "a: {window: 30d}",
            "feature 'a' does not say what it computes; add one of count, sum, min, max, mean, "
                + "first, last, distinct, share, tally, top, mean_gap, peak_hour, p_alive, "
                + "expected_purchases, expected_spend, activity_drop, rhythm, rfm"
        ),
        ("a: {count: purchase, k: 3}", "'count' has no 'k'; it belongs to top"),
        (
            "a: {count: purchase, windo: 3d}",
            "unknown key 'windo' in feature 'a'; did you mean 'window'?"
        ),
        (
            "a: {count: purchase, window: 0d}",
            "a window has 1 to 50000 units, not 0; "
                + "use a larger unit, or leave the window out for all time"
        ),
        ("a: {tally: purchase.x, limit: 0}", "'limit' must be 1 to 50000, not 0"),
        (
            "a: {top: purchase.x, weights: {browse: 1}}",
            "no source of this feature has type 'browse'; weights go by event type: purchase"
        ),
        (
            "a: {top: purchase.x, weights: {purchase: 0}}",
            "a weight must be a number above 0 and up to 1000000"
        ),
        ("a: {top: purchase.x, half_life: 1s}", "'half_life' must be 1m to 3650d, not 1s"),
        (
            "a: {share: purchase}",
            "a share needs 'where'; "
                + "say which of the events count, as in where: \"event.discount > 0\""
        ),
        ("a: {count: purchase, where: ' '}", "the rule is empty"),
        (
            "a: purchase",
            "feature 'a' must be a mapping, not text; write 'key: value' lines, or {key: value}"
        ),
        (
            "9a: {count: purchase}",
            "'9a' can't be the name of a feature; "
                + "use letters, digits and '_', not starting with a digit"
        ),
        ("size: {count: purchase}", "'size' is a word of the rule language; choose another name"),
    ])
    func features(_ line: String, _ message: String) {
        let file = ConfigurationText.load(ConfigurationText.head + "features:\n  \(line)\n")
        #expect(file.diagnostics.map(\.summary) == [message])
        #expect(file.configuration.features.isEmpty)
        #expect(file.configuration.unreadableFeatures.count == 1)
    }

    @Test(arguments: [
        ("s: {}", "segment 's' needs 'when'; add the rule by which customers enter"),
        ("s: {when: \"\"}", "the rule is empty"),
        ("s: {when: [a]}", "'when' must be a single value, not a list"),
        ("s: {when: a, min_dwell: 1}", "a duration needs a unit; write '1ms', '1s' or '1m'"),
        ("true: {when: a}", "'true' is a word of the rule language; choose another name"),
    ])
    func segments(_ line: String, _ message: String) {
        let text = ConfigurationText.head + "segments:\n  \(line)\n"
        #expect(ConfigurationText.summaries(text) == [message])
    }

    @Test func boundsOnTheNumberOfFeatures() {
        let features = (0...1024).map { "  f\($0): {count: purchase}\n" }.joined()
        let text = ConfigurationText.head + "features:\n" + features
        #expect(
            ConfigurationText.summaries(text) == [
                "1025 features, at most 1024 are possible; split them over several applications"
            ])
    }
}
