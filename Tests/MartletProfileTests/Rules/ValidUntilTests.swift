import Testing

@testable import MartletProfile

/// Worked examples of the instant until which a truth holds; "now" is day 0, times are in ms.
@Suite struct ValidUntilTests {
    private static let day = RuleFixture.day
    private static let hour: Int64 = 3_600_000

    /// Features of the examples.
    private static let features: [(name: String, type: RuleType, line: TimelineFacts.Timeline)] = [
        ("last", .timestamp, .init(.timestamp(Instant(milliseconds: -2 * day)))),
        ("first", .timestamp, .init(.timestamp(Instant(milliseconds: -10 * day)))),
        ("never", .timestamp, .init(.unknown)), ("rhythm", .double, .init(1.5)),
        // Leaves a window in steps: 3, 2, 2 again, 1, none.
        ("count", .int, .init(3, [day: 2, 2 * day: 2, 3 * day: 1, 4 * day: 0])),
        ("other", .int, .init(1, [2 * day: 0])),
        ("least", .double, .init(10.0, [day: 20.0, 3 * day: .unknown])),
        ("seen", .timestamp, .init(.timestamp(Instant(milliseconds: -day)), [5 * day: .unknown])),
        ("channel", .dynamic, .init("app", [2 * day: "web"])),
        ("tally", .map(.int), .init(.map(["a": 3]), [day: .map(["a": 2]), 3 * day: .map([:])])),
        (
            "top", .list(.string),
            .init(.list(["a"]), [day: .list(["a", "b"]), 2 * day: .list(["b"])])
        ),
    ]

    private func program(_ source: String) throws -> RuleProgram {
        let scope = RuleScope(
            features: Self.features.map { RuleScope.Feature(name: $0.name, type: $0.type) })
        return try RuleProgram(source, scope: scope)
    }

    private func verdict(_ source: String, at now: Int64 = 0) throws -> Verdict {
        let facts = TimelineFacts(timelines: Self.features.map(\.line))
        return try program(source).verdict(facts, at: Instant(milliseconds: now))
    }

    /// Source, truth, ms until.
    static let single: [(String, Truth, Int64?)] = [
        ("1 < 2", .yes, nil), ("last < timestamp('1970-01-01T00:00:00Z')", .yes, nil),
        ("days_since(last) > 5", .no, 3 * day + 1), ("days_since(last) >= 5", .no, 3 * day),
        ("days_since(last) < 5", .yes, 3 * day), ("days_since(last) <= 5", .yes, 3 * day + 1),
        ("days_since(last) == 5", .no, 3 * day), ("days_since(last) == 2", .yes, 1),
        ("days_since(last) != 2", .no, 1), ("days_since(last) > 2", .no, 1),
        ("days_since(last) > 1", .yes, nil),
        ("days_since(last) == 1", .no, nil), ("days_since(last) == 5.0000000001", .no, nil),
        ("5 < days_since(last)", .no, 3 * day + 1), ("days_since(last) < 0", .no, nil),
        ("hours_since(last) > 49", .no, hour + 1), ("hours_since(last) * 2 >= 98", .no, hour),
        ("since(last) > duration('3d')", .no, day + 1), ("since(last) >= duration('3d')", .no, day),
        ("since(last) == duration('3d')", .no, day), ("days_since(last) > 1e12", .no, nil),
        ("days_since(never) > 5", .unknown, nil), ("days_since(last) > rhythm * 2", .no, day + 1),
        ("days_since(last) > 3 * rhythm", .no, 2 * day + day / 2 + 1),
        ("days_since(last) / rhythm >= 2", .no, day), ("-days_since(last) < -3", .no, day + 1),
        ("10 - days_since(last) < 7", .no, day + 1), ("days_since(last) + 1 > 4", .no, day + 1),
        ("days_since(first) - days_since(last) > 2", .yes, nil),
        ("days_since(first) - days_since(last) > 8", .no, nil),
        ("days_since(first) - days_since(last) >= 8", .yes, nil),
        ("days_since(first) > days_since(last) + 8", .no, nil),
        ("days_since(first) >= days_since(last) + 8", .yes, nil),
        ("hours_since(first) - 24 * days_since(last) == 192.0", .yes, nil),
        ("days_since(first) > 2 * days_since(last)", .yes, 6 * day),
        ("days_since(last) + days_since(first) > 20", .no, 4 * day + 1),
        ("since(first) + since(last) >= duration('20d')", .no, 4 * day),
        ("last + since(last) > timestamp('1970-01-03T00:00:00Z')", .no, 2 * day + 1),
        ("int(days_since(last)) % 7 == 0", .no, 5 * day), ("int(days_since(last)) >= 3", .no, day),
        ("days_since(last) * days_since(last) > 9", .no, day + 1),
        ("1 / days_since(last) < 0.25", .no, 2 * day + 1),
        ("hour(last + since(last)) == 6", .no, 6 * hour),
        ("weekday(last + since(last)) == 0", .no, 3 * day),
        ("days_since(last) in [3, 4]", .no, day),
        ("(rhythm > 1 ? days_since(last) : 0.0) > 3", .no, day + 1),
    ]

