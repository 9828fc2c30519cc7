import ArgumentParser
import MartletProfile
import MartletStream

/// `martlet diff`: two rule books over one history.
struct DiffCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "Compare two configurations over one history.",
        discussion: """
            Reads the events once and runs both configurations over them, with time taken from the \
            events. Shows, per segment, members at the end (and those under one configuration \
            only), fewest, most and mean members over time, times entered and left, and flaps: \
            customers who entered and left within 24 hours. Then the first customers whose \
            segments differ at the end, with the rules and the values that decide.

            EXAMPLES
              martlet diff --config shop.yaml --config shop-new.yaml --events e1.ndjson e2.ndjson.gz
              martlet diff shop.yaml shop-new.yaml --events e.ndjson --customers 50
              martlet diff shop.yaml shop-new.yaml --events e.ndjson --json
            """)

    @Argument(
        help: ArgumentHelp("The two configurations, as with --config.", valueName: "config"),
        completion: .file(extensions: ["yaml", "yml"]))
    var positional: [String] = []

    @Option(
        name: .customLong("config"),
        help: ArgumentHelp("A configuration: first A, then B.", valueName: "file"),
        completion: .file(extensions: ["yaml", "yml"]))
    var named: [String] = []

    @OptionGroup var input: EventOptions

    @Option(
        help: ArgumentHelp(
            "Let time pass up to this instant after the last event, firing deadlines.",
            valueName: "instant"),
        transform: InstantArgument.parse)
    var until: Instant?

    @Option(help: "Customers to explain.")
    var customers: Int = 10

    @OptionGroup var format: FormatOptions
    @OptionGroup var display: DisplayOptions

    func validate() throws {
        guard positional.count + named.count == 2 else {
            throw ValidationError("two configurations are compared: --config A --config B")
        }
        if customers < 0 { throw ValidationError("--customers must be 0 or more") }
    }

    func run() throws {
        let paths = named + positional
        var plans: [StreamPlan] = []
        for path in paths {
            var file = try ConfigurationFile(path: path, environment: Environment.variables)
            try file.report()
            plans.append(try file.compiled(.init()))
        }
        var comparison = try Comparison(plans[0], plans[1])
        var progress = ProgressLine("diff", unit: "events")
        try comparison.run(events: input.events, until: until, progress: &progress)
        let report = comparison.report(limit: customers)
        Terminal.output.write(
            format.isJSON
                ? report.json(a: paths[0], b: paths[1]) : report.text(a: paths[0], b: paths[1]))
    }
}
