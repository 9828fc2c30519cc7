import ArgumentParser
import MartletProfile
import MartletStorage
import MartletStream

/// `martlet explain`: why a customer is in each segment or not.
struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "Say why a customer is in each segment or not.",
        discussion: """
            Replays the event files with the event clock and shows the customer's features, and \
            for each segment clause by clause what holds, until when, and when time alone changes \
            it. Where there are personas, says which one was found last and why, how far the \
            customer is from each, and which would be found now. Without --at the clock stands at \
            the last event.

            EXAMPLES
              martlet explain --config shop.yaml --events events.ndjson --customer c42
              martlet explain --config shop.yaml --events day1.ndjson day2.ndjson.zst \
            --customer c42 --at 2025-07-01T00:00:00Z --json
            """)

    @OptionGroup var options: ConfigurationOptions
    @OptionGroup var input: EventOptions
    @OptionGroup var format: FormatOptions
    @OptionGroup var display: DisplayOptions

    @Option(help: ArgumentHelp("The customer's id.", valueName: "id"))
    var customer: String

    @Option(
        help: ArgumentHelp(
            "Stop before the first event later than this, and let time pass up to it.",
            valueName: "instant"),
        transform: InstantArgument.parse)
    var at: Instant?

    func run() throws {
        var file = try options.read()
        let plan = try file.compiled(.init())
        var replay = CustomerReplay(plan: plan, customer: customer)
        var progress = ProgressLine("explain", unit: "events")
        try replay.run(input.events, until: at, progress: &progress)
        guard let row = replay.row else {
            throw CommandFailure(
                .failed, "no event of this customer\(at == nil ? "" : " up to this instant")",
                hint: "the id must be written as the events have it")
        }
        let report = ProfileReport(
            replay.shard.table, row, changedAt: replay.changedAt, replay.history,
            refresh: replay.personaWatch.last)
        Terminal.output.write(format.isJSON ? report.json + "\n" : report.text)
    }
}
