import Logging
import MartletStream

/// The clients of one worker, from the start to the end of its work.
struct KafkaSession: ~Copyable, Sendable {
    var consumer: GroupConsumer
    var transactions: TransactionSession
    var changelog: ChangelogReader?
    /// Partitions that every input has.
    let partitionCount: Int
    /// The changelog's topic, behind the cluster's id.
    let changelogName: String
    private var lastCommit = ContinuousClock.now

    /// How long nothing must have been committed before the ends of idle partitions are.
    private static let idle = Duration.seconds(1)

    /// Checks the topics, fences the previous incarnation and joins the group, in this order.
    init(
        _ options: KafkaLogOptions, configuration: KafkaConfiguration, logger: Logger
    ) throws(LogError) {
        var options = options
        if let chosen = configuration.chosenValue("transaction.timeout.ms", for: .producer) {
            options.transactionTimeout = Int(chosen) ?? options.transactionTimeout
        }
        var transactions = try TransactionSession(
            options, configuration: configuration, logger: logger)
        let reader = try configuration.makeClient(
            .consumer,
            defaults: ClientProperties.groupConsumerDefaults(options, under: configuration),
            required: ClientProperties.groupConsumer(options), logger: logger,
            rebalanceEvents: true)
        let partitionCount = try KafkaSession.check(options, transactions.producer.client)
        try transactions.initialise()
        let changelog = try options.outputs[.changelog].map { topic throws(LogError) in
            try ChangelogReader(
                topic: topic, configuration: configuration,
                cancellation: Cancellation(options.isCancelled), logger: logger)
        }
        let consumer = try GroupConsumer(
            options, partitionCount: partitionCount, start: StartPolicy(configuration),
            client: reader, logger: logger)
        let cluster = consumer.client.clusterID(timeout: options.reachTimeout)
        changelogName = "\(cluster ?? "")/\(options.outputs[.changelog] ?? "")"
        self.partitionCount = partitionCount
        self.transactions = transactions
        self.changelog = changelog
        self.consumer = consumer
    }

    /// Checks that every topic is there and that inputs and changelog are co-partitioned.
    private static func check(
        _ options: KafkaLogOptions, _ client: borrowing ClientHandle
    ) throws(LogError) -> Int {
        let names = options.inputs + OutputBatch.Output.allCases.compactMap { options.outputs[$0] }
        let topics = try client.requireTopics(names, timeout: options.reachTimeout)
        let counts = topics.map { (name: $0.name, partitions: $0.partitions) }
        return try Copartition.partitionCount(
            of: Array(counts.prefix(options.inputs.count)),
            changelog: counts.first { $0.name == options.outputs[.changelog] })
    }

    /// Commits, unless the partitions were taken away since the transaction was begun.
    mutating func commit(_ positions: [InputPosition]) throws(LogError) {
        if consumer.isAssignmentLost || !consumer.owns(positions) { transactions.losePartitions() }
        try transactions.commit(consumer.groupOffsets(of: positions), of: consumer.client)
        consumer.tracker.noteCommitted(positions)
        lastCommit = ContinuousClock.now
    }

    /// Tells the group where the partitions end of which everything is committed.
    ///
    /// - Throws: A `LogError` if the producer is of no use any more.
    mutating func commitEnds() throws(LogError) {
        guard transactions.isIdle, ContinuousClock.now - lastCommit > KafkaSession.idle else {
            return
        }
        let trailing = consumer.tracker.trailing
        lastCommit = ContinuousClock.now
        guard !trailing.isEmpty, !consumer.isAssignmentLost else { return }
        transactions.begin()
        do throws(LogError) {
            try commit(trailing)
        } catch {
            // The next commit makes it good.
            guard error.remedy == .abort else { throw error }
            try transactions.abort()
        }
    }

    /// The end of the changelog partition that is open, as of the last fetch.
    mutating func changelogEnd() -> Int64? { changelog?.end() }

    /// Where the last committed position of a partition stands in the changelog.
    mutating func changelogOffset(_ partition: Int32) -> Int64? {
        transactions.changelogOffsets[partition]
    }

    /// Drops the open transaction and leaves the group.
    mutating func leave() {
        transactions.abandon(timeout: 2_000)
        changelog?.close()
        consumer.leave(timeout: 4_000)
    }
}
