import MartletProfile
import Testing

@testable import martlet

/// `eval`, `check` and `explain` as processes: streams and exit statuses.
@Suite struct InspectingCommandTests {
    private static let configuration = """
        version: 1
        name: shop
        clock: event
        inputs: [{topic: events}]
        features:
          orders: {count: purchase, window: 30d}
        segments:
          loyal: {when: "orders >= 2"}
          nobody: {when: "orders < 0"}

        """
    private static let events = """
        {"type":"purchase","customer_id":"c1","ts":"2025-06-01T10:00:00Z"}
        {"type":"purchase","customer_id":"c1","ts":"2025-06-02T10:00:00Z"}

        """

    private static let results: [([String], String)] = [
        (["1 + 1"], "2"), (["-3 % 2"], "-1"), (["--", "-3 % 2"], "-1"),
        (["--vars", #"{"x":3}"#, "-x"], "-3"),
        (["hour(timestamp('2025-06-01T10:00:00Z'))", "--time-zone", "Asia/Kolkata"], "15"),
    ]

    @Test(arguments: results)
    func eval(_ arguments: [String], _ value: String) throws {
        let result = try BuiltCommand.run(["eval"] + arguments)
        #expect(result.status == 0)
        #expect(result.error == "")
        #expect(result.output == #"{"value":\#(value),"holds_until":null}"# + "\n")
    }

    private static let mistakes: [([String], Int32)] = [
        (["1 / 0"], 1), (["x"], 1), (["1 +"], 1), (["1", "2"], 64), ([], 64),
        (["1", "--vars", "[1]"], 64), (["1", "--at", "soon"], 64), (["1", "--var", "{}"], 64),
        (["1", "--time-zone", "Mars/Base"], 78),
    ]

    @Test(arguments: mistakes)
    func evalOfMistakes(_ arguments: [String], _ status: Int32) throws {
        let result = try BuiltCommand.run(["eval"] + arguments)
        #expect(result.status == status)
        #expect(result.output == "")
        #expect(result.error != "")
    }

    private static func check(
        _ text: String, _ arguments: [String] = []
    ) throws -> BuiltCommand.Result {
        try BuiltCommand.withFile(text) {
            try BuiltCommand.run(["check", "--config", $0] + arguments)
        }
    }

    @Test func check() throws {
        let plain = try Self.check(Self.configuration)
        #expect(plain.status == 0)
        #expect(plain.output.contains("1 feature, 2 segments, 1 input;"))
        #expect(plain.error.contains(":9:19: warning: this rule is never true"))
        let strict = try Self.check(Self.configuration, ["--strict"])
        #expect(strict.status == 78)
        #expect(strict.output == "")
        #expect(strict.error.contains(":9:19: error: this rule is never true"))
    }

    @Test func checkAsJSON() throws {
        let result = try Self.check(Self.configuration, ["--json"])
        #expect(result.status == 0)
        #expect(result.error == "")
        guard case .map(let object) = try JSONValueReader.read(result.output),
            case .list(let diagnostics)? = object["diagnostics"], case .map? = object["plan"]
        else {
            Issue.record("not the object that it should be")
            return
        }
        #expect(object["valid"] == .bool(true))
        #expect(diagnostics.count == 1)
    }

    @Test func checkOfAnInvalidFile() throws {
        let result = try Self.check("version: 1\nname: shop\nclok: wall\n", ["--json"])
        #expect(result.status == 78)
        guard case .map(let object) = try JSONValueReader.read(result.output) else {
            Issue.record("not an object")
            return
        }
        #expect(object["valid"] == .bool(false))
        #expect(object["plan"] == .null)
    }

    private static func explain(_ arguments: [String]) throws -> BuiltCommand.Result {
        try BuiltCommand.withFile(configuration) { path in
            try BuiltCommand.withFile(events) { events in
                try BuiltCommand.run(
                    ["explain", "--config", path, "--events", events, "--customer"] + arguments)
            }
        }
    }

    @Test func explain() throws {
        let plain = try Self.explain(["c1"])
        #expect(plain.status == 0)
        #expect(
            plain.output.contains(
                "loyal: inside since 2025-06-02T10:00:00Z; "
                    + "leaves at 2025-07-01T00:00:00Z if no event comes"))
        let json = try Self.explain(["c1", "--json"])
        #expect(json.output.hasPrefix(#"{"customer_id":"c1","at":"2025-06-02T10:00:00"#))
    }

    @Test func explainOfAnUnknownCustomer() throws {
        let unknown = try Self.explain(["c9"])
        #expect(unknown.status == 1)
        #expect(unknown.output == "")
        #expect(unknown.error.hasSuffix("the id must be written as the events have it\n"))
        #expect(try Self.explain(["c1", "--at", "2025-01-01T00:00:00Z"]).status == 1)
    }
}
