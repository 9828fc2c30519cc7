import MartletStream
import Synchronization

/// The first failure of several threads; the others stop when there is one.
final class FirstFailure: Sendable {
    private let error = Mutex<LogError?>(nil)

    /// The failure, if any.
    var value: LogError? { error.withLock { $0 } }

    /// Notes a failure; the first counts.
    func note(_ failure: LogError) {
        error.withLock { $0 = $0 ?? failure }
    }
}
