import ArgumentParser
import MartletKafka
import MartletStream

/// `martlet topics`: what is needed against what is there.
struct TopicsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "topics", abstract: "Show the topics needed, and create missing ones.",
        discussion: """
            Also warns of settings under which a broker's failure can lose records.

            EXAMPLES
              martlet topics --config shop.yaml
              martlet topics --config shop.yaml --apply --partitions 12
            """)

    @OptionGroup var options: ConfigurationOptions
    @OptionGroup var format: FormatOptions
    @OptionGroup var display: DisplayOptions

    @Flag(help: "Create what is missing.")
    var apply = false

    @Option(help: "Partitions of topics to create; the inputs' if some are there (default: 6).")
    var partitions: Int?

    @Option(help: "Replication factor of topics to create (default: 3, or fewer brokers).")
    var replicas: Int?

    @Option(help: ArgumentHelp("How long to wait for the cluster, in ms.", valueName: "ms"))
    var timeout: Int = 10_000

    func validate() throws {
        if let partitions, partitions < 1 {
            throw ValidationError("--partitions must be at least 1")
        }
        if let replicas, replicas < 1 { throw ValidationError("--replicas must be at least 1") }
    }

    func run() throws {
        var file = try options.read()
        _ = try file.compiled(.init(), models: .optional)
        let admin = try KafkaAdmin(configuration: file.configuration.kafkaConfiguration)
        try admin.reach(timeout: timeout)
        let lines = try lines(file.configuration, admin)
        if format.isJSON {
            let objects = lines.map(\.json)
            Terminal.output.write("[" + objects.joined(separator: ",\n ") + "]\n")
        } else {
            Terminal.output.write(TopicLine.table(lines))
        }
        for line in lines {
            for risk in line.risks {
                let word = Terminal.error.paint("warning:", "1;33")
                Terminal.error.write("martlet: \(word) \(line.topic.plan.name): \(risk)\n")
            }
        }
        guard lines.allSatisfy(\.isGood) else {
            throw CommandFailure(
                .unavailable, hint: apply ? nil : "--apply creates what is missing")
        }
    }

    /// Looks at the topics, and creates those that are missing if that is wanted.
    private func lines(_ configuration: Configuration, _ admin: KafkaAdmin) throws -> [TopicLine] {
        let names = TopicLayout(configuration, partitions: 1, replicas: 1).topics.map(\.plan.name)
        let found = try admin.describe(names, timeout: timeout)
        let inputs = found.prefix(configuration.inputs.count).filter(\.exists).map(\.partitions)
        let count = partitions ?? inputs.first ?? 6
        let brokers = try admin.brokerCount(timeout: timeout)
        let layout = TopicLayout(
            configuration, partitions: count, replicas: replicas ?? min(3, max(brokers, 1)))
        var lines: [TopicLine] = []
        var tellsSettings = true
        for (topic, description) in zip(layout.topics, found) {
            var line = TopicLine(topic, description)
            if description.exists {
                // Not every cluster tells, and not to everybody; one that does not answer is asked
                // once.
                let asked = SystemClock.seconds
                let settings =
                    tellsSettings
                    ? try? admin.settings(of: topic.plan.name, timeout: timeout) : nil
                let waited = (SystemClock.seconds - asked) * 1000
                if settings == nil, waited > Double(timeout) / 2 { tellsSettings = false }
                line.compare(settings ?? [:], brokers: brokers)
            } else if apply {
                try admin.create(topic.plan, timeout: timeout)
                line.state = .created
            }
            lines.append(line)
        }
        let created = lines.filter { $0.state == .created }.map(\.topic.plan.name)
        if !created.isEmpty { try admin.await(created, timeout: timeout) }
        return lines
    }
}
