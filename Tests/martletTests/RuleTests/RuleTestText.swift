@testable import martlet

/// Reads rule tests from text, as the tests write them.
enum RuleTestText {
    /// A configuration with one feature and two segments, on one line.
    static let config = """
        config:
          features: {orders: {count: purchase, window: 2d}, last: {last: purchase.ts}}
          segments: {new: {when: "orders == 1"}, loyal: {when: "orders >= 2"}}

        """

    /// Two orders of c1.
    static let events = """
        cases:
          - name: two orders
            events:
              - {type: purchase, customer_id: c1, ts: 2025-01-01T10:00:00Z}
              - {type: purchase, customer_id: c1, ts: 2025-01-02T10:00:00Z}

        """

    /// Reads a file.
    static func load(_ text: String) -> RuleTestFile {
        RuleTestFile(text: text, name: "t.yaml", directory: "nowhere", environment: [:])
    }

    /// Places and messages of what is wrong.
    static func complaints(_ text: String) -> [String] {
        load(text).diagnostics.map { diagnostic in
            let start = diagnostic.span?.start
            return "\(start?.line ?? 0):\(start?.column ?? 0) \(diagnostic.message)"
        }
    }

    /// Runs the cases and returns the messages of all failures.
    static func failures(_ text: String) throws -> [String] {
        try results(text).flatMap(\.failures).map(\.message)
    }

    /// Runs the cases.
    static func results(_ text: String) throws -> [RuleTestResult] {
        let file = load(text)
        guard let plan = file.plan, !file.diagnostics.hasErrors else {
            return [
                RuleTestResult(
                    name: "", origin: .builtIn,
                    failures: file.diagnostics.map {
                        RuleTestFailure(origin: .builtIn, message: $0.message)
                    }, seconds: 0)
            ]
        }
        return try file.cases.map { try RuleTestRun.run($0, plan: plan) }
    }
}
