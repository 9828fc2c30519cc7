import Testing

@testable import MartletProfile

/// Functions on texts, conversions, instants and durations.
@Suite struct FunctionTests {
    static let texts: [RuleCase] = [
        RuleCase("size('')", 0), RuleCase("size('abc')", 3),
        RuleCase("'\u{1F98A}\u{E9}'.size()", 2),
        RuleCase("size('e\u{301}')", 2),
        RuleCase("size([1, 2])", 2), RuleCase("[].size()", 0), RuleCase("size({'a': 1})", 1),
        RuleCase("'foobar'.startsWith('foo')", true), RuleCase("'foobar'.startsWith('bar')", false),
        RuleCase("'foobar'.startsWith('')", true), RuleCase("'\u{E9}t'.startsWith('e')", false),
        RuleCase("'foobar'.endsWith('bar')", true), RuleCase("'foobar'.endsWith('foo')", false),
        RuleCase("'a'.endsWith('ba')", false), RuleCase("'foobar'.contains('oba')", true),
        RuleCase("'foobar'.contains('x')", false), RuleCase("''.contains('')", true),
        RuleCase("'a' + 'b'", "ab"),
        RuleCase("[1] + [2]", .list([.int(1), .int(2)])), RuleCase("'hubba'.matches('ubb')", true),
        RuleCase("'hubba'.matches('^ubb')", false), RuleCase("matches('hubba', '^h.*a$')", true),
        RuleCase("'abc'.matches('')", true), RuleCase("dyn('a') + dyn('b')", "ab"),
        RuleCase("dyn(1) + dyn(2)", 3),
        RuleCase("dyn(1) + dyn('b')", .error(.noSuchOverload)),
        RuleCase("dyn(1).size()", .error(.noSuchOverload)),
        RuleCase("size(dyn(1))", .error(.noSuchOverload)),
        RuleCase("dyn(1).startsWith('a')", .error(.noSuchOverload)),
    ]

    static let conversions: [RuleCase] = [
        RuleCase("int('42')", 42), RuleCase("int('-7')", -7),
        RuleCase("int('x')", .error(.invalidConversion)),
        RuleCase("int(1.9)", 1),
        RuleCase("int(-1.9)", -1), RuleCase("int(1e99)", .error(.overflow)),
        RuleCase("int(9223372036854775807.0)", .error(.overflow)),
        RuleCase("int(5)", 5), RuleCase("int(timestamp('1970-01-01T00:00:01.9Z'))", 1),
        RuleCase("int(timestamp('1969-12-31T23:59:59.5Z'))", -1), RuleCase("double(1)", 1.0),
        RuleCase("double('1.25')", 1.25), RuleCase("double('x')", .error(.invalidConversion)),
        RuleCase("string(12)", "12"),
        RuleCase("string(1.5)", "1.5"), RuleCase("string(-45e2)", "-4500"),
        RuleCase("string(true)", "true"),
        RuleCase("string('a')", "a"),
        RuleCase("string(timestamp('2009-02-13T23:31:30Z'))", "2009-02-13T23:31:30Z"),
        RuleCase("string(timestamp('2009-02-13T23:31:30.500+01:00'))", "2009-02-13T22:31:30.5Z"),
        RuleCase("string(duration('1h30m'))", "5400s"),
        RuleCase("string(duration('-1.5s'))", "-1.5s"),
        RuleCase("bool('true')", true), RuleCase("bool('f')", false),
        RuleCase("bool('x')", .error(.invalidConversion)),
    ]

    static let times: [RuleCase] = [
        RuleCase("duration('30d')", .duration(30 * RuleFixture.day)),
        RuleCase("duration('1h30m')", .duration(5_400_000)),
        RuleCase("duration('1.5s')", .duration(1500)),
        RuleCase("duration('250ms')", .duration(250)),
        RuleCase("duration('-2m')", .duration(-120_000)), RuleCase("duration('0')", .duration(0)),
        RuleCase("timestamp('2011-03-01T08:26:00Z')", .timestamp(RuleFixture.now)),
        RuleCase("timestamp('2011-03-01T09:26:00+01:00')", .timestamp(RuleFixture.now)),
        RuleCase("timestamp(1298967960)", .timestamp(RuleFixture.now)),
        RuleCase("timestamp(timestamp(0)) == timestamp(dyn(0))", true),
        RuleCase("timestamp(-62135596800) == timestamp('0001-01-01T00:00:00Z')", true),
        RuleCase(
            "timestamp('2011-03-01T08:26:00Z') + duration('1d')"
                + " > timestamp('2011-03-01T08:26:00Z')",
            true),
        RuleCase(
            "timestamp('2011-03-02T00:00:00Z') - timestamp('2011-03-01T00:00:00Z')",
            .duration(RuleFixture.day)),
        RuleCase(
            "timestamp('2011-03-02T00:00:00Z') - duration('1d')"
                + " == timestamp('2011-03-01T00:00:00Z')",
            true),
        RuleCase("duration('1h') + duration('30m') == duration('90m')", true),
        RuleCase("-duration('1s')", .duration(-1000)),
        RuleCase("duration('1d') > duration('23h')", true),
        RuleCase("timestamp('9999-12-31T23:59:59Z') + duration('1s')", .error(.overflow)),
        RuleCase("timestamp('0001-01-01T00:00:00Z') - duration('1s')", .error(.overflow)),
        RuleCase("days_since(timestamp('2011-02-27T08:26:00Z'))", 2.0),
        RuleCase("hours_since(timestamp('2011-03-01T06:56:00Z'))", 1.5),
        RuleCase("since(timestamp('2011-03-01T08:00:00Z')) == duration('26m')", true),
        RuleCase("days_since(timestamp('2011-03-02T08:26:00Z'))", -1.0),
        RuleCase("hour(timestamp('2011-03-01T08:26:00Z'))", 8),
        RuleCase("weekday(timestamp('2011-03-01T08:26:00Z'))", 2),
        RuleCase("weekday(timestamp('1969-12-28T00:00:00Z'))", 0),
    ]

