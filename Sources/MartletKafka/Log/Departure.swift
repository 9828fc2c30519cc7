import Dispatch
import Synchronization

/// The end of a session, on a thread of its own, so that waiting for it can be bounded.
///
/// Leaving a group and destroying a client may block for ever when a coordinator or partition has
/// vanished (librdkafka issues 4187 and 4724). The process is about to end; a thread that is left
/// behind does no harm.
final class Departure: Sendable {
    private let session: Mutex<KafkaSession?>

    init(_ session: consuming KafkaSession) {
        self.session = Mutex(session)
    }

    /// Leaves, closes, and waits for it.
    ///
    /// - Parameter timeout: The most time to wait, in ms.
    /// - Returns: Whether it was done in time.
    @discardableResult
    func run(timeout: Int) -> Bool {
        let done = DispatchSemaphore(value: 0)
        DispatchQueue.global().async {
            var session = self.session.withLock { $0.take() }
            session?.leave()
            session = nil
            done.signal()
        }
        return done.wait(timeout: .now() + .milliseconds(timeout)) == .success
    }
}
