import MartletProfile
import MartletStream

/// One story, told twice: without any fault, and with those that a seed gives; both must leave the
/// same behind.
///
/// Phase one: faults strike. Phase two: they stop, and everything must converge. In the end all
/// processes die, and what they read back must still be the same.
package struct Simulation {
    /// Where all chance comes from.
    package let seed: UInt64
    /// What goes wrong; nil = drawn from the seed.
    package var odds: FaultOdds?
    /// What the system has to do without.
    package var without: Set<Safeguard> = []
    /// Whether to keep a trace of what happened.
    package var isTraced = false

    /// Prepares a run.
    package init(seed: UInt64) { self.seed = seed }

    /// What came of a run.
    package struct Verdict {
        /// The seed.
        package let seed: UInt64
        /// What was not as it must be; empty = all is well.
        package var violations: [String] = []
        /// What happened, where a trace was kept.
        package var trace: [String] = []
        /// Figures of the run with faults.
        package var figures = SimulationFigures()
    }

    /// The circumstances of a run, drawn from its seed.
    private struct Setting {
        var clock: ClockMode
        var partitions: Int
        var instances: Int
        var isStatic: Bool
        var keepsCheckpoints: Bool
        var plan: StreamPlan
        var story: ShopStory
        var odds: FaultOdds
        /// Records between two times at which faults stop.
        var portion: Int
        /// Fitted models, each of which comes before one of the portions.
        var models: [Int: ModelUpdate]
        /// Whether deadlines of one instant come in slices, between which transactions end.
        var isStormy: Bool
    }

    private func setting() throws -> Setting {
        var random = SplitMix64(seed: seed)
        let clock: ClockMode = random.oneIn(2) ? .event : .wall
        var plan = try ShopStory.plan(
            clock: clock, commitRecords: random.within(1...12),
            personas: random.oneIn(3) ? .rules : .clusters)
        plan.commitBytes = random.oneIn(2) ? random.within(1_000...20_000) : plan.commitBytes
        let isStormy = clock == .wall && random.oneIn(3)
        if isStormy { plan.timeSlice = random.within(1...4) }
        let partitions = random.within(1...3)
        var story = ShopStory(seed: random.next(), count: random.within(40...120))
        if clock == .event { story.addEnd(partitions: partitions) }
        let drawn = FaultOdds(drawnFrom: &random)
        if random.oneIn(2) { plan.plan.personaModel = ShopPersonas.model(&random) }
        var models: [Int: ModelUpdate] = [:]
        for _ in 0..<random.below(3) {
            let update = ModelUpdate(
                personas: random.oneIn(4) ? nil : ShopPersonas.model(&random),
                features: random.oneIn(2) ? nil : ShopPlan.models(&random))
            models[random.within(1...4)] = update
        }
        if clock == .event, random.oneIn(2) { plan.timeSlice = random.within(1...4) }
        return Setting(
            clock: clock, partitions: partitions, instances: [1, 2, 2, 3][random.below(4)],
            isStatic: random.oneIn(2), keepsCheckpoints: !random.oneIn(3), plan: plan, story: story,
            odds: odds ?? drawn, portion: random.within(10...40), models: models, isStormy: isStormy
        )
    }

    /// Runs the story both ways and compares.
    package func run() throws -> Verdict {
        let setting = try setting()
        var calm = Telling(setting.plan, setting.partitions, seed: seed)
        calm.tell(
            setting.story.withoutRepetitions, portion: setting.portion, odds: .none,
            models: setting.models)
        var verdict = Verdict(seed: seed, violations: calm.violations.map { "calm run: \($0)" })

        var faulty = Telling(
            setting.plan, setting.partitions, seed: seed, instances: setting.instances,
            isStatic: setting.isStatic, keepsCheckpoints: setting.keepsCheckpoints,
            without: without, isTraced: isTraced)
        faulty.tell(
            setting.story, portion: setting.portion, odds: setting.odds,
            isStormy: setting.isStormy, models: setting.models)
        verdict.violations += faulty.violations
        let expected = calm.deployment.result
        if let text = faulty.deployment.result.difference(from: expected) {
            verdict.violations.append(text)
        }
        for keepingDisks in [true, false] where verdict.violations.isEmpty {
            faulty.restart(keepingDisks: keepingDisks)
            verdict.violations += faulty.violations
            if let text = faulty.deployment.result.difference(from: expected) {
                verdict.violations.append("after a restart, \(text)")
            }
        }
        verdict.figures = SimulationFigures(faulty.deployment)
        verdict.trace = faulty.deployment.cluster.trace ?? []
        return verdict
    }
}
