/// Decides when a service ends without waiting for its workers any longer: no clock, no signals.
struct Supervision {
    /// What the workers are doing.
    struct Workers: Sendable, Equatable {
        /// Those that have not reached the cluster yet: they have nothing to lose.
        var connecting = 0
        /// Those that may hold work that is not committed.
        var working = 0
    }

    /// What to do.
    enum Verdict: Equatable {
        /// Look again soon.
        case wait
        /// Every worker has left.
        case finished
        /// End the process where it is, with a status and a message for a person.
        ///
        /// That is safe: what was not committed never happened.
        case end(ExitStatus, String)
    }

    /// Time from the signal to the end of the process, ms.
    let patience: Int64
    /// Time after which the group gives up a member that stands still, ms.
    let sessionTimeout: Int64
    private var askedAt: Int64?
    private var last: Int64?

    /// Starts supervision.
    ///
    /// - Parameters:
    ///   - gracePeriod: Longest time from the signal to the end of the process, ms; whoever sent
    ///     the signal may kill the process after it, so the end comes a little earlier.
    ///   - sessionTimeout: How long the group waits for a member that is gone, ms.
    init(gracePeriod: Int64, sessionTimeout: Int64) {
        patience = gracePeriod - min(2_000, gracePeriod / 5)
        self.sessionTimeout = sessionTimeout
    }

    /// Takes in how things stand.
    ///
    /// - Parameters:
    ///   - now: ms since some fixed instant; goes on while the process or machine stands still.
    ///   - request: What signals have asked for.
    ///   - status: How a process ends that a signal has cut short.
    ///   - workers: What the workers are doing.
    /// - Returns: What to do.
    mutating func look(
        at now: Int64, request: StopSignal.Request, status: ExitStatus, workers: Workers
    ) -> Verdict {
        let gap = now - (last ?? now)
        last = now
        if workers == Workers() { return .finished }
        if workers.working > 0, gap > sessionTimeout {
            return .end(
                .fenced,
                "the process stood still for \(gap / 1_000) s, longer than the session timeout of "
                    + "\(sessionTimeout / 1_000) s: the group has given its partitions to others")
        }
        switch request {
        case .none: return .wait
        case .abort: return .end(status, "aborted by a second signal")
        case .drain: break
        }
        if workers.working == 0 {
            return .end(status, "stopped while still waiting for the cluster")
        }
        let since = askedAt ?? now
        askedAt = since
        guard now - since < patience else {
            return .end(
                status,
                "not finished \(patience) ms after the signal, so it ends here: what was not "
                    + "committed will be read again")
        }
        return .wait
    }
}
