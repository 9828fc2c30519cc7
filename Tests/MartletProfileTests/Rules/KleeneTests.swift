import Testing

@testable import MartletProfile

/// Three-valued logic, and errors as its fourth case (cel-spec, "Logical Operators").
@Suite struct KleeneTests {
    private static let operands = ["true", "false", "none", "1 / 0 > 0"]
    private static let t: Value = true
    private static let f: Value = false
    private static let u: Value = .unknown
    private static let e: Value = .error(.divisionByZero)

    private func value(_ source: String) throws -> Value {
        try RuleFixture.evaluate(source, ["none": .unknown]).value
    }

    /// Rows and columns in the order of the operands.
    private func table(_ sign: String) throws -> [[Value]] {
        try Self.operands.map { left in
            try Self.operands.map { right in try value("(\(left)) \(sign) (\(right))") }
        }
    }

    @Test func conjunction() throws {
        let (t, f, u, e) = (Self.t, Self.f, Self.u, Self.e)
        #expect(try table("&&") == [[t, f, u, e], [f, f, f, f], [u, f, u, e], [e, f, e, e]])
    }

    @Test func disjunction() throws {
        let (t, f, u, e) = (Self.t, Self.f, Self.u, Self.e)
        #expect(try table("||") == [[t, t, t, t], [t, f, u, e], [t, u, u, e], [t, e, e, e]])
    }

    @Test func negation() throws {
        #expect(
            try Self.operands.map { try value("!(\($0))") } == [Self.f, Self.t, Self.u, Self.e])
    }

    @Test func choice() throws {
        #expect(try Self.operands.map { try value("(\($0)) ? 1 : 2") } == [1, 2, Self.u, Self.e])
    }

    @Test(arguments: [
        "none + 1", "none == 1", "none != 1", "none in [1]", "[none]", "size(none)", "-none",
        "none.a", "none[0]",
        "string(none)", "none > 1 ? 1 : 2", "days_since(none)", "none.startsWith('a')",
    ])
    func unknownPropagates(_ source: String) throws {
        #expect(try value(source) == .unknown)
    }

    @Test func longChains() throws {
        #expect(try value("none && none && true && false") == false)
        #expect(try value("none || 1 / 0 > 0 || true") == true)
        #expect(try value("none && 1 / 0 > 0") == Self.e)
    }

    @Test func verdictsTellErrorsFromUnknown() throws {
        let scope = RuleScope(features: [
            .init(name: "n", type: .int), .init(name: "z", type: .int),
        ])
        let facts = VariableFacts(values: [.unknown, 0])
        let verdict = { (source: String) in
            try RuleProgram(source, scope: scope).verdict(facts, at: RuleFixture.now)
        }
        #expect(try verdict("n > 1") == Verdict(.unknown))
        #expect(try verdict("1 / z > 1") == Verdict(.unknown, error: .divisionByZero))
        #expect(try verdict("1 / z > 1 || z == 0") == Verdict(.yes))
        #expect(try verdict("!(1 % z > 1)") == Verdict(.unknown, error: .modulusByZero))
        #expect(try verdict("n > 1 && 1 / z > 1") == Verdict(.unknown, error: .divisionByZero))
    }
}
