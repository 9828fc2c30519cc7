import Glibc

// SAFETY: the signal sets are locals that the calls fill and read while they run.

/// SIGHUP as something that a thread can wait for.
struct HangupSignal {
    private var signals: sigset_t

    /// Takes over SIGHUP for the rest of the process; to be called before other threads are
    /// started, which must not take it.
    static func install() -> HangupSignal {
        var signals = sigset_t()
        unsafe sigemptyset(&signals)
        unsafe sigaddset(&signals, SIGHUP)
        unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)
        return HangupSignal(signals: signals)
    }

    /// Waits until the signal comes.
    ///
    /// - Returns: Whether it came.
    mutating func wait() -> Bool {
        var number: Int32 = 0
        return unsafe sigwait(&signals, &number) == 0
    }
}