    @Test(arguments: texts + conversions + times)
    func value(_ example: RuleCase) throws {
        #expect(try RuleFixture.evaluate(example.source).value == example.value)
    }

    @Test(arguments: [
        "duration('1x')", "duration('')", "duration('1')", "duration('1.5ns')",
        "duration('400000000d')",
        "duration('-')", "duration('1h 30m')", "timestamp('2011-03-01')", "timestamp('x')",
        "since('x')", "since(3)",
        "hour(3)", "int([])", "double(true)", "string([])", "bool(1)", "size(1)",
        "contains('a', 'b')",
        "startsWith('a', 'b')", "'a'.has()", "'a'.contains(1)", "'a'.contains()",
        "'a'.contains('b', 'c')", "size()",
        "size('a', 'b')", "'a'.matches('(')", "'a'.matches('a' + string(1 + since))", "has(1)",
        "has()", "since()",
    ])
    func refused(_ source: String) {
        #expect(!RuleFixture.diagnostics(source).isEmpty)
    }

    @Test func variables() throws {
        let variables: KeyValuePairs<String, Value> = [
            "n": .int(4), "x": .double(2.5), "s": .string("app"), "b": .bool(true),
            "none": .unknown, "at": "2011-02-28T08:26:00Z",
            "m": .map(["a": .int(1)]), "l": .list([.string("shoes")]),
        ]
        func value(_ source: String) throws -> Value {
            try RuleFixture.evaluate(source, variables).value
        }
        #expect(try value("n * 2 + x") == .double(10.5))
        #expect(try value("s == 'app' && b") == .bool(true))
        #expect(try value("s + '!'") == .string("app!"))
        #expect(try value("s + 1") == .error(.noSuchOverload))
        #expect(try value("s > 1") == .error(.noSuchOverload))
        #expect(try value("s == 1") == .bool(false))
        #expect(try value("n && true") == .error(.noSuchOverload))
        #expect(try value("none > 1") == .unknown)
        #expect(try value("has(none)") == .bool(false))
        #expect(try value("has(n) && has(m.a) && !has(m.b)") == .bool(true))
        #expect(try value("m.a + m['a']") == .int(2))
        #expect(try value("'a' in m && !('b' in m)") == .bool(true))
        #expect(try value("'shoes' in l && l[0] == 'shoes' && size(l) == 1") == .bool(true))
        #expect(try value("n in [1, 2, 4]") == .bool(true))
        #expect(try value("s in ['web', 'app']") == .bool(true))
        #expect(try value("none in ['web', 'app']") == .unknown)
        #expect(try value("[none, 1]") == .unknown)
        #expect(try value("b ? n : x") == .int(4))
        #expect(try value("none ? n : x") == .unknown)
        #expect(try value("none || true") == .bool(true))
        #expect(try value("int(s)") == .error(.invalidConversion))
        #expect(try value("days_since(at)") == 1.0)
        #expect(try value("hour(at)") == 8)
        #expect(try value("days_since(s)") == .error(.invalidConversion))
        #expect(try value("days_since(b)") == .error(.noSuchOverload))
    }

    @Test func eventFields() throws {
        let fields: [String: Value] = [
            "channel": .string("app"), "cart.total": .double(30), "gift": .bool(true),
        ]
        func value(_ source: String) throws -> Value {
            try RuleFixture.evaluate(source, fields: fields).value
        }
        #expect(try value("event.channel == 'app'") == .bool(true))
        #expect(try value("event.channel != 'app'") == .bool(false))
        #expect(try value("event.cart.total >= 30") == .bool(true))
        #expect(try value("event.gift") == .bool(true))
        #expect(try value("event.gift == true && event.channel.startsWith('a')") == .bool(true))
        #expect(try value("event.discount > 0") == .unknown)
        #expect(try value("has(event.discount) || !has(event.channel)") == .bool(false))
        #expect(try value("event.channel in ['app', 'web']") == .bool(true))
        #expect(try value("event.cart.total * 2 == 60") == .bool(true))
    }
}
