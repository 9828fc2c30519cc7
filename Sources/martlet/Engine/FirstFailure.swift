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

/// A flag that one thread sets and others look at.
final class FinishFlag: Sendable {
    private let flag = Atomic<Bool>(false)

    /// Whether it was set.
    var isSet: Bool { flag.load(ordering: .acquiring) }

    /// Sets it.
    func set() { flag.store(true, ordering: .releasing) }
}
