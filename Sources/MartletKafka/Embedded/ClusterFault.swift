/// Something that can be done to an ``EmbeddedCluster``.
public enum ClusterFault: Hashable, Sendable {
    /// A partition gets another leader.
    case leaderMoved(topic: String, partition: Int32, broker: Int32)
    /// A consumer group gets another coordinator.
    case groupCoordinatorMoved(group: String, broker: Int32)
    /// A transactional id gets another coordinator.
    case transactionCoordinatorMoved(transactionalID: String, broker: Int32)
    /// A broker closes its connections and refuses new ones.
    case brokerDown(Int32)
    /// A broker accepts connections again.
    case brokerUp(Int32)
    /// A broker answers later, by ms.
    case roundTripTime(broker: Int32, milliseconds: Int)
    /// The next requests of a kind (Kafka's API key) fail with these error codes, in turn.
    case requestsFail(api: Int16, codes: [Int32])
}
