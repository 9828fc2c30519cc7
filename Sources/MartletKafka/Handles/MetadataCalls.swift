// SAFETY: the calls borrow the pointers of live handles; the answer is owned by ClusterMetadata.
import CRdKafka
import MartletStream

/// What a client asks the cluster about itself.
extension ClientHandle {
    /// Describes topics; waits until the cluster answers.
    ///
    /// It asks for all topics, because a producer that asks for a topic by name makes the brokers
    /// create it where they are allowed to.
    ///
    /// - Parameters:
    ///   - names: The topics; nil = all.
    ///   - timeout: How long to wait for the cluster, in ms.
    /// - Returns: Those of the topics that exist.
    /// - Throws: A `LogError` with remedy `unavailable` if the cluster does not answer in time.
    func describeTopics(_ names: [String]?, timeout: Int) throws(LogError) -> [TopicDescription] {
        var backoff = Backoff(budget: timeout)
        while true {
            let all = try metadata(timeout: backoff.remaining).topics
            let wanted = all.filter { names?.contains($0.name) ?? true }
            let isSettled = !wanted.contains {
                $0.code == RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE.rawValue
            }
            if isSettled || !backoff.wait() { return wanted }
        }
    }

    /// How many brokers the cluster has.
    ///
    /// - Parameter timeout: How long to wait for the cluster, in ms.
    /// - Returns: The number of brokers that are up.
    /// - Throws: A `LogError` with remedy `unavailable` if the cluster does not answer in time.
    func countBrokers(timeout: Int) throws(LogError) -> Int {
        try metadata(timeout: timeout).brokerCount
    }

    private func metadata(timeout: Int) throws(LogError) -> ClusterMetadata {
        var answer: UnsafePointer<rd_kafka_metadata>?
        let code = unsafe rd_kafka_metadata(
            raw, 1, nil, &answer, Int32(clamping: max(timeout, 1)))
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR, let answer = unsafe answer else {
            throw unreachable(failure(code))
        }
        return unsafe ClusterMetadata(owning: answer)
    }

    /// The error for a cluster that does not answer, with what the client last logged about it.
    private func unreachable(_ failure: KafkaFailure) -> LogError {
        var reason = "\(failure.text) (\(failure.name))"
        if let line = lifetime.context.latestFailure { reason += ": \(line)" }
        let remedy = failure.isFatal ? failure.remedy : .unavailable
        return LogError(remedy: remedy, operation: "reach Kafka", reason: reason)
    }

    /// Describes topics that must exist, in the order of their names.
    ///
    /// - Throws: A `LogError` with remedy `unavailable` that names the first missing topic.
    func requireTopics(_ names: [String], timeout: Int) throws(LogError) -> [TopicDescription] {
        let described = try describeTopics(names, timeout: timeout)
        var found: [TopicDescription] = []
        for name in names {
            let topic = described.first { $0.name == name }
            guard let topic, topic.exists else {
                throw LogError(
                    remedy: .unavailable, operation: "find topic \(name)",
                    reason: topic?.problem ?? "the cluster does not know it",
                    isTopicMissing: topic?.isUnknown ?? true)
            }
            found.append(topic)
        }
        return found
    }
}
