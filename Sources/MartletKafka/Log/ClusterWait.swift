import Logging
import MartletStream

/// A wait for the cluster that lasts for as long as it takes, and says so now and then.
struct ClusterWait {
    private let operation: String
    private let cancellation: Cancellation
    private let logger: Logger
    private let start = ContinuousClock.now
    private var nextNotice = ContinuousClock.now + .seconds(10)
    private var backoff = Backoff(budget: 1 << 40)

    init(for operation: String, cancellation: Cancellation, logger: Logger) {
        self.operation = operation
        self.cancellation = cancellation
        self.logger = logger
    }

    /// The next pause, ms; at most a second.
    ///
    /// - Throws: A `LogError` if nobody waits any more.
    mutating func next() throws(LogError) -> Int {
        try cancellation.check(operation)
        if ContinuousClock.now > nextNotice {
            nextNotice += .seconds(30)
            let seconds = (ContinuousClock.now - start).components.seconds
            logger.warning("\(operation): waiting for the cluster since \(seconds) s")
        }
        return backoff.next() ?? 1_000
    }
}
