import Testing

@testable import MartletProfile

/// Until when rules over features on models hold, to the millisecond.
@Suite struct MeasureRuleTests {
    private static let scope = RuleScope(
        features: MeasureFixture.definitions.map { RuleScope.Feature($0) })

    private static func rule(_ text: String) throws -> RuleProgram {
        try RuleProgram(text, scope: scope)
    }

    /// Follows the ends of a rule from `now` on, and looks at both sides of each of them, around it
    /// and in between.
    ///
    /// - Returns: The instants at which the rule changed.
    private static func changes(
        _ text: String, _ table: borrowing ProfileTable, from now: Int64, to end: Int64,
        _ random: inout SplitMix64
    ) throws -> [Int64] {
        let rule = try Self.rule(text)
        let facts = ProfileFacts(table, table.slab.row(0))
        let truth = { (at: Int64) in rule.verdict(facts, at: Instant(milliseconds: at)).truth }
        var changes: [Int64] = []
        var at = now
        var steps = 0
        while at < end, steps < 400 {
            let verdict = rule.verdict(facts, at: Instant(milliseconds: at))
            let until = min(verdict.until.milliseconds, end)
            #expect(until > at, "\(text) at \(at)")
            // Nothing changes before the end, wherever one looks.
            for _ in 0..<4 {
                let between = Int64.random(in: at..<until, using: &random)
                let found = truth(between)
                #expect(found == verdict.truth, "\(text) at \(between), from \(at) to \(until)")
            }
            for before in max(at, until - 4)..<until {
                let found = truth(before)
                #expect(found == verdict.truth, "\(text) at \(before), before \(until)")
            }
            let next = truth(until)
            if until < end, next != verdict.truth { changes.append(until) }
            at = until
            steps += 1
        }
        #expect(steps < 400, "\(text) is asked again and again")
        return changes
    }

    private static let falling =
        [
            "alive < 0.5", "alive <= 0.75", "alive > 0.25", "alive >= 0.9", "!(alive < 0.6)",
            "0.4 > alive", "expected < 1", "expected >= 0.5", "spend < 40", "spend_all <= 11.5",
            "alive_e < 0.7", "expected_e > 0.8", "spend_e < 30", "alive_big < 0.5",
            "1 - alive > 0.5", "alive * 2 < 1.1", "alive * spend < 20",
            "alive < 0.5 && expected < 1",
            "alive - expected / 10 < 0.3", "(drop > 0.1 ? alive : expected) < 0.6",
            "alive < 0.8 || bg < 0.5", "int(expected * 10) < 7",
            "alive + 0.001 * rhythm.gaps < 0.5",
            "alive < bg", "expected < 0.02 * rhythm.mean_days",
        ] + affine

    /// Sums and products of a forecast with constants.
    private static let affine = [
        "1 - alive > 0.5", "0.3 >= 1 - alive", "-alive > -0.4", "100 * (1 - alive) - 5 <= 70",
        "(expected + 3) / -4 > -0.9", "double(alive) * 3 - 1 < 0.3", "1 - (1 - alive) < 0.6",
        "1e300 * alive * 1e300 >= 1e308", "1 - alive * 1e-30 < 1", "2 < 0.1 * spend + 1",
    ]

    /// They are solved as the forecast itself is, at the cost of that.
    @Test(arguments: affine) func affineFormsAreSolved(text: String) throws {
        #expect(try Self.rule(text).code.root.operation == .compareForecast)
    }

    @Test func otherFormsAreSearched() throws {
        for text in [
            "1 - alive == 0.5", "1 / alive > 2", "alive * 0 > -1", "alive - expected > 0.5",
            "alive * alive < 0.3", "alive + 1e308 * 10 > 3", "alive - 1 < 1e308 * 10",
        ] {
            #expect(try Self.rule(text).code.root.operation == .compare, "\(text)")
        }
    }

    /// What falls passes its threshold once, at the instant that was said, and is not asked before.
    @Test(arguments: 1...5) func thresholdsArePassedWhenTheyWereSaidToBe(seed: Int) throws {
        var random = SplitMix64(seed: UInt64(seed))
        let plan = try MeasureFixture.plan([], seed % 2 == 0 ? .utc : MeasureFixture.berlin)
        let count = Int(random.next() % 12) + 1
        let events = MeasureFixture.story(&random, count: count, days: 200)
        let table = EventStory.table(plan, events)
        let now = table.clock.milliseconds
        let end = now + 3000 * MeasureFixture.day
        for text in Self.falling {
            let changes = try Self.changes(text, table, from: now, to: end, &random)
            #expect(changes.count <= 12, "\(text), seed \(seed): \(changes)")
        }
    }

