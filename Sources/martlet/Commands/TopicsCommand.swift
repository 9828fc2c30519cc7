import ArgumentParser
import MartletKafka
import MartletStream

/// `martlet topics`: what is needed against what is there.
struct TopicsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "topics", abstract: "Show the topics needed, and create missing ones.",
        discussion: """
            EXAMPLES
              martlet topics --config shop.yaml
              martlet topics --config shop.yaml --apply --partitions 12 --replicas 3
            """)

    @OptionGroup var options: ConfigurationOptions
    @OptionGroup var format: FormatOptions
    @OptionGroup var display: DisplayOptions

    @Flag(help: "Create what is missing.")
    var apply = false

    @Option(help: "Partitions of topics to create; the inputs' if some are there (default: 6).")
    var partitions: Int?

    @Option(help: "Replication factor of topics to create.")
    var replicas: Int = 1

    @Option(help: ArgumentHelp("How long to wait for the cluster, in ms.", valueName: "ms"))
    var timeout: Int = 10_000

    func run() throws {
        var file = try options.read()
        _ = try file.compiled(.init())
        let configuration = file.configuration
        let admin = try KafkaAdmin(configuration: configuration.kafkaConfiguration)
        try admin.reach(timeout: timeout)
        let names = TopicLayout(configuration, partitions: 1, replicas: 1).topics.map(\.plan.name)
        let found = try admin.describe(names, timeout: timeout)
        let inputs = found.prefix(configuration.inputs.count).filter(\.exists).map(\.partitions)
        let count = partitions ?? inputs.first ?? 6
        let layout = TopicLayout(configuration, partitions: count, replicas: replicas)
        var lines: [TopicLine] = []
        for (topic, description) in zip(layout.topics, found) {
            var line = TopicLine(topic, description)
            if apply, !description.exists {
                try admin.create(topic.plan, timeout: timeout)
                line.state = .created
            }
            lines.append(line)
        }
        if format.isJSON {
            let objects = lines.map(\.json)
            Terminal.output.write("[" + objects.joined(separator: ",\n ") + "]\n")
        } else {
            Terminal.output.write(TopicLine.table(lines))
        }
        guard lines.allSatisfy(\.isGood) else {
            throw CommandFailure(
                .unavailable, hint: apply ? nil : "--apply creates what is missing")
        }
    }
}

/// One topic in the table of `martlet topics`.
struct TopicLine {
    /// How what is there compares with what is needed.
    enum State: String {
        case present, missing, created
        case otherPartitions = "partitions differ"
    }

    let topic: TopicLayout.Topic
    let partitions: Int
    var state: State

    init(_ topic: TopicLayout.Topic, _ found: TopicDescription) {
        self.topic = topic
        partitions = found.exists ? found.partitions : topic.plan.partitions
        let fits = topic.role == .output || found.partitions == topic.plan.partitions
        state = !found.exists ? .missing : fits ? .present : .otherPartitions
    }

    var isGood: Bool { state == .present || state == .created }

    private var settings: String {
        topic.plan.settings.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            .joined(separator: " ")
    }

    var json: String {
        let settings = topic.plan.settings.sorted { $0.key < $1.key }
            .map { "\(JSONString.quoted($0.key)):\(JSONString.quoted($0.value))" }
        return """
            {"topic":\(JSONString.quoted(topic.plan.name)),"role":"\(topic.role.rawValue)",\
            "partitions":\(partitions),"state":"\(state.rawValue)",\
            "settings":{\(settings.joined(separator: ","))}}
            """
    }

    static func table(_ lines: [TopicLine]) -> String {
        let rows =
            [["TOPIC", "ROLE", "PARTITIONS", "STATE", "SETTINGS"]]
            + lines.map {
                [
                    $0.topic.plan.name, $0.topic.role.rawValue, "\($0.partitions)",
                    $0.state.rawValue, $0.settings,
                ]
            }
        let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            let cells = row.enumerated().map { column, text in
                column == row.count - 1
                    ? text : text + String(repeating: " ", count: widths[column] - text.count)
            }
            return cells.joined(separator: "  ") + "\n"
        }.joined()
    }
}
