import MartletProfile
import MartletStream

/// One run of workers over a story, first with faults, then without until all is read.
struct StreamRun {
    let cluster: SimulatedCluster
    let clock = HandClock()
    let seats: [WorkerSeat]
    private var random: SplitMix64
    private(set) var turns = 0
    private(set) var isDone = false

    init(
        seed: UInt64, odds: FaultPlan.Odds, plan: StreamPlan, workers: Int = 1, partitions: Int = 2
    ) {
        let cluster = SimulatedCluster(
            inputs: plan.inputs.count, partitions: partitions,
            faults: FaultPlan(seed: seed, odds: odds))
        let clock = clock
        self.cluster = cluster
        seats = (0..<workers).map { WorkerSeat(cluster, plan, clock, instance: $0) }
        random = SplitMix64(seed: seed ^ 0xA5A5)
    }

    /// Produces records, keyed by customer.
    func produce(_ records: ArraySlice<ShopStory.Record>) {
        for record in records {
            let partition = cluster.partition(of: record.message.key ?? [])
            let place = SimulatedCluster.Place(input: record.input, partition: partition)
            cluster.inputs[place, default: []].append(record.message)
        }
    }

    /// Turns in random order until everything produced is committed.
    mutating func drain(faultyTurns: Int) {
        let odds = cluster.faults.odds
        let last = turns + faultyTurns
        var calm = 0
        while calm < 12 * seats.count {
            turns += 1
            if turns >= last { cluster.faults.odds = .none }
            let seat = seats[random.below(seats.count)]
            if turns < last, odds.crash > 0, random.oneIn(odds.crash) { seat.crash() }
            if turns < last, odds.crash > 0, random.oneIn(odds.crash) { seat.leave() }
            seat.turn()
            calm = turns >= last && cluster.isConsumed ? calm + 1 : 0
            if turns > last + 5_000 { return }
        }
        isDone = true
        cluster.faults.odds = odds
    }

    /// What the run left behind.
    var result: StreamResult {
        var result = StreamResult(profiles: seats.flatMap(\.profiles).sorted())
        for message in cluster.read(.segmentChanges) {
            let key = String(decoding: message.key ?? [], as: UTF8.self)
            let value = String(decoding: message.value ?? [], as: UTF8.self)
            result.changes[key, default: []].append(value)
        }
        result.deadLetters = cluster.read(.deadLetters).map { message in
            let headers = message.headers.map { header in
                "\(String(decoding: header.name, as: UTF8.self))="
                    + (header.value.map { String(decoding: $0, as: UTF8.self) } ?? "null")
            }
            return (headers + [String(decoding: message.value ?? [], as: UTF8.self)])
                .joined(separator: "|")
        }.sorted()
        return result
    }
}
