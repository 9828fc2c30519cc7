import MartletKafka

/// One topic in the table of `martlet topics`.
struct TopicLine {
    /// How what is there compares with what is needed.
    enum State: String {
        case present, missing, created
        case otherPartitions = "partitions differ"
        case otherCleanup = "cleanup.policy differs"
    }

    let topic: TopicLayout.Topic
    let partitions: Int
    private let replicas: Int
    var state: State
    /// What may lose records when a broker fails.
    private(set) var risks: [String] = []

    init(_ topic: TopicLayout.Topic, _ found: TopicDescription) {
        self.topic = topic
        partitions = found.exists ? found.partitions : topic.plan.partitions
        replicas = found.exists ? found.replicationFactor : topic.plan.replicationFactor
        let fits = topic.role == .output || found.partitions == topic.plan.partitions
        state = !found.exists ? .missing : fits ? .present : .otherPartitions
    }

    var isGood: Bool { state == .present || state == .created }

    /// Compares the settings of a topic that is there with those that it needs.
    ///
    /// - Parameters:
    ///   - settings: The topic's settings; empty if they are not known.
    ///   - brokers: Number of brokers: who has fewer than three cannot have more replicas.
    mutating func compare(_ settings: [String: String], brokers: Int) {
        // The state must never be deleted by age, nor may old versions of it pile up.
        if state == .present, topic.role == .changelog, let policy = settings["cleanup.policy"],
            policy != "compact"
        {
            state = .otherCleanup
        }
        if brokers > 2, replicas < 3 {
            risks.append("\(replicas == 1 ? "one replica" : "\(replicas) replicas") only")
        }
        if replicas > 2, settings["min.insync.replicas"] == "1" {
            risks.append(
                "min.insync.replicas is 1: what one broker has acknowledged is lost with it")
        }
        if settings["unclean.leader.election.enable"] == "true" {
            risks.append(
                "unclean.leader.election.enable is true: a broker that lags behind may take over "
                    + "and drop records")
        }
    }

    private var settings: String {
        topic.plan.settings.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            .joined(separator: " ")
    }

    var json: String {
        let settings = topic.plan.settings.sorted { $0.key < $1.key }
            .map { "\(JSONString.quoted($0.key)):\(JSONString.quoted($0.value))" }
        return """
            {"topic":\(JSONString.quoted(topic.plan.name)),"role":"\(topic.role.rawValue)",\
            "partitions":\(partitions),"replicas":\(replicas),"state":"\(state.rawValue)",\
            "settings":{\(settings.joined(separator: ","))},\
            "risks":[\(risks.map(JSONString.quoted).joined(separator: ","))]}
            """
    }

    static func table(_ lines: [TopicLine]) -> String {
        var table = TextTable(["TOPIC", "ROLE", "PARTITIONS", "REPLICAS", "STATE", "SETTINGS"])
        for line in lines {
            table.append([
                line.topic.plan.name, line.topic.role.rawValue, "\(line.partitions)",
                "\(line.replicas)", line.state.rawValue, line.settings,
            ])
        }
        return table.text()
    }
}
