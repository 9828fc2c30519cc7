import Logging
import MartletStream

/// How often transactional calls are made, and what their failures mean.
extension TransactionSession {
    /// Makes a call until it succeeds, fails for good or the budget is spent.
    ///
    /// All of them may be repeated as long as the error says so: commit, abort and initialise
    /// resume where they were, send offsets starts over with the same offsets (rdkafka.h).
    func perform(
        _ operation: String,
        _ call: (_ client: borrowing ClientHandle, _ timeout: Int) -> KafkaFailure?
    ) throws(LogError) {
        var backoff = Backoff(budget: budget)
        while true {
            guard let failure = call(producer.client, max(backoff.remaining, 1_000)) else { return }
            guard failure.remedy == .retry else { throw verdict(on: failure, during: operation) }
            guard let pause = backoff.next() else {
                throw LogError(
                    remedy: .rebuild, operation: operation,
                    reason: "no answer within \(budget) ms: \(failure.text) (\(failure.name))")
            }
            logger.debug("\(operation): \(failure.text) (\(failure.name)), trying again")
            producer.client.serve(timeout: pause)
        }
    }

    /// Makes a call until it succeeds or fails for good, however long the cluster is away.
    func awaitCluster(
        _ operation: String,
        _ call: (_ client: borrowing ClientHandle, _ timeout: Int) -> KafkaFailure?
    ) throws(LogError) {
        var wait = ClusterWait(for: operation, cancellation: cancellation, logger: logger)
        while let failure = call(producer.client, 1_000) {
            guard failure.remedy == .retry else { throw failure.error(during: operation) }
            producer.client.serve(timeout: try wait.next())
        }
    }

    /// What a failure means for the transaction.
    ///
    /// A new producer can go on where this one is broken for good, unless another instance has
    /// taken our place. Of a transaction that was open for too long the coordinator itself has
    /// fenced the producer (KIP-588), which nobody else may have done.
    func verdict(on failure: KafkaFailure, during operation: String) -> LogError {
        var error = failure.error(during: operation)
        switch error.remedy {
        case .fenced where isOverdue && !failure.isOfMember: error.remedy = .rebuild
        case .stop where failure.isFatal || failure.isMisplaced: error.remedy = .rebuild
        case _ where failure == .unanswered: error.remedy = .rebuild
        default: break
        }
        return error
    }
}
