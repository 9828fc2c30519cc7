/// Decides when the open work is committed and what a failure means: no thread, no I/O, no clock.
///
/// It is fed with what happened (``Input``) and answers with the next thing to do (``Step``). The
/// worker does that and reports ``Input/done`` or ``Input/failed(_:)``, until the answer is to
/// poll again.
///
/// ```
/// idle -> open -> sending -> committing -> idle
///                    |           |
///                    +-> aborting <+ -> idle            fenced, stopped: for ever
/// ```
///
/// Partitions that are taken away during a transaction set a latch. If they are somebody else's
/// already (lost), the transaction cannot be committed any more: it is aborted and the partitions
/// are given up. If we are asked for them (revoked), it is finished first.
public struct CommitCycle: ~Copyable {
    /// Where the cycle stands.
    public enum State: Sendable, CaseIterable {
        /// Everything is committed.
        case idle
        /// Records are applied that are not committed; the log knows nothing of them.
        case open
        /// A transaction is open, and what the work gave is being added to it.
        case sending
        /// The commit was asked for; until it is answered its outcome is unknown.
        case committing
        /// The transaction and what it would have held are being taken back.
        case aborting
        /// Another instance has taken our place: nothing is written any more.
        case fenced
        /// Nothing is done any more.
        case stopped
    }

    /// What happened.
    public enum Input: Sendable, Equatable {
        /// Records were applied or deadlines fired: `records` of them, which gave `bytes` so far.
        case worked(records: Int, bytes: Int, now: Int64)
        /// Time went by; nothing was applied.
        case tick(now: Int64)
        /// The step that was answered last is done.
        case done
        /// The step that was answered last, or a poll, failed.
        case failed(LogError.Remedy)
        /// The group asks for our partitions.
        case revoked
        /// The group has given our partitions to others.
        case lost
        /// The process is asked to stop.
        case stop
        /// The process is asked to stop at once.
        case stopNow
    }

    /// What the worker does next.
    public enum Step: Sendable, Equatable, CaseIterable {
        /// Poll, and go on working.
        case poll
        /// Write down what the open work changed, and open a transaction.
        case begin
        /// Add the records to the transaction.
        case publish
        /// Add the input positions and commit.
        case commit
        /// Drop the transaction.
        case abort
        /// Put memory back as it was at the last commit, and read on from there.
        case rollBack
        /// Begin a new session with the log: it is unknown what became of the transaction.
        case rebuild
        /// Read memory again from the log.
        case reread
        /// Drop the open work, then give the partitions up.
        case release
        /// Leave in good order: nothing is open.
        case leave
        /// Stop; the log is not to be called again but for closing it.
        case halt
    }

    /// When work is committed, and how often steps are tried.
    public struct Limits: Sendable {
        /// Longest time that applied records wait for their commit, ms.
        public var interval: Int64
        /// Most records in one transaction; a batch may exceed it.
        public var records: Int
        /// Most bytes of records in one transaction; a batch may exceed it.
        public var bytes = 8 << 20
        /// Attempts at one step while the log says that another helps.
        public var attempts = 10
        /// Transactions in a row that may be aborted before that counts as a failure.
        public var aborts = 32

        /// Makes limits.
        ///
        /// - Parameters:
        ///   - interval: Longest time that applied records wait for their commit, ms.
        ///   - records: Most records in one transaction.
        public init(interval: Int64, records: Int) {
            self.interval = interval
            self.records = records
        }
    }

    /// The limits.
    public let limits: Limits
    /// Where the cycle stands.
    public internal(set) var state = State.idle
    /// What was answered last.
    public internal(set) var step = Step.poll
    /// Whether the partitions go as soon as nothing is open.
    public internal(set) var isRevoked = false
    /// Whether the partitions are gone: what is open cannot be committed any more.
    public internal(set) var isLost = false
    /// Whether the worker leaves as soon as nothing is open.
    public internal(set) var isStopping = false

    /// When the open work began, monotonic ms.
    var since: Int64 = 0
    var records = 0
    /// Failed attempts at the current step.
    var attempts = 0
    /// Aborts since the last commit, or since partitions were given up.
    var aborts = 0
    /// Whether memory may differ from what is committed, because a transaction's outcome is
    /// unknown.
    var isDoubtful = false

    /// Makes an idle cycle.
    public init(limits: Limits) { self.limits = limits }

    /// Milliseconds until the open work is due at the latest; nil if nothing is open.
    public func timeLeft(now: Int64) -> Int64? {
        state == .open ? max(0, since + limits.interval - now) : nil
    }

    /// Takes in what happened and answers with what to do.
    public mutating func handle(_ input: Input) -> Step {
        guard state != .stopped, state != .fenced else { return .halt }
        switch input {
        case .worked(let records, let bytes, let now): return worked(records, bytes, now)
        case .tick(let now):
            guard state == .open, step == .poll, now - since >= limits.interval else { return step }
            return go(.sending, .begin)
        case .done: return done()
        case .failed(let remedy): return failed(remedy)
        case .revoked:
            isRevoked = true
            return settle()
        case .lost: return lost()
        case .stop:
            isStopping = true
            return settle()
        case .stopNow: return go(.stopped, .halt)
        }
    }

    private mutating func worked(_ records: Int, _ bytes: Int, _ now: Int64) -> Step {
        // While a step is under way nothing may be applied.
        guard step == .poll else { return step }
        if state == .idle { (state, since, self.records) = (.open, now, 0) }
        self.records += records
        let isDue =
            self.records >= limits.records || bytes >= limits.bytes
            || now - since >= limits.interval
        return isDue ? go(.sending, .begin) : .poll
    }

    /// What follows from wishes to stop or to have the partitions, where nothing is under way.
    private mutating func settle() -> Step {
        guard step == .poll else { return step }
        return state == .open ? go(.sending, .begin) : rest()
    }

    /// The partitions are gone.
    private mutating func lost() -> Step {
        isLost = true
        switch (state, step) {
        case (.sending, _): return go(.aborting, .abort)
        // Not asked for yet: it must not be. Once it was asked for only the answer counts.
        case (.committing, _): return attempts == 0 ? go(.aborting, .abort) : step
        case (_, .poll): return go(.idle, .release)
        default: return step
        }
    }

    /// Goes on to a step that has not been tried yet.
    mutating func go(_ state: State, _ step: Step) -> Step {
        (self.state, self.step, attempts) = (state, step, 0)
        return step
    }
}
