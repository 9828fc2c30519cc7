import Testing

@testable import MartletProfile

/// What is reported of wrong rules, where, and with which hint.
@Suite struct DiagnosticTests {
    private static let scope = RuleScope(
        features: [
            .init(name: "spend_30d", type: .double), .init(name: "purchases_30d", type: .int),
            .init(name: "last_purchase", type: .timestamp),
            .init(name: "categories", type: .map(.int)),
            .init(name: "favourites", type: .list(.string)),
            .init(name: "last_channel", type: .dynamic),
        ], lists: ["vip", "staff"])

    /// Source, the reported texts with their hints.
    static let table: [(String, [(text: String, hint: String?)])] = [
        ("spend_30 > 5", [("spend_30", "did you mean 'spend_30d'?")]),
        (
            "purchase_30d > 5 && spendd_30d > 1",
            [
                ("purchase_30d", "did you mean 'purchases_30d'?"),
                ("spendd_30d", "did you mean 'spend_30d'?"),
            ]
        ),
        ("xyz > 5", [("xyz", nil)]),
        ("day_since(last_purchase) > 3", [("day_since", "did you mean 'days_since'?")]),
        ("days_since(last_purchse) > 3", [("last_purchse", "did you mean 'last_purchase'?")]),
        ("days_since > 3", [("days_since", "write days_since(...)")]),
        ("spend_30d() > 3", [("spend_30d", "'spend_30d' is a feature, without parentheses")]),
        ("spend_30d = 5", [("=", "did you mean '=='?")]),
        ("spend_30d > 5 & true", [("&", "did you mean '&&'?")]),
        ("spend_30d > 5 and true", [("and", "did you mean '&&'?")]),
        ("spend_30d > 5 or true", [("or", "did you mean '||'?")]),
        ("spend_30d > 15%", [("", "'%' is the remainder; 15 % is 0.15")]),
        ("spend_30d > 15% && true", [("&&", "'%' is the remainder; 15 % is 0.15")]),
        ("not spend_30d > 5", [("spend_30d", "did you mean '!'?")]),
        ("spend_30d <> 5", [(">", "did you mean '!='?")]),
        ("spend_30d =< 5", [("=<", "did you mean '<='?")]),
        ("spend_30d => 5", [("=>", "did you mean '>='?")]),
        (
            "since(last_purchase) > 30d",
            [("30d", "a length of time is duration(\"30d\"); days_since() gives a plain number")]
        ),
        ("spend_30d > 30x", [("30x", nil)]),
        ("spend_30d > '5'", [("spend_30d > '5'", nil)]),
        ("last_purchase > 30", [("last_purchase > 30", "did you mean days_since(...)?")]),
        (
            "last_purchase > '2020-01-01T00:00:00Z'",
            [
                (
                    "last_purchase > '2020-01-01T00:00:00Z'",
                    "write timestamp(\"2025-01-31T00:00:00Z\")"
                )
            ]
        ),
        ("since(last_purchase) > 30", [("since(last_purchase) > 30", "write duration(\"30d\")")]),
        (
            "1 < spend_30d < 5",
            [("1 < spend_30d < 5", "a comparison has two sides: write 'a < b && b < c'")]
        ),
        ("spend_30d", [("spend_30d", "compare it, such as with '> 0'")]),
        ("favourites", [("favourites", nil)]),
        ("spend_30d && true", [("spend_30d", "compare it, such as with '> 0'")]),
        ("!spend_30d", [("spend_30d", "compare it, such as with '> 0'")]),
        ("days_since(5) > 3", [("5", "write days_since(instant)")]),
        ("in_list('vpi')", [("'vpi'", "did you mean 'vip'?")]),
        ("in_list(last_channel)", [("last_channel", "write in_list(\"name\")")]),
        ("event.x > 1", [("event", nil)]), ("favourites[spend_30d] == 'a'", [("spend_30d", nil)]),
        ("categories[1] > 2", [("1", nil)]), ("favourites.x == 1", [("favourites.x", nil)]),
        ("last_channel.matches('(')", [("'('", nil)]),
        ("spend_30d % 2 == 0", [("spend_30d % 2", "'%' is for integers; convert with int(...)")]),
        ("1 in favourites", [("1 in favourites", nil)]),
        (
            "last_purchase in [1, 2]",
            [("1", "did you mean days_since(...)?"), ("2", "did you mean days_since(...)?")]
        ),
        ("(spend_30d > 5", [("", nil)]), ("spend_30d > 5)", [(")", nil)]), ("", [("", nil)]),
        ("spend_30d >", [("", nil)]),
        ("> 5", [(">", nil)]), ("a > 1 || b ||", [("", nil)]),
        ("has(spend_30d + 1)", [("spend_30d + 1", "write has(feature) or has(event.field)")]),
        (
            "string(days_since(last_purchase)) == '3'",
            [("days_since(last_purchase)", "compare it with a number or a duration")]
        ),
        (
            "[days_since(last_purchase)] == [3.0]",
            [("days_since(last_purchase)", "compare it with a number or a duration")]
        ),
        (
            "unknwn1 > 'a' + 1 && spend_30d == 'b'",
            [("unknwn1", nil), ("'a' + 1", nil), ("spend_30d == 'b'", nil)]
        ),
    ]

