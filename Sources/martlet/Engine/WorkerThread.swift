import Foundation

/// A thread of its own for a worker: polling blocks, so it must not sit on a shared pool.
final class WorkerThread: Sendable {
    private let done = DispatchSemaphore(value: 0)

    /// Starts the thread.
    init(name: String, _ body: sending @escaping () -> Void) {
        let done = done
        // SAFETY: the body is sent to the one thread that calls it, once.
        nonisolated(unsafe) let work = body
        let thread = Thread {
            unsafe work()
            done.signal()
        }
        thread.name = name
        thread.stackSize = 8 << 20
        thread.start()
    }

    /// Waits until the body has returned; to be called once.
    func join() { done.wait() }

    /// Waits until the body has returned, but no longer than so many ms; to be called once.
    func join(atMost milliseconds: Int) {
        _ = done.wait(timeout: .now() + .milliseconds(milliseconds))
    }
}
