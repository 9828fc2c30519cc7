/// Decides when the open work is committed, and what a failure means: no I/O, no clock.
///
/// States: idle (nothing since the last commit), open (records applied, not yet committed),
/// stopped. The worker tells what happened and does what is answered.
public struct CommitCycle: Sendable, Equatable {
    /// Where the cycle stands.
    public enum State: Sendable, Equatable {
        /// Everything is committed. Goes to open.
        case idle
        /// Work since `since` (monotonic ms) waits to be committed. Goes to idle or stopped.
        case open(since: Int64, records: Int)
        /// Nothing is done any more.
        case stopped
    }

    /// What happened.
    public enum Input: Sendable, Equatable {
        /// Records were applied or deadlines fired: `records` of them.
        case worked(records: Int, now: Int64)
        /// Time went by.
        case tick(now: Int64)
        /// Partitions must be given up in good order.
        case revoked
        /// Partitions are somebody else's already.
        case lost
        /// The open work is committed.
        case committed
        /// The open work is dropped and memory is back at the last commit.
        case rolledBack
        /// The log failed.
        case failed(LogError.Remedy)
        /// The process is asked to stop.
        case stop
    }

    /// What the worker does next.
    public enum Action: Sendable, Equatable {
        /// Go on polling.
        case carryOn
        /// Commit the open work.
        case commit
        /// Commit the open work, then give the partitions up.
        case commitAndRelease
        /// Give the partitions up; nothing is open.
        case release
        /// Drop the open work and the partitions' memory, then give them up.
        case discardAndRelease
        /// Abort, restore memory from the log, go on from the committed offsets.
        case rollBack
        /// Commit the open work, then leave.
        case commitAndLeave
        /// Leave; nothing is open.
        case leave
        /// Stop at once without touching the log again.
        case halt
    }

    /// Longest time that applied records wait for their commit, in ms.
    public let interval: Int64
    /// Most records in one commit.
    public let maximumRecords: Int
    /// Where the cycle stands.
    public private(set) var state = State.idle

    /// Makes an idle cycle.
    public init(interval: Int64, maximumRecords: Int) {
        self.interval = interval
        self.maximumRecords = maximumRecords
    }

    /// Milliseconds until the open work is due at the latest; nil if nothing is open.
    public func timeLeft(now: Int64) -> Int64? {
        guard case .open(let since, _) = state else { return nil }
        return max(0, since + interval - now)
    }

    /// Takes in what happened and answers with what to do.
    public mutating func handle(_ input: Input) -> Action {
        switch (state, input) {
        case (.stopped, _): return .halt
        case (_, .failed(let remedy)): return failed(remedy)
        case (.idle, .worked(let records, let now)):
            state = .open(since: now, records: records)
            return due(now: now) ? .commit : .carryOn
        case (.open(let since, let open), .worked(let records, let now)):
            state = .open(since: since, records: open + records)
            return due(now: now) ? .commit : .carryOn
        case (_, .tick(let now)): return due(now: now) ? .commit : .carryOn
        case (.idle, .revoked): return .release
        case (.open, .revoked): return .commitAndRelease
        case (_, .lost):
            state = .idle
            return .discardAndRelease
        case (_, .committed), (_, .rolledBack):
            state = .idle
            return .carryOn
        case (.idle, .stop):
            state = .stopped
            return .leave
        case (.open, .stop): return .commitAndLeave
        }
    }

    private func due(now: Int64) -> Bool {
        guard case .open(let since, let records) = state else { return false }
        return records >= maximumRecords || now - since >= interval
    }

    private mutating func failed(_ remedy: LogError.Remedy) -> Action {
        switch remedy {
        case .retry: return .carryOn
        case .abort: return .rollBack
        case .stop, .fenced, .unusable, .unavailable:
            state = .stopped
            return .halt
        }
    }
}
