import Testing

@testable import MartletProfile

/// Operators (cel-spec, "Standard definitions").
@Suite struct OperatorTests {
    static let precedence: [RuleCase] = [
        RuleCase("1 + 2 * 3", 7), RuleCase("(1 + 2) * 3", 9), RuleCase("10 - 2 - 3", 5),
        RuleCase("20 / 2 / 5", 2),
        RuleCase("2 * 7 % 4", 2), RuleCase("7 % 4 * 2", 6), RuleCase("-2 * 3", -6),
        RuleCase("-(2 + 3)", -5),
        RuleCase("1 < 2 == true", true), RuleCase("1 + 1 == 2 && 2 < 3", true),
        RuleCase("true || false && false", true), RuleCase("(true || false) && false", false),
        RuleCase("!true || true", true), RuleCase("!(true || true)", false),
        RuleCase("!!true", true),
        RuleCase("!!!true", false), RuleCase("true ? 1 : 2", 1),
        RuleCase("false ? 1 : false ? 2 : 3", 3),
        RuleCase("true ? (false ? 1 : 2) : 3", 2), RuleCase("1 < 2 ? 'a' : 'b'", "a"),
        RuleCase("false || true ? 1 : 2", 1), RuleCase("1 in [1] && true", true),
        RuleCase("2 in [1, 2] == true", true), RuleCase("-[1, 2][1]", -2), RuleCase("1 - -1", 2),
    ]

    static let integers: [RuleCase] = [
        RuleCase("7 / 2", 3), RuleCase("-7 / 2", -3), RuleCase("7 / -2", -3), RuleCase("7 % 3", 1),
        RuleCase("-7 % 3", -1),
        RuleCase("7 % -3", 1), RuleCase("1 / 0", .error(.divisionByZero)),
        RuleCase("1 % 0", .error(.modulusByZero)),
        RuleCase("9223372036854775807 + 1", .error(.overflow)),
        RuleCase("-9223372036854775808 - 1", .error(.overflow)),
        RuleCase("9223372036854775807 * 2", .error(.overflow)),
        RuleCase("-9223372036854775808 / -1", .error(.overflow)),
        RuleCase("-9223372036854775808 % -1", .error(.overflow)),
        RuleCase("-(-9223372036854775808)", .error(.overflow)),
        RuleCase("4611686018427387904 * -2", .int(.min)), RuleCase("0 * 1 / 1", 0),
    ]

    static let doubles: [RuleCase] = [
        RuleCase("7.0 / 2.0", 3.5), RuleCase("1.1 + 2.2", .double(1.1 + 2.2)),
        RuleCase("1.0 / 0.0", .double(.infinity)),
        RuleCase("-1.0 / 0.0", .double(-.infinity)), RuleCase("0.0 / 0.0 == 0.0 / 0.0", false),
        RuleCase("0.0 / 0.0 != 0.0 / 0.0", true), RuleCase("0.0 / 0.0 < 1.0", false),
        RuleCase("-0.0 == 0.0", true),
        RuleCase("1 + 0.5", 1.5), RuleCase("7 / 2.0", 3.5), RuleCase("2.5 * 2", 5.0),
        RuleCase("3 - 0.5", 2.5),
        RuleCase("1e308 * 10.0", .double(.infinity)),
    ]

    static let comparisons: [RuleCase] = [
        RuleCase("1 == 1", true), RuleCase("1 == 1.0", true), RuleCase("1 < 1.5", true),
        RuleCase("2 > 1.5", true),
        RuleCase("9007199254740993 == 9007199254740992.0", false),
        RuleCase("9007199254740993 > 9007199254740992.0", true),
        RuleCase("9223372036854775807 < 9223372036854775808.0", true),
        RuleCase("-9223372036854775808 == -9223372036854775808.0", true),
        RuleCase("1 != 2", true), RuleCase("2 <= 2", true), RuleCase("2 >= 3", false),
        RuleCase("false < true", true),
        RuleCase("'a' < 'b'", true), RuleCase("'a' < 'aa'", true), RuleCase("'Z' < 'a'", true),
        RuleCase("'' < 'a'", true),
        RuleCase("'\u{E9}' == 'e\u{301}'", false), RuleCase("'\u{FF21}' < '\u{1F600}'", true),
        RuleCase("'abc' >= 'abc'", true), RuleCase("null == null", true),
        RuleCase("null == 1", false),
        RuleCase("null != 'a'", true), RuleCase("[1, 2] == [1.0, 2.0]", true),
        RuleCase("[1] == [1, 2]", false),
        RuleCase("[1, 2] != [2, 1]", true), RuleCase("{'a': 1} == {'a': 1.0}", true),
        RuleCase("{'a': 1} == {'b': 1}", false), RuleCase("dyn(1) == 'a'", false),
        RuleCase("dyn(1) != 'a'", true),
        RuleCase("dyn(1) < 'a'", .error(.noSuchOverload)), RuleCase("dyn(true) == 1", false),
    ]

    static let memberships: [RuleCase] = [
        RuleCase("1 in [1, 2]", true), RuleCase("3 in [1, 2]", false),
        RuleCase("1.0 in [1, 2]", true),
        RuleCase("'a' in ['b', 'a']", true), RuleCase("1 in []", false),
        RuleCase("'a' in {'a': 1}", true),
        RuleCase("'b' in {'a': 1}", false), RuleCase("dyn('1') in [1]", false),
        RuleCase("!('x' in ['y'])", true),
        RuleCase("[1] in [[1], [2]]", true), RuleCase("[10, 20][1]", 20),
        RuleCase("[10][1]", .error(.indexOutOfRange)),
        RuleCase("[10][-1]", .error(.indexOutOfRange)), RuleCase("{'a': 7}['a']", 7),
        RuleCase("{'a': 7}.a", 7),
        RuleCase("{'a': 7}['b']", .error(.noSuchKey)), RuleCase("{'a': {'b': 2}}.a.b", 2),
        RuleCase("[[1, 2], [3]][0][1]", 2),
        RuleCase("{'a': 1, 'a': 2} == {}", .error(.noSuchKey)),
    ]

    @Test(arguments: precedence + integers + doubles + comparisons + memberships)
    func value(_ example: RuleCase) throws {
        #expect(try RuleFixture.evaluate(example.source).value == example.value)
    }

    @Test(arguments: [
        "1 + 'a'", "1 + true", "'a' - 'b'", "-'a'", "-true", "!1", "1 && true", "true || 'a'",
        "1 == 'a'",
        "'a' < 1", "1.5 % 2.0", "[1] < [2]", "{} > {}", "1 ? 2 : 3", "true ? 1 : 'a'", "1 in 2",
        "'a' in [1, 2]",
        "1 in {'a': 1}", "'abc'[0]", "{'a': 1}[0]", "[1]['a']", "{1: 2}", "null + 1",
        "duration('1s') * 2",
        "timestamp('2020-01-01T00:00:00Z') + timestamp('2020-01-01T00:00:00Z')", "1 < 2 < 3",
    ])
    func refused(_ source: String) {
        #expect(!RuleFixture.diagnostics(source).isEmpty)
    }
}
