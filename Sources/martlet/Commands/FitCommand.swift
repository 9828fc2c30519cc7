import ArgumentParser
import MartletProfile
import MartletStorage
import MartletStream

/// `martlet fit`: the models of a configuration, fitted to event files.
struct FitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fit", abstract: "Fit the models of a configuration to event files.",
        discussion: """
            Reads the events, counts the purchases of each customer as the engine counts them, and \
            fits what stands under 'models:' by maximum likelihood. Writes the models to a JSON \
            file and prints a report: parameters with standard errors, log-likelihood, and a \
            histogram of the customers beside what the model expects. The same events give the \
            same file, byte for byte. Observation ends at the last event, or at --until.

            EXAMPLES
              martlet fit --config shop.yaml --events 2024.ndjson.zst --output models.json
              martlet fit --config shop.yaml --events e.ndjson --until 2025-01-01T00:00:00Z
              martlet fit --config shop.yaml --events e.ndjson --json
            """)

    @OptionGroup var options: ConfigurationOptions
    @OptionGroup var format: FormatOptions
    @OptionGroup var display: DisplayOptions

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(
            "NDJSON event files; '-' is standard input; .gz and .zst too.", valueName: "file"))
    var events: [String]

    @Option(
        help: ArgumentHelp(
            "File for the models; without it, that of 'models.file'.", valueName: "file"))
    var output: String?

    @Option(
        help: ArgumentHelp(
            "Leave out later events; customers are observed up to this instant.",
            valueName: "instant"),
        transform: InstantArgument.parse)
    var until: Instant?

    func validate() throws {
        if events.isEmpty { throw ValidationError("--events needs at least one file") }
    }

    func run() throws {
        var file = try options.read()
        let stream = try file.compiled(.init())
        guard !file.configuration.models.models.isEmpty, let models = file.modelPlan() else {
            throw CommandFailure(
                .invalidConfiguration, "the configuration has no models",
                hint: "add 'models: {churn: {kind: mbgnbd, of: purchase}}', say")
        }
        var progress = ProgressLine("fit", unit: "events")
        let fitting = try Fitting(
            models, stream, events: events, until: until, progress: &progress)
        if let path = output ?? file.configuration.models.file?.value {
            var result = try OutputFile.create(path)
            try result.append(Array(fitting.file.json.utf8))
            try result.finish()
        } else if !format.isJSON {
            Terminal.error.write("martlet: nothing is written without --output or 'models.file'\n")
        }
        Terminal.output.write(format.isJSON ? fitting.file.json : fitting.report.text)
    }
}
