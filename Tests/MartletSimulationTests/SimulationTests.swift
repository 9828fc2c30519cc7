import MartletSimulation
import MartletStream
import Testing

/// Whatever goes wrong: what readers see and what memory holds in the end is what a run without
/// any fault gives.
///
/// A seed that fails here replays alone: `martlet-simulate --seed N`.
@Suite struct SimulationTests {
    @Test(arguments: UInt64(0)..<30) func faultsOfEveryKindChangeNothing(seed: UInt64) throws {
        let verdict = try Simulation(seed: seed).run()
        #expect(verdict.violations == [], "seed \(seed)")
    }

    @Test func forcedAbortsChangeNothing() throws {
        var figures = SimulationFigures()
        for seed in UInt64(0)..<12 {
            var simulation = Simulation(seed: seed)
            simulation.odds = .aborts
            let verdict = try simulation.run()
            #expect(verdict.violations == [], "seed \(seed)")
            figures.add(verdict.figures)
        }
        #expect(figures.transactions - figures.commits > 5)
    }

    @Test func everyCallFailsInEveryWay() {
        var plan = FaultPlan(seed: 1, odds: .all)
        let remedies: [LogError.Remedy] = [
            .retry, .abort, .rebuild, .stop, .fenced, .unusable, .unavailable,
        ]
        for call in LogCall.allCases {
            let faults = Set((0..<60_000).compactMap { _ in plan.draw(call) })
            for remedy in remedies
            where remedy != .rebuild || (call != .commit && call != .abort) {
                #expect(faults.contains(.fails(remedy)), "\(remedy) of \(call)")
            }
            let others: [Fault] = [
                .crash, .crashMidway, .crashAfterwards, .kick, .rebalance, .pause(100_000),
                .stall(500),
            ]
            #expect(faults.isSuperset(of: others), "\(call)")
            guard call == .commit || call == .abort else { continue }
            #expect(faults.isSuperset(of: [.unknown(.never), .unknown(.now), .unknown(.later)]))
        }
    }

    @Test func theSameSeedGivesTheSameRun() throws {
        let traces = try (0..<2).map { _ in
            var simulation = Simulation(seed: 11)
            simulation.isTraced = true
            return try simulation.run().trace
        }
        #expect(traces[0] == traces[1])
        #expect(traces[0].count > 50)
    }

    /// Each of the things that keep the promise is missed if it is not there.
    ///
    /// `martlet-simulate --safeguards` counts the seeds that fail without each, and tries all.
    @Test(
        arguments: [
            .latch, .beforeImages, .transactionalOffsets, .epochCheck, .fsync, .rebuild,
        ] as [Safeguard])
    func noSafeguardIsIdle(safeguard: Safeguard) throws {
        for seed in UInt64(0)..<400 {
            var simulation = Simulation(seed: seed)
            simulation.without = [safeguard]
            if try !simulation.run().violations.isEmpty { return }
        }
        Issue.record("400 seeds pass without \(safeguard.rawValue)")
    }

    @Test func theStoryHasChangesOfEveryKind() throws {
        let plan = try ShopStory.plan(clock: .event)
        let run = Deployment(plan: plan)
        let story = ShopStory(seed: 1, count: 120)
        run.produce(story.records)
        #expect(run.settle())
        let all = run.result.changes.values.joined().joined(separator: "\n")
        #expect(all.contains(#""kind":"deadline""#) && all.contains(#""kind":"event""#))
        #expect(run.result.changes.count > 5 && run.result.deadLetters.count > 2)
        #expect(run.result.profiles.count > 7)
        #expect(run.process()?.totals.duplicates ?? 0 > 5)
        #expect(story.records.count(where: \.isRepeated) > 5)
    }
}
