import Dispatch
import Logging
import MartletStream
import Synchronization

/// One incarnation of the transactional producer: a client, and where it writes.
struct TransactionalProducer: ~Copyable, Sendable {
    let client: ClientHandle
    let publisher: RecordPublisher

    init(
        _ options: KafkaLogOptions, configuration: KafkaConfiguration, logger: Logger
    ) throws(LogError) {
        let client = try configuration.makeClient(
            .producer, defaults: ClientProperties.transactionalProducerDefaults(options),
            required: ClientProperties.transactionalProducer(options), logger: logger)
        publisher = try RecordPublisher(options.outputs, client: client.lifetime)
        self.client = client
    }

    /// Destroys the client without waiting for it.
    ///
    /// What it may still send belongs to a transaction that its successor ends, or carries an epoch
    /// that the brokers refuse.
    consuming func discard() {
        let remains = Remains(self)
        DispatchQueue.global().async { remains.destroy() }
    }
}

/// A producer on its way to the thread that destroys it.
private final class Remains: Sendable {
    private let producer: Mutex<TransactionalProducer?>

    init(_ producer: consuming TransactionalProducer) { self.producer = Mutex(producer) }

    /// Aborts, then destroys.
    ///
    /// A client that is destroyed while it adds partitions to a transaction ends the process, by an
    /// assertion in rdkafka_txnmgr.c of 2.0.2; an abort waits for the answer.
    func destroy() {
        guard let producer = producer.withLock({ $0.take() }) else { return }
        _ = producer.client.abortTransaction(timeout: Self.patience)
    }

    /// How long an abort may take whose outcome means nothing, ms.
    private static let patience = 5_000
}
