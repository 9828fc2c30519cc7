import Testing

@testable import MartletProfile

/// What the tables of the rule language share.
enum RuleFixture {
    /// 2011-03-01T08:26:00Z, the "now" of the tables.
    static let now = Instant(milliseconds: 1_298_967_960_000)

    /// One day, ms.
    static let day: Int64 = 86_400_000

    /// The value of an expression over named values; compile errors trap.
    static func evaluate(
        _ source: String, _ variables: KeyValuePairs<String, Value> = [:],
        fields: [String: Value] = [:], at now: Instant = now
    ) throws -> Timed {
        let features = variables.map { RuleScope.Feature(name: $0.key, type: .dynamic) }
        let scope = RuleScope(features: features, allowsEvent: !fields.isEmpty)
        let program = try RuleProgram(source, scope: scope, expecting: .any)
        let facts = VariableFacts(
            values: variables.map(\.value), fields: fields, paths: program.fieldPaths)
        return program.value(facts, at: now)
    }

    /// What is wrong with an expression.
    static func diagnostics(
        _ source: String, scope: RuleScope = RuleScope(),
        expecting: RuleProgram.Expectation = .any
    ) -> [RuleDiagnostic] {
        do throws(RuleErrors) {
            _ = try RuleProgram(source, scope: scope, expecting: expecting)
            return []
        } catch {
            return error.diagnostics
        }
    }
}
