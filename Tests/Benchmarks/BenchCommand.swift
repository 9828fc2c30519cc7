import ArgumentParser

/// `martlet-bench`: figures of the engine's parts.
@main
struct BenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "martlet-bench", abstract: "Measure the parts of the engine.")

    @Argument(
        help: """
            Which: \(BenchCommand.names.joined(separator: ", ")); none = all that need no cluster.
            """)
    var names: [String] = []

    @Option(help: "Events.")
    var events = 500_000

    @Option(help: "Customers.")
    var customers = 100_000

    @Option(help: "Best of so many runs.")
    var repeats = 3

    @Option(help: "An event file for w1 and kafka.")
    var w1: String?

    @Option(
        help: "A cluster for kafka, latency and abort (default: `martlet cluster`, started here).")
    var bootstrap: String?

    @Option(help: "Partitions of the topics of kafka, latency and abort.")
    var partitions = 16

    @Option(help: "Most events in one commit of kafka.")
    var commitEvents = 10_000

    @Option(help: "Events a second of latency.")
    var rate = 10_000

    @Flag(help: "Print JSON lines.")
    var json = false

    private static let names = Benchmarks.names + ["kafka", "latency", "abort"]

    func validate() throws {
        for name in names where !Self.names.contains(name) {
            throw ValidationError("no benchmark '\(name)'")
        }
    }

    func run() throws {
        var measurements: [Measurement] = []
        for name in names.isEmpty ? Benchmarks.names : names {
            measurements += try measure(name)
        }
        if json {
            for measurement in measurements { print(measurement.json) }
        } else {
            print(Measurement.table(measurements))
        }
    }

    private func measure(_ name: String) throws -> [Measurement] {
        switch name {
        case "kafka":
            let benchmark = KafkaBenchmark(
                count: events, customers: customers, repeats: repeats, file: w1,
                commitEvents: commitEvents)
            return try benchmark.run(on: stage(benchmark.topics))
        case "latency":
            // Ten seconds count, after one in which everything gets going.
            let benchmark = LatencyBenchmark(count: 11 * rate, rate: rate, warmUp: rate)
            return try benchmark.run(on: stage(benchmark.topics))
        case "abort":
            let benchmark = AbortBenchmark(partitions: partitions)
            return [try benchmark.run(on: stage(benchmark.topics))]
        default:
            let benchmarks = Benchmarks(
                count: events, customers: customers, repeats: repeats, file: w1)
            return try benchmarks.run(name)
        }
    }

    private func stage(_ topics: [String]) throws -> KafkaStage {
        if let bootstrap { return KafkaStage(bootstrapServers: bootstrap) }
        return try KafkaStage(topics: topics, partitions: partitions)
    }
}
