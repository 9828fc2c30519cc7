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

    func destroy() { _ = producer.withLock { $0.take() } }
}
