import MartletProfile
import MartletStream

/// One run through a story.
struct Telling {
    let deployment: Deployment
    private var cluster: SimulatedCluster { deployment.cluster }
    private var random: SplitMix64

    init(
        _ plan: StreamPlan, _ partitions: Int, seed: UInt64, instances: Int = 1,
        isStatic: Bool = false, keepsCheckpoints: Bool = false, without: Set<Safeguard> = [],
        isTraced: Bool = false
    ) {
        let cluster = SimulatedCluster(
            inputs: plan.inputs.count, partitions: partitions,
            faults: FaultPlan(seed: seed ^ 0xFA17, odds: .none), without: without)
        if isTraced { cluster.trace = [] }
        deployment = Deployment(
            cluster, plan: plan, instances: instances, isStatic: isStatic,
            keepsCheckpoints: keepsCheckpoints, seed: seed)
        random = SplitMix64(seed: seed ^ 0x7E11)
    }

    var violations: [String] { cluster.violations }

    /// Produces the story in portions; faults strike while each is worked on, and stop until it is
    /// done.
    ///
    /// - Parameters:
    ///   - story: The story.
    ///   - portion: Records of one portion.
    ///   - odds: The chances of faults.
    ///   - isStormy: Whether faults strike only while time passes. An event between two slices of
    ///     deadlines is evaluated at the instant that is being fired; how far that is depends on
    ///     the faults.
    ///   - models: Fitted models, each of which comes before one of the portions.
    mutating func tell(
        _ story: ShopStory, portion: Int, odds: FaultOdds, isStormy: Bool = false,
        models: [Int: ModelUpdate] = [:]
    ) {
        let isWall = deployment.plan.clock == .wall
        var day = ShopStory.start
        var records = story.records[...]
        var number = 0
        while !records.isEmpty, violations.isEmpty {
            let some = records.prefix(portion)
            records = records.dropFirst(portion)
            if let model = models[number] {
                cluster.faults.odds = odds
                for _ in 0..<(odds == .none ? 0 : random.below(12)) { deployment.step() }
                deployment.replace(model)
                work(on: [], odds)
            }
            number += 1
            day = max(day, some.map(\.at).max() ?? 0)
            // The time of day stands still meanwhile: what happens must not depend on when.
            deployment.clock.day = isWall ? Instant(milliseconds: day) : nil
            if isWall { work(on: [], odds) }
            work(on: some, isStormy ? .none : odds)
        }
        guard isWall, violations.isEmpty else { return }
        // Everything leaves its window.
        deployment.clock.day = Instant(milliseconds: day + 100 * 86_400_000)
        work(on: [], odds)
    }

    private mutating func work(on records: ArraySlice<ShopStory.Record>, _ odds: FaultOdds) {
        cluster.faults.odds = odds
        deployment.clock.goesBack = records.isEmpty
        let isFaulty = odds != .none
        var waiting = records
        var steps = isFaulty ? 20 + 3 * records.count : 0
        while !waiting.isEmpty || steps > 0 {
            if !waiting.isEmpty, !isFaulty || random.oneIn(2) {
                let record = waiting.removeFirst()
                cluster.produce(record.message, to: record.input)
            }
            if isFaulty { deployment.step() }
            steps -= 1
        }
        settle()
    }

    private func settle() {
        if !deployment.settle(), violations.isEmpty {
            cluster.violations.append("does not come to rest")
        }
    }

    /// All processes die, others take their places; with or without what is on their disks.
    func restart(keepingDisks: Bool) {
        deployment.killAll()
        if !keepingDisks { deployment.wipeDisks() }
        settle()
    }
}
