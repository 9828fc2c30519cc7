import Logging
import MartletStream

/// The clients of one worker, from the start to the end of its work.
struct KafkaSession: ~Copyable, Sendable {
    var consumer: GroupConsumer
    var transactions: TransactionSession
    var changelog: ChangelogReader?
    /// Partitions that every input has.
    let partitionCount: Int

    /// Checks the topics, fences the previous incarnation and joins the group, in this order.
    init(
        _ options: KafkaLogOptions, configuration: KafkaConfiguration, logger: Logger
    ) throws(LogError) {
        var options = options
        if let chosen = configuration.chosenValue("transaction.timeout.ms", for: .producer) {
            options.transactionTimeout = Int(chosen) ?? options.transactionTimeout
        }
        let producer = try configuration.makeClient(
            .producer, defaults: ClientProperties.transactionalProducerDefaults(options),
            required: ClientProperties.transactionalProducer(options), logger: logger)
        let reader = try configuration.makeClient(
            .consumer, defaults: ClientProperties.groupConsumerDefaults(options),
            required: ClientProperties.groupConsumer(options), logger: logger,
            rebalanceEvents: true)
        let partitionCount = try KafkaSession.check(options, producer)
        let transactions = try TransactionSession(options, client: producer, logger: logger)
        try transactions.initialise()
        let changelog = try options.outputs[.changelog].map { topic throws(LogError) in
            try ChangelogReader(topic: topic, configuration: configuration, logger: logger)
        }
        let consumer = try GroupConsumer(
            options, partitionCount: partitionCount, start: StartPolicy(configuration),
            client: reader, logger: logger)
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
        let partitioned = Set(options.inputs + [options.outputs[.changelog]].compactMap(\.self))
        return try Copartition.partitionCount(
            of: topics.filter { partitioned.contains($0.name) }
                .map { (name: $0.name, partitions: $0.partitions) })
    }

    /// Commits, unless the partitions were taken away since the transaction was begun.
    mutating func commit(_ positions: [InputPosition]) throws(LogError) {
        if consumer.isAssignmentLost || !consumer.owns(positions) { transactions.losePartitions() }
        try transactions.commit(positions, group: consumer.groupMetadata())
    }

    /// Drops the open transaction and leaves the group.
    mutating func leave() {
        transactions.abandon(timeout: 2_000)
        changelog?.close()
        consumer.leave(timeout: 4_000)
    }
}
