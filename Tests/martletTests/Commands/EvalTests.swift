import MartletProfile
import Testing

@testable import martlet

@Suite struct EvalTests {
    /// What the command prints: the value, or the message.
    private static func output(
        _ expression: String, _ variables: String = "{}", at: String = "2025-05-20T00:00:00Z"
    ) throws -> String {
        let named = try ExpressionEvaluation.variables(variables)
        let now = Instant(rfc3339: Array(at.utf8).span)
        let evaluation = ExpressionEvaluation(
            expression, variables: named, at: try #require(now))
        let source = SourceText(name: ExpressionEvaluation.expressionName, text: expression)
        return evaluation.json
            ?? DiagnosticRenderer(sources: [source]).render(evaluation.diagnostics)
    }

    @Test(arguments: [
        ("1 + 2 * 3", "{}", "7"),
        ("1 + 2.0", "{}", "3.0"),
        ("7 / 2", "{}", "3"),
        ("-7 % 5", "{}", "-2"),
        ("1e20", "{}", "1e+20"),
        ("-0.0", "{}", "-0.0"),
        ("1.0 / 0.0", "{}", "\"Infinity\""),
        ("-1.0 / 0.0", "{}", "\"-Infinity\""),
        ("0.0 / 0.0", "{}", "\"NaN\""),
        ("'a' + \"b\\n\"", "{}", #""ab\n""#),
        ("true || x", "{}", "true"),
        ("null", "{}", "null"),
        ("duration('1h30m')", "{}", "\"5400s\""),
        ("duration('250ms')", "{}", "\"0.25s\""),
        ("timestamp('2009-02-13T23:31:30Z')", "{}", "\"2009-02-13T23:31:30.000Z\""),
        ("{'b': 1, 'a': [1.5, true, null]}", "{}", #"{"a":[1.5,true,null],"b":1}"#),
        ("x + 1", #"{"x": 41}"#, "42"),
        ("x + 1", #"{"x": 41.0}"#, "42.0"),
        ("x + 1", #"{"x": 4.1e1}"#, "42.0"),
        ("x", #"{"x": 9223372036854775807}"#, "9223372036854775807"),
        ("x", #"{"x": 9223372036854775808}"#, "9.223372036854776e+18"),
        ("x == null", #"{"x": null}"#, "true"),
        ("x.a.b", #"{"x": {"a": {"b": "c"}}}"#, "\"c\""),
        ("x['a'] in [1, 2]", #"{"x": {"a": 2}}"#, "true"),
        ("size(x) + x[1]", #"{"x": [5, 6, 7]}"#, "9"),
        ("event.channel == 'app'", #"{"event": {"channel": "app"}}"#, "true"),
        ("has(x)", "{}", "false"),
        ("has(x)", #"{"x": 0}"#, "true"),
        ("has(x.a) && !has(x.b)", #"{"x": {"a": 1}}"#, "true"),
        ("has(event.a)", "{}", "false"),
        ("x > 3 && y", #"{"y": false}"#, "false"),
        ("x ? 'yes' : 'no'", #"{"x": true}"#, "\"yes\""),
    ])
    func values(_ expression: String, _ variables: String, _ value: String) throws {
        #expect(
            try Self.output(expression, variables) == #"{"value":\#(value),"holds_until":null}"#)
    }

    @Test(arguments: [
        // More than thirty days have passed one millisecond after thirty days.
        ("days_since(timestamp(t)) > 30", "false", "2025-05-31T08:00:00.001Z"),
        ("days_since(timestamp(t)) >= 30", "false", "2025-05-31T08:00:00.000Z"),
        ("days_since(timestamp(t)) < 10", "false", nil),
        ("since(timestamp(t)) < duration('480h')", "true", "2025-05-21T08:00:00.000Z"),
        // The value itself is another one with every millisecond.
        ("since(timestamp(t))", "\"1612800s\"", "2025-05-20T00:00:00.001Z"),
        // The first condition ends first, but the answer stays what it is.
        (
            "days_since(timestamp(t)) < 20 || days_since(timestamp(t)) < 40", "true",
            "2025-06-10T08:00:00.000Z"
        ),
    ])
    func holdsUntil(_ expression: String, _ value: String, _ until: String?) throws {
        let end = until.map { "\"\($0)\"" } ?? "null"
        #expect(
            try Self.output(expression, #"{"t": "2025-05-01T08:00:00Z"}"#)
                == #"{"value":\#(value),"holds_until":\#(end)}"#)
    }

    @Test(arguments: [
        ("1/0", "expression:1:1: error: division by zero\n  1 | 1/0\n    | ^~~\n"),
        (
            "2 * (x % 0)",
            """
            expression:1:5: error: remainder of a division by zero
              1 | 2 * (x % 0)
                |     ^~~~~~~

            """
        ),
        (
            "spnd > 3 && other",
            """
            expression:1:1: error: 'spnd' has no value; did you mean 'spend'?
              1 | spnd > 3 && other
                | ^~~~
            expression:1:13: error: 'other' has no value
              1 | spnd > 3 && other
                |             ^~~~~
            2 errors

            """
        ),
        (
            "m.zz",
            "expression:1:1: error: no such key\n  1 | m.zz\n    | ^~~~\n"
        ),
        (
            "true ? [1][3] : 1/0",
            """
            expression:1:8: error: index out of range
              1 | true ? [1][3] : 1/0
                |        ^~~~~~

            """
        ),
        (
            "sqrt(spend)",
            """
            expression:1:1: error: unknown function 'sqrt'
              1 | sqrt(spend)
                | ^~~~

            """
        ),
        (
            "spend >",
            """
            expression:1:8: error: expected an operand, found the end of the rule
              1 | spend >
                |        ^

            """
        ),
    ])
    func mistakes(_ expression: String, _ message: String) throws {
        #expect(try Self.output(expression, #"{"spend": 3, "x": 1, "m": {"a": 1}}"#) == message)
    }

    @Test(arguments: [
        (#"{"a": 01}"#, 7, "this is no JSON value"),
        (#"{"a": 1,}"#, 9, "a name in quotes is missing"),
        (#"{"a" 1}"#, 6, "':' is missing"),
        (#"{"a": 1, "a": 2}"#, 10, "the name is there twice"),
        (#"{"a": "\x"}"#, 8, "there is no such escape"),
        (#"{"a": "\ud800"}"#, 8, "the escape is half a character"),
        (#"{"a": 1e999}"#, 7, "the number is out of range"),
        (#"{"a": [1, 2}"#, 12, "',' or ']' is missing"),
        (#"{} 3"#, 4, "there is something behind the value"),
        (#""#, 1, "a value is missing"),
        (#"[3]"#, 1, #"the variables must be a JSON object, as in {"x": 3}"#),
    ])
    func variables(_ text: String, _ column: Int, _ message: String) throws {
        let error = #expect(throws: Diagnostic.self) {
            _ = try ExpressionEvaluation.variables(text)
        }
        #expect(error?.message == message)
        #expect(error?.span?.start == SourcePosition(line: 1, column: column))
        #expect(error?.subject == "--vars")
    }

    @Test func texts() throws {
        let text = #"{"a": "\u00e9\ud83d\ude00\"\\\/\b\f\n\r\t"}"#
        #expect(
            try JSONValueReader.read(text)
                == .map(["a": .string("\u{E9}\u{1F600}\"\\/\u{8}\u{C}\n\r\t")]))
    }

    @Test func depth() throws {
        let deep = { String(repeating: "[", count: $0) + String(repeating: "]", count: $0) }
        _ = try JSONValueReader.read(deep(64))
        #expect(throws: JSONValueReader.Mistake.self) { _ = try JSONValueReader.read(deep(5000)) }
    }
}