    @Test(arguments: 11...16) func stepsComeWithTheirDays(seed: Int) throws {
        var random = SplitMix64(seed: UInt64(seed))
        let plan = try MeasureFixture.plan([], seed % 2 == 0 ? .utc : MeasureFixture.berlin)
        let events = MeasureFixture.story(&random, count: 30, days: 80)
        let table = EventStory.table(plan, events)
        let now = table.clock.milliseconds
        let end = now + 120 * MeasureFixture.day
        let rules = [
            "rfm.r <= 2", "rfm.score < 300", "fixed.r == 1", "rfm.r + fixed.r >= 6",
            "drop > 0.15", "drop >= 1", "1 - drop < 0.5", "has(drop)", "has(rfm.r) && rfm.m > 2",
            "rhythm.mean_days > 10", "has(nothing)", "nothing < 0.5",
            "days_since(timestamp('2025-03-01T00:00:00Z')) > 2 * rhythm.mean_days",
        ]
        for text in rules {
            let changes = try Self.changes(text, table, from: now, to: end, &random)
            if text == "fixed.r == 1" { #expect(changes.count <= 1) }
        }
    }

    /// One evaluation gives the one instant, found in closed form.
    @Test func oneTimerForAThreshold() throws {
        let plan = try MeasureFixture.plan()
        let event = EventStory.Event(type: "buy", at: MeasureFixture.start)
        let table = EventStory.table(plan, [event])
        let facts = ProfileFacts(table, table.slab.row(0))
        let verdict = try Self.rule("alive < 0.5").verdict(facts, at: table.clock)
        let customer = PurchaseForecast.Customer(
            repeats: 0, first: table.clock, last: table.clock)
        let expected = MeasureFixture.mbgnbd.instant(whenAlive: customer, falls: .below(0.5))
        #expect(verdict.truth == .no && verdict.until == expected)
        let after = try Self.rule("alive < 0.5").verdict(facts, at: expected)
        #expect(after.truth == .yes && after.until == .never)
        // Somebody who bought once is alive for ever by BG/NBD.
        let forever = try Self.rule("bg >= 1").verdict(facts, at: table.clock)
        #expect(forever.truth == .yes && forever.until == .never)
    }

    @Test func equalityHoldsForAsLongAsItDoes() throws {
        let plan = try MeasureFixture.plan()
        let events = [0, 9].map { day in
            EventStory.Event(type: "buy", at: MeasureFixture.start + day * MeasureFixture.day)
        }
        let table = EventStory.table(plan, events)
        let facts = ProfileFacts(table, table.slab.row(0))
        // A value that is met exactly.
        let at = Instant(milliseconds: table.clock.milliseconds + 12_345_678)
        let next = Instant(milliseconds: at.milliseconds + 1)
        let alive = plan.features.definitions.firstIndex { $0.name == "alive" } ?? 0
        let value = facts.number(alive, at: at).number.double
        let equal = try Self.rule("alive == \(value)")
        let before = equal.verdict(facts, at: table.clock)
        #expect(before.truth == .no && before.until == at)
        let now = equal.verdict(facts, at: at)
        #expect(now.truth == .yes && now.until == next)
        let later = equal.verdict(facts, at: next)
        #expect(later.truth == .no && later.until == .never)
        // One that lies between two milliseconds is never met.
        let missed = try Self.rule("alive != 0.5").verdict(facts, at: table.clock)
        #expect(missed.truth == .yes && missed.until == .never)
    }

    @Test func partsAreNamed() {
        let cases = [
            ("rhythm.mean > 3", "'rhythm' has no 'mean'"),
            ("rhythm > 3", "'>' cannot compare a group of values with an integer"),
            ("has(rfm.x)", "'rfm' has no 'x'"),
            (
                "alive in [drop]",
                "a value that moves with time can only be compared or computed with"
            ),
        ]
        for (text, message) in cases {
            do throws(RuleErrors) {
                _ = try RuleProgram(text, scope: Self.scope)
                Issue.record("\(text) was understood")
            } catch {
                #expect(error.diagnostics.first?.message == message, "\(text)")
            }
        }
    }
}
