import CRdKafka
public import Logging
public import MartletStream

/// Looks at a cluster and its topics, and creates topics.
public final class KafkaAdmin: Sendable {
    private let client: ClientHandle

    /// Makes a client; asks no broker yet.
    ///
    /// - Throws: ``LogError`` if a property is wrong.
    public init(
        configuration: KafkaConfiguration, logger: Logger = Logger(label: "kafka")
    ) throws(LogError) {
        client = try configuration.makeClient(
            .admin, defaults: [:], required: [:], logger: logger)
    }

    /// Waits until the cluster answers.
    ///
    /// - Parameter timeout: The most time to wait, in ms.
    /// - Returns: The cluster's id, if it has one.
    /// - Throws: ``LogError`` with remedy `unavailable` if it does not answer in time.
    @discardableResult
    public func reach(timeout: Int) throws(LogError) -> String? {
        _ = try client.describeTopics([], timeout: timeout)
        return client.clusterID(timeout: timeout)
    }

    /// How many brokers the cluster has.
    ///
    /// - Parameter timeout: How long to wait for the cluster, in ms.
    /// - Returns: The number of brokers that are up.
    /// - Throws: ``LogError`` with remedy `unavailable` if it does not answer in time.
    public func brokerCount(timeout: Int) throws(LogError) -> Int {
        try client.countBrokers(timeout: timeout)
    }

    /// Waits until topics that were just created are known to the cluster.
    ///
    /// - Parameters:
    ///   - names: The topics.
    ///   - timeout: The most time to wait, in ms.
    /// - Throws: ``LogError`` with remedy `unavailable` if one is not known by then.
    public func await(_ names: [String], timeout: Int) throws(LogError) {
        var backoff = Backoff(budget: timeout)
        while let missing = try describe(names, timeout: timeout).first(where: { !$0.exists }) {
            guard backoff.wait() else {
                throw LogError(
                    remedy: .unavailable, operation: "find topic \(missing.name)",
                    reason: "it was created, and is not known after \(timeout) ms")
            }
        }
    }

    /// Describes topics; one that does not exist is described as such.
    ///
    /// - Parameters:
    ///   - names: The topics; nil = all that the user may see.
    ///   - timeout: How long to wait for the cluster, in ms.
    /// - Returns: The topics, in the order of their names.
    /// - Throws: ``LogError`` with remedy `unavailable` if it does not answer in time.
    public func describe(_ names: [String]?, timeout: Int) throws(LogError) -> [TopicDescription] {
        let found = try client.describeTopics(names, timeout: timeout)
        guard let names else { return found.sorted { $0.name < $1.name } }
        return names.map { name in
            found.first { $0.name == name }
                ?? TopicDescription(
                    name: name, partitions: 0, replicationFactor: 0,
                    code: RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART.rawValue)
        }
    }

    /// The settings of a topic, such as `cleanup.policy`; sensitive ones are left out.
    ///
    /// - Parameters:
    ///   - topic: Name.
    ///   - timeout: How long to wait for the answer, in ms.
    /// - Returns: Values by name.
    /// - Throws: ``LogError`` if the cluster does not answer in time or refuses.
    public func settings(of topic: String, timeout: Int) throws(LogError) -> [String: String] {
        let queue = client.makeQueue()
        let options = AdminOptionsHandle(
            client, for: RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS, timeout: timeout)
        ConfigResourceHandle(topic: topic).describe(client, options: options, answerTo: queue)
        let operation = "describe topic \(topic)"
        let answer = try answer(on: queue, to: operation, timeout: timeout)
        guard answer.code == RD_KAFKA_RESP_ERR_NO_ERROR else {
            throw answer.failure.error(during: operation)
        }
        return answer.topicSettings
    }

    /// Creates a topic.
    ///
    /// - Parameters:
    ///   - plan: The topic.
    ///   - timeout: How long to wait for the answer, in ms.
    /// - Returns: False if it was there already.
    /// - Throws: ``LogError`` if the cluster does not answer in time or refuses.
    @discardableResult
    public func create(_ plan: TopicPlan, timeout: Int) throws(LogError) -> Bool {
        let topic = try NewTopicHandle(plan)
        let queue = client.makeQueue()
        let options = AdminOptionsHandle(
            client, for: RD_KAFKA_ADMIN_OP_CREATETOPICS, timeout: timeout)
        topic.create(client, options: options, answerTo: queue)
        let operation = "create topic \(plan.name)"
        let answer = try answer(on: queue, to: operation, timeout: timeout)
        guard let failure = answer.topicCreationFailure else { return true }
        if failure.code == RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS.rawValue { return false }
        throw failure.error(during: operation)
    }

    private func answer(
        on queue: borrowing QueueHandle, to operation: String, timeout: Int
    ) throws(LogError) -> EventHandle {
        // The request itself fails at its timeout; the margin is for that answer to arrive.
        guard let event = queue.nextEvent(timeout: timeout + 1_000) else {
            throw LogError(
                remedy: .unavailable, operation: operation, reason: "no answer in \(timeout) ms")
        }
        return event
    }
}
