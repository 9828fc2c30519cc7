import Testing

@testable import MartletProfile

/// Rules explained clause by clause.
@Suite struct ExplanationTests {
    private static let scope = RuleScope(
        features: [
            .init(name: "count", type: .int), .init(name: "last", type: .timestamp),
            .init(name: "rhythm", type: .double),
            .init(name: "channel", type: .dynamic), .init(name: "tally", type: .map(.int)),
        ])
    private static let last = Instant(
        milliseconds: RuleFixture.now.milliseconds - 2 * RuleFixture.day)
    private static let facts = VariableFacts(
        values: [3, .timestamp(last), .unknown, "app", .map(["shoes": 5])])

    private func explain(_ source: String) throws -> Explanation {
        try RuleProgram(source, scope: Self.scope).explain(Self.facts, at: RuleFixture.now)
    }

    @Test func tree() throws {
        let source =
            " count >= 3 && !(days_since(last) > 3 * rhythm)"
            + " && (channel in ['app', 'x'] || has(rhythm))"
        let root = try explain(source)
        #expect(root.form == .all)
        #expect(root.verdict.truth == .unknown)
        #expect(root.text == String(source.dropFirst()))
        #expect(root.parts.map(\.form) == [.clause, .not, .any])
        let count = root.parts[0]
        #expect(count.text == "count >= 3" && count.range == SourceRange(offset: 1, length: 10))
        #expect(count.value == 3 && count.threshold == 3 && count.verdict == Verdict(.yes))
        let silence = root.parts[1].parts[0]
        #expect(silence.value == 2.0 && silence.threshold == .unknown)
        let channel = root.parts[2].parts[0]
        #expect(channel.form == .clause && channel.value == "app" && channel.verdict.truth == .yes)
        #expect(channel.text == "channel in ['app', 'x']")
        #expect(root.parts[2].parts[1].value == .unknown)
    }

    @Test func clauses() throws {
        #expect(try explain("3 <= count").value == 3)
        let since = try explain("days_since(last) > 5")
        #expect(since.value == 2.0 && since.threshold == 5)
        #expect(
            since.verdict.until.milliseconds == Self.last.milliseconds + 5 * RuleFixture.day + 1)
        #expect(try explain("tally['shoes'] >= 5").value == 5)
        #expect(try explain("'shoes' in tally").value == 5)
        let text = try explain("channel == 'web'")
        #expect(text.value == "app" && text.threshold == "web" && text.verdict.truth == .no)
        #expect(try explain("channel.startsWith('a')").value == "app")
        #expect(try explain("count > 2 ? count > 5 : count > 1").parts.count == 3)
        #expect(try explain("1 < 2").verdict.truth == .yes)
    }
}
