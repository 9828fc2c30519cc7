import MartletStream

/// How a session commits that was asked to do without transactions: at least once, not exactly.
///
/// Outputs are delivered before the positions are, so that nothing is lost; what was delivered
/// before a failure comes again. It is there for benchmarks, to tell what transactions cost.
extension TransactionSession {
    /// Waits until everything is delivered, then commits the offsets.
    func commitPlainly(
        _ offsets: [TopicPartition], of consumer: borrowing ClientHandle
    ) throws(LogError) {
        let left = producer.client.flush(timeout: budget)
        guard left == 0, producer.client.lifetime.context.deliveryFailures == 0 else {
            throw LogError(
                remedy: .stop, operation: "commit", reason: "records were not delivered")
        }
        guard !offsets.isEmpty, let failure = consumer.commit(offsets) else { return }
        throw failure.error(during: "commit")
    }
}
