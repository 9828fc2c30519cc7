import ArgumentParser
import MartletProfile
import MartletStorage

/// `martlet eval`: one expression of the rule language.
struct EvalCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "eval", abstract: "Evaluate one expression of the rule language.",
        discussion: """
            Prints {"value":..., "holds_until":...}: the value as JSON, and the instant at which \
            time alone changes it, or null if it never does. What is wrong with the expression, or \
            why it has no value, goes to standard error with exit status 1.

            Variables are JSON: a number without fraction and exponent is an int, any other a \
            double; an instant is text that timestamp() reads. In the result an int is written \
            like 3, a double like 3.0, an instant as RFC 3339 text, a duration as "5400s", and \
            doubles that are no numbers as "NaN", "Infinity" and "-Infinity".

            EXAMPLES
              martlet eval '1 + 2 * 3'
              martlet eval 'spend >= 500.0 && has(last)' --vars '{"spend": 512.5}'
              martlet eval 'days_since(timestamp(last)) > 30' \
            --vars '{"last": "2025-05-01T08:00:00Z"}' --at 2025-05-20T00:00:00Z
              martlet eval '-x % 5' --vars '{"x": 17}'
            """)

    @OptionGroup var display: DisplayOptions

    // An expression may begin with a minus, like an option.
    @Argument(
        parsing: .allUnrecognized,
        help: ArgumentHelp("The expression, in quotes.", valueName: "expression"))
    var words: [String]

    @Option(
        name: .customLong("vars"),
        help: ArgumentHelp("The variables, as a JSON object.", valueName: "json"))
    var variables = "{}"

    @Option(
        help: ArgumentHelp("The instant to evaluate at (default: now).", valueName: "instant"),
        transform: InstantArgument.parse)
    var at: Instant?

    @Option(
        name: .customLong("time-zone"),
        help: ArgumentHelp("The time zone of hour() and weekday().", valueName: "name"))
    var timeZone = "UTC"

    private var expressions: [String] { words.filter { $0 != "--" } }
    private var expression: String { expressions.first ?? "" }

    func validate() throws {
        guard expressions.count == 1 else {
            let extra = expressions.first { $0.hasPrefix("--") } ?? expressions.last ?? ""
            throw ValidationError("unexpected argument '\(extra)'; put the expression in quotes")
        }
    }

    func run() throws {
        var named: ExpressionVariables
        do throws(Diagnostic) {
            named = try ExpressionEvaluation.variables(variables)
        } catch {
            report([error])
            throw CommandFailure(.usage)
        }
        let directory = ZoneFile.directory(environment: Environment.variables)
        named.calendar = try ZoneFile(named: timeZone, in: directory).calendar
        let evaluation = ExpressionEvaluation(
            expression, variables: named, at: at ?? SystemClock().wall())
        guard let json = evaluation.json else {
            report(evaluation.diagnostics)
            throw CommandFailure(.failed)
        }
        Terminal.output.write(json + "\n")
    }

    private func report(_ diagnostics: [Diagnostic]) {
        let renderer = DiagnosticRenderer(
            isColored: Terminal.error.isColored,
            sources: [
                SourceText(name: ExpressionEvaluation.expressionName, text: expression),
                SourceText(name: ExpressionEvaluation.variablesName, text: variables),
            ])
        Terminal.error.write(renderer.render(diagnostics))
    }
}
