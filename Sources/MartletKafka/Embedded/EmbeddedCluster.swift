import CRdKafka
public import Logging
public import MartletStream

/// A Kafka cluster inside the process, for demonstrations and tests: librdkafka's mock cluster.
///
/// Other processes can use it, too: it listens on local ports. It lives as long as the object.
/// It keeps 5 MiB or 100 000 records of each partition, in memory. It acknowledges transactions
/// but does not isolate them: offsets of a transaction are not stored, aborted records are
/// visible, and nothing is fenced.
public final class EmbeddedCluster: Sendable {
    private let cluster: MockClusterHandle

    /// Addresses of the brokers, for `bootstrap.servers`.
    public let bootstrapServers: String

    /// Starts a cluster.
    ///
    /// - Parameters:
    ///   - brokers: Number of brokers; their ids are 1, 2, ...
    ///   - topics: Topics to create.
    ///   - logger: Receives what librdkafka reports.
    /// - Throws: ``LogError`` if it cannot be started.
    public init(
        brokers: Int = 1, topics: [TopicPlan] = [], logger: Logger = Logger(label: "kafka")
    ) throws(LogError) {
        let client = try KafkaConfiguration(bootstrapServers: "").makeClient(
            .admin, defaults: ["log_level": "3"], required: [:], logger: logger)
        cluster = try MockClusterHandle(brokers: brokers, client: client)
        bootstrapServers = cluster.bootstrapServers
        for topic in topics { try createTopic(topic) }
    }

    /// How to reach the cluster.
    ///
    /// Unlike real brokers it does not answer a waiting fetch as soon as records come, so the
    /// wait is short.
    public var configuration: KafkaConfiguration {
        KafkaConfiguration(
            bootstrapServers: bootstrapServers, properties: ["consumer.fetch.wait.max.ms": "20"])
    }

    /// Creates a topic; its settings are ignored.
    ///
    /// - Throws: ``LogError`` if it is there already.
    public func createTopic(_ plan: TopicPlan) throws(LogError) {
        try check(
            cluster.createTopic(
                plan.name, partitions: plan.partitions,
                replicas: max(plan.replicationFactor, 1)),
            "create topic \(plan.name)")
    }

    /// Does something to the cluster that real ones suffer, too.
    ///
    /// - Throws: ``LogError`` if there is no such broker, topic or partition.
    public func inflict(_ fault: ClusterFault) throws(LogError) {
        switch fault {
        case .leaderMoved(let topic, let partition, let broker):
            try check(
                cluster.setLeader(broker, topic: topic, partition: partition), "move leader")
        case .groupCoordinatorMoved(let group, let broker):
            try check(
                cluster.setCoordinator(broker, kind: "group", key: group), "move coordinator")
        case .transactionCoordinatorMoved(let id, let broker):
            try check(
                cluster.setCoordinator(broker, kind: "transaction", key: id), "move coordinator")
        case .brokerDown(let broker):
            try check(cluster.setBroker(broker, isUp: false), "stop broker")
        case .brokerUp(let broker):
            try check(cluster.setBroker(broker, isUp: true), "start broker")
        case .roundTripTime(let broker, let milliseconds):
            try check(
                cluster.setRoundTripTime(broker, milliseconds: milliseconds), "slow broker down")
        case .requestsFail(let api, let codes):
            cluster.failRequests(of: api, codes: codes)
        }
    }

    private func check(_ code: rd_kafka_resp_err_t, _ operation: String) throws(LogError) {
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR else {
            throw KafkaFailure(code).error(during: operation)
        }
    }
}
