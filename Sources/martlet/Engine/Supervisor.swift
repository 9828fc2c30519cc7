import Glibc
import Synchronization

/// Watches over a service's workers from the main thread.
///
/// A worker may be held up in a call of the client for as long as the client likes; the main
/// thread never is. So it is the one that obeys signals, keeps the grace period, and notices that
/// the process stood still.
final class Supervisor: Sendable {
    /// What a worker is doing.
    enum Phase: Sendable {
        /// It is trying to reach the cluster.
        case connecting
        /// It has reached the cluster.
        case working
        /// It is done.
        case left
    }

    private let phases: Mutex<[Phase]>
    /// When all was last found well, in ms of ``SystemClock/uptime``.
    private let lastLook = Atomic(Int64.max)

    /// How often signals and workers are looked at, in ms.
    private static let interval = 20

    /// Starts supervision of workers that are connecting.
    init(workers: Int) { phases = Mutex(Array(repeating: .connecting, count: workers)) }

    /// Notes what a worker is doing now.
    func note(_ phase: Phase, of worker: Int) { phases.withLock { $0[worker] = phase } }

    /// Whether the process has just stood still for longer than a time, in ms: workers may notice
    /// that before the main thread does.
    func hasStoodStill(for limit: Int) -> Bool {
        let last = lastLook.load(ordering: .relaxed)
        return last != .max && SystemClock.uptime - last > Int64(limit)
    }

    /// Waits until all workers have left; ends the process if that takes too long.
    func watch(_ stop: StopSignal, _ supervision: Supervision) {
        var supervision = supervision
        while true {
            let now = SystemClock.uptime
            let verdict = supervision.look(
                at: now, request: stop.request, status: stop.status,
                workers: workers)
            switch verdict {
            case .finished: return
            case .wait:
                lastLook.store(now, ordering: .relaxed)
                usleep(UInt32(Supervisor.interval) * 1_000)
            case .end(let status, let message): Supervisor.end(status, message)
            }
        }
    }

    private var workers: Supervision.Workers {
        phases.withLock { phases in
            Supervision.Workers(
                connecting: phases.count { $0 == .connecting },
                working: phases.count { $0 == .working })
        }
    }

    /// Ends the process without running what is registered for its end: other threads are still
    /// inside the client, which must not be taken down under them.
    static func end(_ status: ExitStatus, _ message: String) -> Never {
        Terminal.error.write("martlet: \(message)\n")
        _exit(status.rawValue)
    }
}
