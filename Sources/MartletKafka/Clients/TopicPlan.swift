/// A topic as it should be created.
public struct TopicPlan: Hashable, Sendable {
    /// Name.
    public var name: String
    /// Number of partitions; -1 = the broker's default.
    public var partitions: Int
    /// Replicas of each partition; -1 = the broker's default.
    public var replicationFactor: Int
    /// Topic settings such as `cleanup.policy`.
    public var settings: [String: String]

    /// Makes a plan.
    public init(
        name: String, partitions: Int, replicationFactor: Int = -1, settings: [String: String] = [:]
    ) {
        self.name = name
        self.partitions = partitions
        self.replicationFactor = replicationFactor
        self.settings = settings
    }
}
