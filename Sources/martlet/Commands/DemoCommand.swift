import ArgumentParser
import Foundation
import MartletStorage
import MartletStream

/// `martlet demo`: the thing to show a colleague.
struct DemoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo", abstract: "Watch a whole shop at work, with a Kafka cluster inside.",
        discussion: """
            Starts an embedded Kafka cluster, sends the events of a synthetic shop (or of files) \
            to it, runs the service on it, reads changed segments, churn alerts and personas back \
            and shows all of it. Time runs from the events. Needs no server and no configuration: \
            it uses the example of the repository, with the models that come with it.

            EXAMPLES
              martlet demo
              martlet demo --customers 5000 --events-total 500000 --rate 0
              martlet demo --events orders.ndjson.zst --config shop.yaml --output out
            """)

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("Event files instead of the synthetic shop.", valueName: "file"))
    var events: [String] = []

    @Option(help: "Customers of the synthetic shop.")
    var customers = 2_000

    @Option(help: ArgumentHelp("Events of the synthetic shop.", valueName: "n"))
    var eventsTotal = 200_000

    @Option(
        parsing: .unconditional, help: "Seed of the synthetic shop.", transform: SeedArgument.parse)
    var seed = ShopSettings().seed

    @Option(help: ArgumentHelp("A configuration of your own.", valueName: "file"))
    var config: String?

    @Option(help: ArgumentHelp("Directory for what came out of the topics.", valueName: "dir"))
    var output: String?

    @Option(help: "Partitions of the topics.")
    var partitions = 8

    @Option(help: "Events a second at most, 0 = as fast as can be (default: 15000 on a terminal).")
    var rate: Int?

    @Flag(help: "Print the configuration of the demo and do nothing else.")
    var printConfig = false

    @OptionGroup var display: DisplayOptions

    func validate() throws {
        guard 1...256 ~= partitions else {
            throw ValidationError("--partitions must be 1 to 256")
        }
    }

    func run() throws {
        if printConfig { return Terminal.output.write(DemoConfiguration.text) }
        let stop = StopSignal.install()
        var file: ConfigurationFile
        if let config {
            file = try ConfigurationFile(path: config, environment: Environment.variables)
        } else {
            file = DemoConfiguration.file()
        }
        try file.report()
        if let output { try prepare(output) }
        let settings = ShopSettings(
            customers: customers, lines: eventsTotal, seed: seed, days: 180)
        let limit = rate ?? (Terminal.output.isInteractive ? 15_000 : 0)
        var demo = Demo(
            file: file, source: events.isEmpty ? .shop(settings) : .files(events),
            partitions: partitions, rate: limit > 0 ? limit : nil,
            total: events.isEmpty ? eventsTotal : nil, output: output)
        let summary = try demo.run(stop)
        if let output, let summary {
            var result = try OutputFile.create("\(output)/summary.json")
            try result.append(summary.json)
            try result.finish()
        }
        try stop.check()
    }

    private func prepare(_ output: String) throws {
        try OutputDirectory.create(output)
        var text = DemoConfiguration.text
        if let config {
            text = try String(contentsOfFile: config, encoding: .utf8)
        } else {
            var models = try OutputFile.create("\(output)/\(DemoConfiguration.modelsName)")
            try models.append(Array(DemoConfiguration.models.utf8))
            try models.finish()
        }
        var copy = try OutputFile.create("\(output)/martlet.yaml")
        try copy.append(Array(text.utf8))
        try copy.finish()
    }
}
