import Foundation
import Synchronization

/// What the threads of ``LatencyBenchmark`` tell one another.
final class LatencyBoard: Sendable {
    /// How far the service is.
    enum Phase { case starting, running, stopping }

    private struct State {
        var phase = Phase.starting
        var isAllSent = false
        var sendingSeconds = 0.0
        var commits = CommitWatch()
        var failure: (any Error)?
    }

    private let state = Mutex(State())
    private let start = ContinuousClock.now

    /// Time since the board was made.
    var microseconds: Int { Int((ContinuousClock.now - start) / .microseconds(1)) }

    /// How far the service is.
    var phase: Phase {
        get { state.withLock { $0.phase } }
        set { state.withLock { $0.phase = newValue } }
    }

    /// Whether every event is delivered to the input topic.
    var isAllSent: Bool {
        get { state.withLock { $0.isAllSent } }
        set { state.withLock { $0.isAllSent = newValue } }
    }

    /// How long sending took.
    var sendingSeconds: Double {
        get { state.withLock { $0.sendingSeconds } }
        set { state.withLock { $0.sendingSeconds = newValue } }
    }

    /// The service's commits.
    var commits: CommitWatch {
        get { state.withLock { $0.commits } }
        set { state.withLock { $0.commits = newValue } }
    }

    /// Why a thread has failed; all stop then.
    var failure: (any Error)? { state.withLock { $0.failure } }

    /// Notes a failure; the first counts.
    func fail(_ error: any Error) {
        state.withLock {
            $0.failure = $0.failure ?? error
            $0.phase = .stopping
        }
    }
}

/// A thread whose failure goes to the board.
final class BenchThread: Sendable {
    private let done = DispatchSemaphore(value: 0)

    /// Starts the thread.
    init(_ board: LatencyBoard, _ body: @escaping @Sendable () throws -> Void) {
        let done = done
        Thread.detachNewThread {
            do { try body() } catch { board.fail(error) }
            done.signal()
        }
    }

    /// Waits until the body has returned; to be called once.
    func wait() { done.wait() }
}
