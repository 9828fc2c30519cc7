/// How to reach Kafka.
struct KafkaSettings: Sendable {
    /// Brokers to ask first: `host:port`, separated by commas.
    var bootstrapServers = Setting("localhost:9092")
    /// Properties handed to librdkafka as they are.
    var properties: [Property] = []

    /// One property of librdkafka.
    struct Property: Sendable {
        /// Its name.
        var name: Setting<String>
        /// Its value, references expanded.
        var value: Setting<Secret>
    }

    /// Properties that belong to Martlet: another value would break what it promises.
    static let reserved: [String: String] = [
        "bootstrap.servers": "set 'kafka.bootstrap_servers'",
        "metadata.broker.list": "set 'kafka.bootstrap_servers'",
        "group.id": "set 'name'",
        "group.instance.id": "set 'instance_id'",
        "partition.assignment.strategy": "inputs are assigned by range",
        "transactional.id": "set 'name' and 'instance_id'",
        "enable.auto.commit": "offsets are committed with the transaction",
        "enable.auto.offset.store": "offsets are committed with the transaction",
        "enable.idempotence": "transactions imply it",
        "enable.partition.eof": "leave it out",
        "isolation.level": "inputs are always read committed",
    ]
}

/// A text that is never printed: descriptions and dumps show asterisks if it is secret.
struct Secret: Sendable, Equatable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    private let text: String
    /// Whether it must not be shown: it came from a reference, or its property is a secret one.
    let isSecret: Bool

    init(_ text: String, isSecret: Bool) {
        self.text = text
        self.isSecret = isSecret
    }

    /// The text itself, for the one place that hands it to the client.
    func reveal() -> String { text }

    var description: String { isSecret ? "********" : text }
    var debugDescription: String { description }
    var customMirror: Mirror { Mirror(reflecting: description) }
}