    static let stepping: [(String, Truth, Int64?)] = [
        ("count >= 3", .yes, day), ("count >= 2", .yes, 3 * day), ("count >= 1", .yes, 4 * day),
        ("count >= 0", .yes, nil), ("count == 1", .no, 3 * day), ("count > 5", .no, nil),
        ("count * 2 >= 3", .yes, 3 * day), ("count + other > 2", .yes, 2 * day),
        ("count > other", .yes, 4 * day),
        ("least > 15", .no, day), ("least < 100", .yes, 3 * day), ("has(least)", .yes, 3 * day),
        ("!has(least)", .no, 3 * day), ("channel == 'app'", .yes, 2 * day),
        ("channel != 'app'", .no, 2 * day),
        ("channel in ['x', 'web']", .no, 2 * day), ("channel.startsWith('a')", .yes, 2 * day),
        ("tally['a'] >= 2", .yes, 3 * day), ("tally['b'] > 0", .no, nil),
        ("'a' in tally", .yes, 3 * day),
        ("has(tally.a)", .yes, 3 * day), ("size(top) >= 2", .no, day),
        ("'a' in top", .yes, 2 * day),
        ("top[0] == 'a'", .yes, 2 * day), ("days_since(last) > count", .no, day),
        ("days_since(seen) > 10", .no, 5 * day), ("days_since(seen) > 3", .no, 2 * day + 1),
        ("count > 2 ? count > 1 : count > 0", .yes, day), ("1.0 * count > 1.0", .yes, 3 * day),
        ("count / other > 2", .yes, day), ("10 / other > 2", .yes, 2 * day),
        ("10 % count == 1", .yes, day),
    ]

    static let logic: [(String, Truth, Int64?)] = [
        ("count >= 3 && other >= 1", .yes, day), ("count >= 9 && other >= 1", .no, nil),
        ("count < 3 && count < 2", .no, 3 * day), ("count < 2 || other < 1", .no, 2 * day),
        ("count >= 3 || other >= 1", .yes, 2 * day),
        ("count >= 3 && days_since(never) > 1", .unknown, nil),
        ("count >= 3 || days_since(never) > 1", .yes, day),
        ("!(count >= 3 && other >= 1)", .no, day),
        ("!(days_since(never) > 1 || count >= 3)", .no, nil),
        ("!(days_since(never) > 1 || count < 3)", .unknown, nil),
        ("!(days_since(last) > 5)", .yes, 3 * day + 1),
        ("count >= 3 && days_since(last) > 5", .no, 3 * day + 1), ("true && count >= 3", .yes, day),
        ("false && count >= 3", .no, nil), ("true || 1 / 0 > 1", .yes, nil),
        ("least > 0 && 1 / 0 > 1", .unknown, nil),
        ("has(last) && days_since(last) <= 5 && count >= 1", .yes, 3 * day + 1),
        ("days_since(last) > 5 || days_since(last) < 3", .yes, day),
    ]

    @Test(arguments: single + stepping + logic)
    func example(_ source: String, _ truth: Truth, _ until: Int64?) throws {
        let verdict = try verdict(source)
        #expect(verdict.truth == truth)
        #expect(verdict.until.milliseconds == until ?? .max)
    }

    @Test func endsOfConjunctionsMoveOn() throws {
        // Early at first, and exact by following the ends.
        let program = try program("count >= 2 && days_since(last) > 9")
        let facts = TimelineFacts(timelines: Self.features.map(\.line))
        #expect(program.change(facts, from: Instant(milliseconds: 0)) == .never)
        let other = try self.program("count < 2 && days_since(last) >= 5.5")
        #expect(
            other.change(facts, from: Instant(milliseconds: 0)).milliseconds
                == 7 * Self.day / 2)
    }

    @Test func readingsAndPaths() throws {
        let program = try program(
            "count > 1 && tally['a'] + tally['b'] > 1 && count < 9 && has(last)")
        #expect(program.features == [0, 4, 9])
        #expect(
            program.readings == [
                .init(feature: 4), .init(feature: 9, key: "a"), .init(feature: 9, key: "b"),
                .init(feature: 0),
            ])
        #expect(!program.readsTime)
        #expect(try self.program("days_since(last) > 1").readsTime)
        #expect(try self.program("1 < 2").constant == true)
    }
}
