import ArgumentParser
import MartletStorage

/// `martlet test`: events in, expected segments at instants out.
struct TestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test", abstract: "Run rule tests: events in, expected segments out.",
        discussion: """
            A test file names a configuration and lists cases. Each case has events, written out \
            or in a file, and says who must be where at which instant; time runs from the events.

              config: shop.yaml             # path from this file, or the configuration itself
              cases:
                - name: three purchases make a customer loyal
                  events:                   # or  file: e.ndjson  (also .gz, .zst, or a list)
                    - {type: purchase, customer_id: c1, ts: 2025-01-01T10:00:00Z, amount: 20}
                  until: 2025-03-01T00:00:00Z         # let time pass up to here (optional)
                  dead_letters: 0                     # events that are none (default: 0)
                  expect:
                    - {at: 2025-01-01T10:00:00Z, customer: c1, in: [new]}   # these, no others
                    - {at: 2025-01-02T00:00:00Z, customer: c1, in_segment: new, not_in: loyal}
                    - {at: 2025-01-01T10:00:00Z, customer: c1, entered: new}
                    - {at: 2025-01-31T00:00:00Z, customer: c1, exited: new}
                    - {at: 2025-01-31T00:00:00Z, customer: c1, features: {purchases_30d: 0}}
                    - {customer: c1, never_in: [loyal, at_risk]}

            The state at an instant is that after everything at that instant. Numbers that differ \
            by less than a millionth are the same; null stands for no value. Exits with 0 if \
            everything is as expected, 1 if not, 78 if a test file is wrong.

            EXAMPLES
              martlet test shop.test.yaml
              martlet test tests/*.yaml --junit report.xml
              martlet test shop.test.yaml --filter loyal --json
            """)

    @Argument(
        help: ArgumentHelp("Files of rule tests.", valueName: "file"),
        completion: .file(extensions: ["yaml", "yml"]))
    var files: [String]

    @OptionGroup var format: FormatOptions
    @OptionGroup var display: DisplayOptions

    @Option(help: ArgumentHelp("Also write the results as JUnit XML.", valueName: "file"))
    var junit: String?

    @Option(help: ArgumentHelp("Run only cases whose name contains this.", valueName: "text"))
    var filter: String?

    func run() throws {
        let tests = try files.map { file throws(FileError) in
            try RuleTestFile(path: file, environment: Environment.variables)
        }
        try checkFiles(tests)
        var reports: [RuleTestReport] = []
        for test in tests {
            guard let plan = test.plan else { continue }
            let cases = test.cases.filter { filter.map($0.name.contains) ?? true }
            let results = try cases.map { try RuleTestRun.run($0, plan: plan) }
            let report = RuleTestReport(
                name: test.name, sources: test.sources, results: results,
                isColored: Terminal.output.isColored)
            if !format.isJSON { Terminal.output.write(report.text) }
            reports.append(report)
        }
        if let junit {
            var file = try OutputFile.create(junit)
            try file.append(Array(JUnitReport(files: reports).xml.utf8))
            try file.finish()
        }
        try conclude(reports)
    }

    /// Shows what is wrong with the files themselves.
    private func checkFiles(_ tests: [RuleTestFile]) throws(CommandFailure) {
        let wrong = tests.filter { $0.diagnostics.hasErrors }
        for test in tests {
            let renderer = DiagnosticRenderer(
                isColored: Terminal.error.isColored, sources: test.sources)
            Terminal.error.write(renderer.render(test.diagnostics))
        }
        if wrong.isEmpty { return }
        let isMissing = wrong.allSatisfy(\.isOnlyMissingFiles)
        throw CommandFailure(isMissing ? .inputMissing : .invalidConfiguration)
    }

    private func conclude(_ reports: [RuleTestReport]) throws(CommandFailure) {
        let results = reports.flatMap(\.results)
        let failed = results.count { !$0.hasPassed }
        let passed = results.count - failed
        if format.isJSON {
            let list = reports.map(\.json).joined(separator: ",\n ")
            Terminal.output.write(
                "{\"passed\":\(passed),\"failed\":\(failed),\"files\":[\(list)]}\n")
        } else {
            let word = failed == 0 ? "passed" : "\(failed) failed, \(passed) passed"
            Terminal.output.write(failed == 0 ? "\(passed) \(word)\n" : "\(word)\n")
        }
        if results.isEmpty {
            let hint = filter == nil ? nil : "look at the names, or leave --filter out"
            throw CommandFailure(.failed, "no case was run", hint: hint)
        }
        if failed > 0 { throw CommandFailure(.failed) }
    }
}
