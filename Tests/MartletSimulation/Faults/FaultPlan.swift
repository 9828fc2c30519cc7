/// What goes wrong and when, drawn from a seed.
package struct FaultPlan {
    /// The chances; ``FaultOdds/none`` once the faults are to stop.
    package var odds: FaultOdds
    /// The numbers that everything is drawn from.
    package var random: SplitMix64
    /// Faults so far.
    package private(set) var count = 0

    /// Makes a plan.
    package init(seed: UInt64, odds: FaultOdds) {
        random = SplitMix64(seed: seed)
        self.odds = odds
    }

    /// The fault of one call, if there is one.
    mutating func draw(_ call: LogCall) -> Fault? {
        guard odds != .none else { return nil }
        // A restore is many calls: struck as often as the others, few would ever come to an end.
        if call == .readChangelog || call == .openChangelog, !random.oneIn(6) { return nil }
        guard let fault = choose(call) else { return nil }
        count += 1
        return fault
    }

    private mutating func choose(_ call: LogCall) -> Fault? {
        if random.oneIn(odds.retry) {
            return call == .commit && random.oneIn(2) ? .retryAfterwards : .retry
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
        if random.oneIn(odds.stop) { return random.oneIn(2) ? .stop : .fenced }
        if random.oneIn(odds.kick) { return .kick }
        if random.oneIn(odds.rebalance) { return .rebalance }
        switch call {
        case .poll, .begin, .publish, .commit:
            if random.oneIn(odds.abort) { return .abort }
        default: break
        }
        if call == .commit || call == .abort, random.oneIn(odds.unknown) {
            return .unknown([.never, .now, .later][random.below(3)])
        }
        return nil
    }

    /// How long the end of a transaction takes to reach a partition, ms.
    mutating func markerLag() -> Int64 {
        random.oneIn(odds.lag) ? Int64(random.below(4_000)) : 0
    }

    /// Whether old records are removed now.
    mutating func compacts() -> Bool { random.oneIn(odds.compaction) }

    /// How many records of a partition come once more.
    mutating func repetitions() -> Int { random.oneIn(odds.repetition) ? random.below(4) : 0 }
}
