import ArgumentParser
import Foundation
import MartletKafka

/// `martlet cluster`: the embedded cluster as a process that other processes use.
struct ClusterCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cluster", abstract: "Run a Kafka cluster in memory, to try things out.",
        discussion: """
            Prints the bootstrap address and serves clients of this machine until SIGTERM or \
            SIGINT. For trials and tests only: it keeps the newest 5 MiB or 100,000 records of a \
            partition, in memory; it acknowledges transactions but does not isolate them, and \
            stores no offset of theirs. It does not wake a waiting fetch, so give consumers a \
            short fetch.wait.max.ms; a member that is gone holds its group up for \
            session.timeout.ms.

            EXAMPLES
              martlet cluster --topic purchases:6 --topic browses:6
              martlet cluster --config shop.yaml --partitions 3
            """)

    @Option(
        help: ArgumentHelp("A topic to create; may be repeated.", valueName: "name[:partitions]"))
    var topic: [TopicOption] = []

    @Option(
        help: ArgumentHelp("Create every topic of this configuration, too.", valueName: "file"),
        completion: .file(extensions: ["yaml", "yml"]))
    var config: String?

    @Option(help: "Partitions of topics for which no number is given.")
    var partitions = 6

    @Option(help: "Brokers.")
    var brokers = 1

    @OptionGroup var logs: LogOptions
    @OptionGroup var display: DisplayOptions

    func validate() throws {
        guard 1...TopicOption.mostPartitions ~= partitions else {
            throw ValidationError("--partitions must be 1 to \(TopicOption.mostPartitions)")
        }
        guard 1...10 ~= brokers else { throw ValidationError("--brokers must be 1 to 10") }
        guard Set(topic.map(\.name)).count == topic.count else {
            throw ValidationError("a topic is given twice")
        }
    }

    func run() throws {
        var topics = topic.map { option in
            TopicPlan(name: option.name, partitions: option.partitions ?? partitions)
        }
        if let config {
            let file = try ConfigurationFile(path: config, environment: Environment.variables)
            try file.report()
            let layout = TopicLayout(file.configuration, partitions: partitions, replicas: 1)
            // A number given for one of the configuration's topics stands.
            topics += layout.topics.map(\.plan).filter { plan in
                !topics.contains { $0.name == plan.name }
            }
        }
        try logs.bootstrap()
        let stop = StopSignal.install()
        let cluster = try EmbeddedCluster(brokers: brokers, topics: topics)
        Terminal.output.write(cluster.bootstrapServers + "\n")
        while !stop.isRequested { Thread.sleep(forTimeInterval: 0.05) }
    }
}

/// A topic as it is named on the command line: `NAME` or `NAME:PARTITIONS`.
struct TopicOption: ExpressibleByArgument {
    static let mostPartitions = 1_000

    let name: String
    let partitions: Int?

    init?(argument: String) {
        let parts = argument.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count <= 2, let name = parts.first, !name.isEmpty else { return nil }
        self.name = String(name)
        guard parts.count == 2 else {
            partitions = nil
            return
        }
        guard let count = Int(parts[1]), 1...TopicOption.mostPartitions ~= count else {
            return nil
        }
        partitions = count
    }
}
