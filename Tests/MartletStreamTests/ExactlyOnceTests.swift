import MartletProfile
import MartletStream
import Testing

/// Whatever goes wrong: what readers see and what memory holds in the end is what a run without
/// any fault gives.
@Suite struct ExactlyOnceTests {
    private func run(
        _ seed: UInt64, _ odds: FaultPlan.Odds, _ clock: ClockMode, workers: Int = 1
    ) throws -> StreamRun {
        let story = ShopStory(seed: seed, count: 60)
        var random = SplitMix64(seed: seed)
        let plan = try ShopStory.plan(clock: clock, commitRecords: random.below(12) + 1)
        var run = StreamRun(seed: seed, odds: odds, plan: plan, workers: workers)
        // Wall clock: it stands still until everything produced so far is committed.
        let phase = clock == .wall ? 15 : story.records.count
        for start in stride(from: 0, to: story.records.count, by: phase) {
            let records = story.records[start..<min(start + phase, story.records.count)]
            run.clock.now = Instant(milliseconds: records.map(\.at).max() ?? 0)
            run.produce(records)
            run.drain(faultyTurns: odds.abort == 0 ? 0 : phase)
        }
        return run
    }

    private func check(
        _ seed: UInt64, _ odds: FaultPlan.Odds, _ clock: ClockMode, workers: Int = 1
    ) throws {
        let calm = try run(seed, .none, clock)
        let faulty = try run(seed, odds, clock, workers: workers)
        let expected = calm.result
        let found = faulty.result
        let difference = found.difference(from: expected)
        #expect(calm.isDone && faulty.isDone, "seed \(seed), \(clock): does not converge")
        #expect(difference == nil, "seed \(seed), \(clock): \(faulty.cluster.faults.drawn)")
        let surprises = faulty.seats.flatMap(\.surprises)
        #expect(surprises == [], "seed \(seed), \(clock)")
    }

    @Test func theStoryHasChangesOfEveryKind() throws {
        let result = try run(1, .none, .event).result
        let all = result.changes.values.joined().joined(separator: "\n")
        #expect(all.contains(#""kind":"deadline""#) && all.contains(#""kind":"event""#))
        #expect(result.changes.count > 5 && result.deadLetters.count > 2)
        #expect(result.profiles.count > 7)
    }

    @Test(arguments: 0..<60) func abortsChangeNothing(seed: Int) throws {
        try check(UInt64(seed), .aborts, seed % 2 == 0 ? .event : .wall)
    }

    @Test(arguments: 0..<80) func faultsOfEveryKindChangeNothing(seed: Int) throws {
        try check(UInt64(seed), .all, seed % 2 == 0 ? .event : .wall)
    }

    /// A commit reaches the offsets before the changelog: the state would be older than the
    /// offsets, and input would be lost.
    @Test(arguments: 0..<40) func aChangelogThatLagsBehindTheOffsetsIsWaitedFor(seed: Int) throws {
        var odds = FaultPlan.Odds.all
        odds.markerLag = 1
        odds.endsEarly = true
        try check(UInt64(seed), odds, .event, workers: seed % 2 + 1)
    }

    @Test(arguments: 0..<60) func handOversBetweenTwoWorkersChangeNothing(seed: Int) throws {
        try check(UInt64(seed), .all, seed % 2 == 0 ? .event : .wall, workers: 2)
    }
}
