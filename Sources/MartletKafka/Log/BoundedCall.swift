import Dispatch
import Synchronization

/// A call into the client on another thread, so that waiting for it can be bounded.
///
/// A call that does not come back keeps that thread, and whatever the call has captured.
final class BoundedCall<Result: Sendable>: Sendable {
    private let done = DispatchSemaphore(value: 0)
    private let result = Mutex<Result?>(nil)

    /// Makes a call.
    ///
    /// - Parameters:
    ///   - timeout: The most time to wait, in ms.
    ///   - body: The call.
    /// - Returns: What it returned; nil if it did not in time.
    static func run(timeout: Int, _ body: @escaping @Sendable () -> Result) -> Result? {
        let call = BoundedCall()
        DispatchQueue.global().async {
            let result = body()
            call.result.withLock { $0 = result }
            call.done.signal()
        }
        guard call.done.wait(timeout: .now() + .milliseconds(timeout)) == .success else {
            return nil
        }
        return call.result.withLock { $0 }
    }
}
