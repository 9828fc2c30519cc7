import Testing

@testable import MartletProfile

/// Random rules over random facts, against evaluation at every millisecond.
@Suite struct ValidUntilPropertyTests {
    private static let scope = RuleScope(
        features: RandomRule.featureNames.enumerated().map { index, name in
            RuleScope.Feature(
                name: name,
                type: index >= RandomRule.numberCount ? .timestamp : index == 0 ? .int : .double)
        })

    /// Truth at each millisecond; nil if rounding decides at one of them.
    private func truths(_ rule: RandomRule, _ facts: TimelineFacts) -> [Truth]? {
        var result: [Truth] = []
        for now in 0...RandomRuleSource.last {
            var evaluation = NaiveEvaluation(facts: facts, now: now)
            result.append(evaluation.truth(rule))
            if evaluation.isAmbiguous { return nil }
        }
        return result
    }

    /// Checks `count` rules drawn from `seed`; the number of verdicts that ended in time.
    private func check(
        seed: UInt64, count: Int, _ draw: (inout RandomRuleSource) -> RandomRule,
        _ verify: (Verdict, _ now: Int, [Truth]) -> String?
    ) throws -> Int {
        var source = RandomRuleSource(seed: seed)
        var cases = 0
        var ends = 0
        while cases < count {
            let rule = draw(&source)
            let facts = source.facts()
            guard let truths = truths(rule, facts) else { continue }
            cases += 1
            let program = try RuleProgram(rule.source, scope: Self.scope)
            do {
                let now = Int(source.draw(0...RandomRuleSource.last))
                let verdict = program.verdict(facts, at: Instant(milliseconds: Int64(now)))
                if verdict.until.milliseconds <= RandomRuleSource.last { ends += 1 }
                if let problem = verify(verdict, now, truths) {
                    let message = "seed \(seed), case \(cases): \(rule.source) at \(now) of "
                    Issue.record("\(message)\(facts.timelines): \(problem); \(truths)")
                    return ends
                }
            }
        }
        return ends
    }

    @Test(arguments: [1, 2, 3])
    func comparisonsEndExactly(seed: UInt64) throws {
        let ends = try check(seed: seed, count: 4000, { $0.comparison() }) { verdict, now, truths in
            let flip = truths[now...].firstIndex { $0 != truths[now] }
            if verdict.truth != truths[now] { return "is \(verdict.truth)" }
            let until = verdict.until.milliseconds
            guard until != flip.map(Int64.init) else { return nil }
            return flip == nil && until > RandomRuleSource.last
                ? nil : "until \(until), not \(flip ?? -1)"
        }
        #expect(ends > 200)
    }

    @Test(arguments: [4, 5, 6])
    func noRuleEndsLate(seed: UInt64) throws {
        let draw = { (source: inout RandomRuleSource) in source.condition(source.chance(20) ? 2 : 1)
        }
        let ends = try check(seed: seed, count: 2000, draw) { verdict, now, truths in
            if verdict.truth != truths[now] { return "is \(verdict.truth)" }
            let flip = truths[now...].firstIndex { ($0 == .yes) != (truths[now] == .yes) }
            let until = verdict.until.milliseconds
            if until <= now { return "until \(until): no progress" }
            guard let flip, until > flip else { return nil }
            return "until \(until), after the flip at \(flip)"
        }
        #expect(ends > 200)
    }

    @Test func followedEndsAreExact() throws {
        var source = RandomRuleSource(seed: 7)
        for _ in 0..<1000 {
            let rule = source.condition(1)
            let facts = source.facts()
            guard let truths = truths(rule, facts) else { continue }
            let program = try RuleProgram(rule.source, scope: Self.scope)
            let change = program.change(facts, from: Instant(milliseconds: 0), steps: 1000)
            let flip = truths.firstIndex { ($0 == .yes) != (truths[0] == .yes) }
            let isEqual =
                flip.map { Int64($0) == change.milliseconds }
                ?? (change.milliseconds > RandomRuleSource.last)
            #expect(isEqual, "\(rule.source): \(change.milliseconds), not \(flip ?? -1)")
        }
    }
}
