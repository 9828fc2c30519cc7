import MartletStream

/// What goes wrong and when, drawn from a seed.
struct FaultPlan {
    /// The calls of the port.
    enum Call: String {
        case poll, assign, release, committed, rewind, openChangelog, readChangelog
        case begin, publish, commit, abort, close
    }

    /// What happens instead of, or in the midst of, a call.
    enum Fault: Equatable {
        /// The call has no effect and may be made again.
        case retry
        /// The call has its effect, but its answer is lost; it may be made again.
        case retryAfterwards
        /// The open transaction must be aborted.
        case abort
        /// The process dies before the call.
        case crash
        /// The process dies after the call.
        case crashAfterwards
        /// A rebalance begins.
        case revoke
        /// The group throws the member out.
        case kick
    }

    /// Chances, as one in so many calls; 0 = never.
    struct Odds {
        var retry = 0
        var abort = 0
        var crash = 0
        var rebalance = 0
        var kick = 0
        var markerLag = 0
        var compaction = 0
        var repetition = 0
        /// Whether the changelog is read to its last stable offset only, so that what a late
        /// marker ends is not waited for.
        var endsEarly = false

        static let none = Odds()
        static let aborts = Odds(retry: 32, abort: 32)
        static let all = Odds(
            retry: 48, abort: 32, crash: 64, rebalance: 48, kick: 64, markerLag: 4, compaction: 16,
            repetition: 16)
    }

    var odds: Odds
    private(set) var random: SplitMix64
    private(set) var drawn: [String] = []

    init(seed: UInt64, odds: Odds) {
        random = SplitMix64(seed: seed)
        self.odds = odds
    }

    /// The fault of one call.
    mutating func draw(_ call: Call) -> Fault? {
        let fault = choose(call)
        if let fault { drawn.append("\(call.rawValue):\(fault)") }
        return fault
    }

    private mutating func choose(_ call: Call) -> Fault? {
        if happens(odds.retry) {
            return call == .commit && random.oneIn(2) ? .retryAfterwards : .retry
        }
        if happens(odds.crash) { return random.oneIn(2) ? .crash : .crashAfterwards }
        switch call {
        case .poll:
            if happens(odds.abort) { return .abort }
            if happens(odds.rebalance) { return .revoke }
            if happens(odds.kick) { return .kick }
        case .publish, .commit:
            if happens(odds.abort) { return .abort }
            if happens(odds.kick) { return .kick }
        default: break
        }
        return nil
    }

    /// For how many reads the end of a transaction does not show yet.
    mutating func markerLag() -> Int { happens(odds.markerLag) ? random.below(3) + 1 : 0 }

    mutating func compacts() -> Bool { happens(odds.compaction) }

    /// How many records of a partition come once more, although nobody went back.
    mutating func repetitions() -> Int64 { happens(odds.repetition) ? Int64(random.below(4)) : 0 }

    /// A number from 1 to `most`.
    mutating func portion(_ most: Int) -> Int { random.below(most) + 1 }

    private mutating func happens(_ odds: Int) -> Bool { odds > 0 && random.oneIn(odds) }
}
