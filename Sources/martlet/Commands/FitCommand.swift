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
            histogram of the customers beside what the model expects. Divides the customers, as \
            their profiles are at the end, into the clusters of 'personas:', which keep their ids \
            and names from one fit to the next. The same events and seed give the same file, byte \
            for byte. Observation ends at the last event, or at --until.

            EXAMPLES
              martlet fit --config shop.yaml --events 2024.ndjson.zst --output models.json
              martlet fit --config shop.yaml --events e.ndjson --until 2025-01-01T00:00:00Z
              martlet fit --config shop.yaml --events e.ndjson --json
              martlet fit --config shop.yaml --events e.ndjson --output new.json \
            --previous models.json
            """)

    @OptionGroup var options: ConfigurationOptions
    @OptionGroup var input: EventOptions
    @OptionGroup var format: FormatOptions
    @OptionGroup var display: DisplayOptions

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

    @Option(
        help: ArgumentHelp(
            "Models whose personas keep their ids; without it, those that are overwritten.",
            valueName: "file"))
    var previous: String?

    @Option(
        help: ArgumentHelp("Where the search for clusters starts.", valueName: "number"),
        transform: SeedArgument.parse)
    var seed: UInt64 = 1

    func run() throws {
        var file = try options.read()
        let stream = try file.compiled(.init(), models: .ignored)
        let hasSomething =
            !file.configuration.models.models.isEmpty || file.configuration.personas != nil
        guard hasSomething, let models = file.modelPlan() else {
            throw CommandFailure(
                .invalidConfiguration, "the configuration has neither models nor personas",
                hint: "add 'models: {churn: {kind: mbgnbd, of: purchase}}', say")
        }
        let target = output ?? file.configuration.models.file?.value
        let before = try before(target)
        var progress = ProgressLine("fit", unit: "events")
        let fitting = try Fitting(
            models, stream, events: input.events, until: until, previous: before,
            seed: seed, progress: &progress)
        if let path = target {
            var result = try OutputFile.create(path)
            try result.append(Array(fitting.file.json.utf8))
            try result.finish()
        } else if !format.isJSON {
            Terminal.error.write("martlet: nothing is written without --output or 'models.file'\n")
        }
        Terminal.output.write(format.isJSON ? fitting.file.json : fitting.report.text)
    }

    /// The models whose personas keep their ids: those named, or those that are overwritten if they
    /// can be read.
    private func before(_ target: String?) throws -> ModelFile? {
        if let previous {
            do throws(ModelFileProblem) {
                if let file = try ModelFile.read(previous) { return file }
            } catch {
                throw CommandFailure(.dataUnreadable, error.message)
            }
            throw CommandFailure(.inputMissing, "there is no file '\(previous)'")
        }
        guard let target, target != "-" else { return nil }
        return (try? ModelFile.read(target)) ?? nil
    }
}
