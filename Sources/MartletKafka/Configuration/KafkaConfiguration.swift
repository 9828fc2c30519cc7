import Logging
package import MartletStream

/// How to reach a cluster, and any librdkafka property besides.
public struct KafkaConfiguration: Sendable {
    /// `host:port`, comma-separated.
    public var bootstrapServers: String
    /// librdkafka properties, passed through.
    ///
    /// A name that starts with `consumer.` or `producer.` goes to that kind of client only, as in
    /// Kafka Streams. Values may be secrets: they never appear in an error.
    public var properties: [String: String]

    /// Makes a configuration.
    public init(bootstrapServers: String, properties: [String: String] = [:]) {
        self.bootstrapServers = bootstrapServers
        self.properties = properties
    }

    /// What a client is for; decides over defaults and prefixed properties.
    package enum Role: Sendable {
        case consumer, producer, admin
    }

    /// The properties of one client, in the order in which they are set.
    ///
    /// - Parameters:
    ///   - role: What the client is for.
    ///   - defaults: Properties that the user may override.
    ///   - required: Properties that the client's guarantees rest on.
    /// - Returns: Names and values, sorted by name.
    /// - Throws: A `LogError` if the user sets a required property to something else.
    package func properties(
        of role: Role, defaults: [String: String], required: [String: String]
    ) throws(LogError) -> [(name: String, value: String)] {
        var merged = defaults
        if !bootstrapServers.isEmpty { merged["bootstrap.servers"] = bootstrapServers }
        merged["socket.nagle.disable"] = "true"
        merged["client.id"] = "martlet"
        for (name, value) in chosenProperties(of: role) {
            if let fixed = required[name], fixed != value {
                throw LogError(
                    remedy: .stop, operation: "configure Kafka",
                    reason: "property \"\(name)\" must be \(fixed) and cannot be changed")
            }
            merged[name] = value
        }
        merged.merge(required) { _, fixed in fixed }
        return merged.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) }
    }

    /// The user's properties for a role, without prefix; a prefixed one wins over a plain one.
    private func chosenProperties(of role: Role) -> [String: String] {
        var plain: [String: String] = [:]
        var prefixed: [String: String] = [:]
        for (name, value) in properties {
            if name.hasPrefix("consumer.") {
                if role == .consumer { prefixed[String(name.dropFirst(9))] = value }
            } else if name.hasPrefix("producer.") {
                if role == .producer { prefixed[String(name.dropFirst(9))] = value }
            } else {
                plain[name] = value
            }
        }
        return plain.merging(prefixed) { _, own in own }
    }

    /// Refuses a mechanism whose tokens nobody would renew: the client would wait for ever.
    private func refuseTokens(for role: Role) throws(LogError) {
        let mechanism = ["sasl.mechanism", "sasl.mechanisms"].compactMap {
            chosenValue($0, for: role)
        }
        guard mechanism.contains("OAUTHBEARER"),
            chosenValue("enable.sasl.oauthbearer.unsecure.jwt", for: role) != "true"
        else { return }
        throw LogError(
            remedy: .stop, operation: "configure Kafka",
            reason: "SASL mechanism OAUTHBEARER is not supported: no token would be renewed")
    }

    /// What the user set a property to, for a role.
    package func chosenValue(_ name: String, for role: Role) -> String? {
        chosenProperties(of: role)[name]
    }

    /// Makes a client.
    func makeClient(
        _ role: Role, defaults: [String: String], required: [String: String], logger: Logger,
        rebalanceEvents: Bool = false
    ) throws(LogError) -> ClientHandle {
        try refuseTokens(for: role)
        let handle = ConfigurationHandle()
        for property in try properties(of: role, defaults: defaults, required: required) {
            try handle.set(property.name, to: property.value)
        }
        if rebalanceEvents { handle.enableRebalanceEvents() }
        return try handle.makeClient(
            role == .consumer ? .consumer : .producer, context: CallbackContext(logger: logger))
    }
}
