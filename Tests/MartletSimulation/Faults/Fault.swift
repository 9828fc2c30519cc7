package import MartletProfile
package import MartletStream

/// The calls of the log.
package enum LogCall: String, Sendable, CaseIterable {
    case poll, accept, assign, release, committed, rewind, openChangelog, readChangelog, extents
    case begin, publish, commit, abort, rebuild
}

/// What happens instead of, or in the midst of, a call.
package enum Fault: Sendable, Hashable {
    /// The call has no effect but for an error.
    case fails(LogError.Remedy)
    /// The call has its effect, but its answer is lost; it may be made again.
    case retryAfterwards
    /// The answer never comes; the request was lost, arrived, or will arrive later.
    case unknown(Arrival)
    /// The process dies before the call.
    case crash
    /// The process dies in the midst of the call.
    case crashMidway
    /// The process dies after the call.
    case crashAfterwards
    /// The process stands still, ms, while the others go on.
    case pause(Int64)
    /// The worker's thread stands still, ms; the client's own threads and the others go on.
    case stall(Int64)
    /// The group removes the member.
    case kick
    /// A rebalance begins.
    case rebalance

    /// What becomes of a request whose answer never comes.
    package enum Arrival: Sendable {
        case never, now, later
    }

    /// Its kind, for people.
    var kind: String {
        switch self {
        case .fails(let remedy): "\(remedy)"
        case .pause: "pause"
        case .stall: "stall"
        case .unknown(let arrival): "unknown, arrives \(arrival)"
        default: "\(self)"
        }
    }
}

/// Chances of each fault, as one in so many calls; 0 = never.
package struct FaultOdds: Sendable, Equatable {
    /// Failures that may be tried again.
    package var retry = 0
    /// Failures that require an abort.
    package var abort = 0
    /// Failures after which a process stops.
    package var stop = 0
    /// Calls whose outcome stays unknown.
    package var unknown = 0
    /// Deaths of processes.
    package var crash = 0
    /// Processes that stand still.
    package var pause = 0
    /// Members that the group removes.
    package var kick = 0
    /// Rebalances for no reason.
    package var rebalance = 0
    /// Ends of transactions that reach partitions late.
    package var lag = 0
    /// Compactions of the changelog, deletions of old input.
    package var compaction = 0
    /// Records that come again although nobody went back.
    package var repetition = 0
    /// Failures of the disk: full, torn and lost writes, flipped bits.
    package var disk = 0
    /// Clocks that are set back.
    package var clock = 0

    /// Nothing goes wrong.
    package static let none = FaultOdds()
    /// Forced aborts alone, one in 32 calls.
    package static let aborts = FaultOdds(abort: 32)
    /// Everything, each at its usual rate.
    package static let all = FaultOdds(
        retry: 48, abort: 32, stop: 192, unknown: 96, crash: 64, pause: 40, kick: 64,
        rebalance: 48, lag: 4, compaction: 16, repetition: 16, disk: 16,
        clock: 4)

    /// Makes odds.
    package init(
        retry: Int = 0, abort: Int = 0, stop: Int = 0, unknown: Int = 0, crash: Int = 0,
        pause: Int = 0, kick: Int = 0, rebalance: Int = 0, lag: Int = 0, compaction: Int = 0,
        repetition: Int = 0, disk: Int = 0, clock: Int = 0
    ) {
        self.retry = retry
        self.abort = abort
        self.stop = stop
        self.unknown = unknown
        self.crash = crash
        self.pause = pause
        self.kick = kick
        self.rebalance = rebalance
        self.lag = lag
        self.compaction = compaction
        self.repetition = repetition
        self.disk = disk
        self.clock = clock
    }

    /// Some kinds of faults, each at a rate of its own: runs differ more than if all had all.
    package init(drawnFrom random: inout SplitMix64) {
        self.init()
        let kinds: [WritableKeyPath<FaultOdds, Int>] = [
            \.retry, \.abort, \.stop, \.unknown, \.crash, \.pause, \.kick, \.rebalance, \.lag,
            \.compaction, \.repetition, \.disk, \.clock,
        ]
        for kind in kinds where !random.oneIn(3) {
            let usual = FaultOdds.all[keyPath: kind]
            self[keyPath: kind] = max(2, usual >> random.below(3))
        }
    }
}
