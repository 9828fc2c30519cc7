package import MartletProfile
import MartletStream

/// What goes wrong and when, drawn from a seed.
package struct FaultPlan {
    /// The chances; ``FaultOdds/none`` once the faults are to stop.
    package var odds: FaultOdds
    /// The numbers that everything is drawn from.
    package var random: SplitMix64
    /// Faults so far, by kind.
    package private(set) var counts: [String: Int] = [:]

    /// Makes a plan.
    package init(seed: UInt64, odds: FaultOdds) {
        random = SplitMix64(seed: seed)
        self.odds = odds
    }

    /// The fault of one call, if there is one.
    package mutating func draw(_ call: LogCall) -> Fault? {
        guard odds != .none else { return nil }
        // A restore is many calls: struck as often as the others, few would ever come to an end.
        if call == .readChangelog || call == .openChangelog, !random.oneIn(6) { return nil }
        guard let fault = choose(call) else { return nil }
        note(fault.kind)
        return fault
    }

    /// Counts a fault.
    mutating func note(_ kind: String) { counts[kind, default: 0] += 1 }

    private mutating func choose(_ call: LogCall) -> Fault? {
        if random.oneIn(odds.retry) {
            return call == .commit && random.oneIn(2) ? .retryAfterwards : .fails(.retry)
        }
        if random.oneIn(odds.crash) {
            return [.crash, .crashMidway, .crashAfterwards][random.below(3)]
        }
        if random.oneIn(odds.pause) {
            // Shorter and longer than sessions and transactions may last.
            let pauses: [Int64] = [500, 2_000, 8_000, 15_000, 40_000, 100_000]
            let pause = pauses[random.below(pauses.count)]
            return random.oneIn(2) ? .stall(pause) : .pause(pause)
        }
        if random.oneIn(odds.stop) {
            let ends: [LogError.Remedy] = [.stop, .fenced, .unavailable, .unusable]
            return .fails(ends[random.below(ends.count)])
        }
        if random.oneIn(odds.kick) { return .kick }
        if random.oneIn(odds.rebalance) { return .rebalance }
        if random.oneIn(odds.abort) { return .fails(.abort) }
        if random.oneIn(odds.unknown) {
            guard call == .commit || call == .abort else { return .fails(.rebuild) }
            return .unknown([.never, .now, .later][random.below(3)])
        }
        return nil
    }

    /// How long the end of a transaction takes to reach a partition, ms.
    mutating func markerLag() -> Int64 {
        guard random.oneIn(odds.lag) else { return 0 }
        note("late marker")
        return Int64(random.below(4_000))
    }

    /// Whether old records are removed now.
    mutating func compacts() -> Bool {
        guard random.oneIn(odds.compaction) else { return false }
        note("compaction, retention")
        return true
    }

    /// How many records of a partition come once more.
    mutating func repetitions() -> Int {
        guard random.oneIn(odds.repetition) else { return 0 }
        note("delivered twice")
        return random.below(4)
    }

    /// How far a clock is set back, ms.
    mutating func setback() -> Int64 {
        guard random.oneIn(odds.clock) else { return 0 }
        note("clock set back")
        return Int64(random.below(4_000_000_000))
    }

    /// Whether the disk fails in something.
    mutating func strikesDisk(_ what: String) -> Bool {
        guard random.oneIn(odds.disk) else { return false }
        note("disk: \(what)")
        return true
    }
}
