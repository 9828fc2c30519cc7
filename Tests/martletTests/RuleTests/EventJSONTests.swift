import Testing

@testable import martlet

@Suite struct EventJSONTests {
    private func json(_ yaml: String) throws -> String {
        let root = try #require(YAMLTree(SourceText(name: "t", text: yaml)).root)
        return String(decoding: EventJSON.line(root), as: UTF8.self)
    }

    @Test func `scalars become what JSON would take them for`() throws {
        #expect(
            try json(
                "{a: 1, b: 1.50, c: -0.5e3, d: true, e: null, f: ~, g: b c, h: '1', i: \"x\"}")
                == #"{"a":1,"b":1.50,"c":-0.5e3,"d":true,"e":null,"f":null,"#
                + #""g":"b c","h":"1","i":"x"}"#
        )
    }

    @Test(arguments: [
        ".5", "1.", "+1", "01", "1_000", "0x10", "1e", "-", "Infinity", ".nan", "True",
    ])
    func `what is no number of JSON is text`(text: String) throws {
        #expect(try json("{a: \(text)}") == #"{"a":"\#(text)"}"#)
    }

    @Test func `instants stay text, and objects and lists go inside`() throws {
        #expect(
            try json("ts: 2025-01-01T10:00:00Z\ncart: {items: [1, {n: \"a\\\"b\"}], note: }\n")
                == #"{"ts":"2025-01-01T10:00:00Z","cart":{"items":[1,{"n":"a\"b"}],"note":null}}"#)
    }
}
