import Glibc
import Synchronization

// SAFETY: sigaction(2) is given a local that lives for the call and a handler without captures. The
// handler touches nothing but the atomics of an object that exists before it is installed and never
// goes, and calls only alarm(2) and _exit(2), which POSIX lists as async-signal-safe.

/// SIGINT and SIGTERM as something that a loop can look at: costs one relaxed load.
///
/// The first signal asks to drain, the second to abort; a third, or a command that does not obey
/// the second within ``StopSignal/patience`` seconds, ends the process where it is. That is safe:
/// what was not committed never happened.
final class StopSignal: Sendable {
    /// What the user asks for.
    enum Request: UInt8, Sendable, Comparable {
        /// Nothing: go on.
        case none
        /// Finish what is begun, commit it, and leave.
        case drain
        /// Drop what is begun, and leave.
        case abort

        static func < (left: Request, right: Request) -> Bool { left.rawValue < right.rawValue }
    }

    /// The signals of this process; nothing comes before ``install()``.
    static let process = StopSignal()

    /// Seconds that a command has to obey the second signal.
    static let patience: UInt32 = 5

    private let count = Atomic<Int>(0)
    private let first = Atomic<Int32>(0)

    /// Takes over SIGINT and SIGTERM for the rest of the process.
    static func install() -> StopSignal {
        let stop = StopSignal.process
        handle([SIGINT, SIGTERM]) { number in
            switch StopSignal.process.receive(number) {
            case .none, .drain: break
            case .abort where StopSignal.process.count.load(ordering: .relaxed) == 2:
                _ = alarm(StopSignal.patience)
            case .abort: _exit(StopSignal.process.status.rawValue)
            }
        }
        handle([SIGALRM]) { _ in _exit(StopSignal.process.status.rawValue) }
        return stop
    }

    /// What the user asks for now.
    var request: Request {
        switch count.load(ordering: .relaxed) {
        case 0: .none
        case 1: .drain
        default: .abort
        }
    }

    /// Whether the loop should end.
    var isRequested: Bool { count.load(ordering: .relaxed) > 0 }

    /// The exit status of a command that the signal has cut short.
    var status: ExitStatus {
        first.load(ordering: .relaxed) == SIGINT ? .interrupted : .terminated
    }

    /// Throws if a signal came: for work that is not worth finishing.
    func check() throws(CommandFailure) {
        if isRequested { throw CommandFailure(status) }
    }

    /// Takes note of a signal, and tells what is asked for now.
    @discardableResult
    func receive(_ signal: Int32) -> Request {
        if count.add(1, ordering: .relaxed).newValue == 1 {
            first.store(signal, ordering: .relaxed)
        }
        return request
    }

    private static func handle(
        _ signals: [Int32], by handler: @escaping @convention(c) (Int32) -> Void
    ) {
        var action = sigaction()
        unsafe action.__sigaction_handler.sa_handler = handler
        // Calls that the signal interrupts go on: a loop looks at the request, not at EINTR.
        action.sa_flags = SA_RESTART
        // Whoever started the process may have blocked them, and a block is inherited.
        var unblocked = sigset_t()
        unsafe sigemptyset(&unblocked)
        for signal in signals {
            _ = unsafe sigaction(signal, &action, nil)
            unsafe sigaddset(&unblocked, signal)
        }
        unsafe pthread_sigmask(SIG_UNBLOCK, &unblocked, nil)
    }
}
