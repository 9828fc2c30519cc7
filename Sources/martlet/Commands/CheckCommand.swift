import ArgumentParser
import MartletStream

/// `martlet check`: whether a configuration is valid, what it comes to, and what is suspicious.
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Validate a configuration and print the plan.",
        discussion: """
            Reports every error of the file at once, each with its line and a caret. A valid file \
            is looked through for what is probably not meant: clauses that are never true or never \
            false, segments that nobody can leave or that stand twice, exit rules that overlap, \
            windows wider than a year, features that nothing reads. Then prints the plan: features \
            and what they cost, segments, topics.

            EXAMPLES
              martlet check --config shop.yaml
              martlet check --config shop.yaml --strict
              MARTLET_COMMIT__INTERVAL=1s martlet check --config shop.yaml --json
            """)

    @OptionGroup var options: ConfigurationOptions
    @OptionGroup var format: FormatOptions
    @OptionGroup var display: DisplayOptions

    @Flag(help: "Take warnings for errors.")
    var strict = false

    func run() throws {
        var file = try options.read()
        let plan = file.compile(.init(), models: .optional)
        if let plan { file.lint(plan) }
        if strict { file.diagnostics = file.diagnostics.map(\.asError) }
        let report = plan.map { PlanReport(file.configuration, $0) }
        if format.isJSON {
            Terminal.output.write(Self.json(file.diagnostics, report) + "\n")
            if file.diagnostics.hasErrors { throw CommandFailure(.invalidConfiguration) }
            return
        }
        try file.report()
        Terminal.output.write("\(options.path): valid\n\(report?.text ?? "")")
    }

    /// Validity, diagnostics and plan as one object.
    private static func json(_ diagnostics: [Diagnostic], _ report: PlanReport?) -> String {
        """
        {"valid":\(!diagnostics.hasErrors),"diagnostics":\(DiagnosticRenderer.json(diagnostics)),\
        "plan":\(report?.json ?? "null")}
        """
    }
}

extension Diagnostic {
    /// The same, as an error.
    fileprivate var asError: Diagnostic {
        var error = self
        error.severity = .error
        return error
    }
}
