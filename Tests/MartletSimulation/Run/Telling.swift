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
    mutating func tell(_ story: ShopStory, portion: Int, odds: FaultOdds) {
        let isWall = deployment.plan.clock == .wall
        var day = ShopStory.start
        var records = story.records[...]
        while !records.isEmpty, violations.isEmpty {
            let some = records.prefix(portion)
            records = records.dropFirst(portion)
            day = max(day, some.map(\.at).max() ?? 0)
            // The time of day stands still meanwhile: what happens must not depend on when.
            deployment.clock.day = isWall ? Instant(milliseconds: day) : nil
            if isWall { work(on: [], odds) }
            work(on: some, odds)
        }
        guard isWall, violations.isEmpty else { return }
        // Everything leaves its window.
        deployment.clock.day = Instant(milliseconds: day + 100 * 86_400_000)
        work(on: [], odds)
    }

    private mutating func work(on records: ArraySlice<ShopStory.Record>, _ odds: FaultOdds) {
        cluster.faults.odds = odds
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