    @Test(arguments: table)
    func reported(_ source: String, _ expected: [(text: String, hint: String?)]) {
        let found = RuleFixture.diagnostics(source, scope: Self.scope, expecting: .truth)
        let bytes = Array(source.utf8)
        let texts = found.map { diagnostic in
            String(
                decoding: bytes[diagnostic.range.offset...].prefix(diagnostic.range.length),
                as: UTF8.self)
        }
        #expect(texts == expected.map(\.text), "\(found.map(\.message))")
        #expect(found.map(\.hint) == expected.map(\.hint))
    }

    @Test func nestingIsBounded() throws {
        let parentheses =
            String(repeating: "(", count: 10_000) + "1" + String(repeating: ")", count: 10_000)
        let lists = String(repeating: "[", count: 10_000)
        let sum = Array(repeating: "1", count: 10_000).joined(separator: " + ")
        let choices = String(repeating: "true ? 1 : ", count: 5000) + "1"
        for source in [
            parentheses, lists, sum, choices, "a" + String(repeating: ".a", count: 10_000),
        ] {
            let found = RuleFixture.diagnostics(source)
            #expect(found.count == 1)
            #expect(found.first?.message.contains("levels deep") == true)
        }
        #expect(RuleFixture.diagnostics(String(repeating: " ", count: 70_000)).count == 1)
    }

    @Test func longRulesThatAreFlatPass() throws {
        let all = Array(repeating: "1 < 2", count: 5000).joined(separator: " && ")
        #expect(try RuleFixture.evaluate(all).value == true)
        #expect(
            try RuleFixture.evaluate(String(repeating: "!", count: 10_001) + "true").value == false)
        #expect(try RuleFixture.evaluate(String(repeating: "-", count: 10_000) + "1").value == 1)
        let sum = Array(repeating: "1", count: 100).joined(separator: " + ")
        #expect(try RuleFixture.evaluate(sum).value == 100)
        let nested = String(repeating: "(", count: 100) + "7" + String(repeating: ")", count: 100)
        #expect(try RuleFixture.evaluate(nested).value == 7)
    }

    @Test func anEventAloneIsNoValue() {
        let scope = RuleScope(allowsEvent: true)
        #expect(RuleFixture.diagnostics("days_since(event.at) > 3", scope: scope).isEmpty)
        #expect(RuleFixture.diagnostics("event", scope: scope).first?.hint == "write event.FIELD")
    }

    @Test func unknownNamesCanBeAllowed() throws {
        let scope = RuleScope(allowsUnknownNames: true)
        let program = try RuleProgram("x > 1 || !has(y)", scope: scope)
        #expect(program.verdict(NoFacts(), at: RuleFixture.now).truth == .yes)
    }

    /// Any text is compiled or refused, never a crash.
    @Test func randomTexts() {
        var random = SplitMix64(seed: 99)
        let parts = [
            "1", "2.5", "'a'", "spend_30d", "categories", "favourites", "last_purchase", "(", ")",
            "[", "]", "{", "}",
            ",", ".", ":", "?", "&&", "||", "!", "-", "+", "*", "/", "%", "==", "<", ">=", " in ",
            "days_since(", "has(",
            "size(", "\\", "\"", "'", "r'", "matches", "\u{E9}", "0x", "null", "true", "in_list(",
            "a", " ",
        ]
        for _ in 0..<5000 {
            let count = Int.random(in: 1...12, using: &random)
            let source = (0..<count).map { _ in parts[Int.random(in: parts.indices, using: &random)]
            }.joined()
            do throws(RuleErrors) {
                let program = try RuleProgram(source, scope: Self.scope, expecting: .any)
                let facts = VariableFacts(values: Self.scope.features.map { _ in .unknown })
                _ = program.value(facts, at: RuleFixture.now)
                _ = program.explain(facts, at: RuleFixture.now)
            } catch {
                #expect(!error.diagnostics.isEmpty)
                #expect(
                    error.diagnostics.allSatisfy { $0.range.end <= max(source.utf8.count, 1) + 1 })
            }
        }
    }
}
