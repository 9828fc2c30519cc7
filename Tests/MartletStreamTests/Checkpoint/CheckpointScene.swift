import MartletProfile
import MartletSimulation
import MartletStream

/// A worker with checkpoints on a cluster and a store in memory; both outlive it.
final class CheckpointScene {
    typealias MemoryWorker = Worker<MemoryLog, SteppingClock>

    let cluster = MemoryCluster()
    let store = MemoryStore()
    let clock = SteppingClock()
    var plan: StreamPlan
    var settings = CheckpointSettings(interval: 0, label: "t")
    /// What the worker has told.
    private(set) var notices: [StreamNotice] = []
    private var worker: MemoryWorker?

    init(_ plan: StreamPlan) {
        self.plan = plan
        settings.sliceBytes = 200
    }

    /// A plan with features of several kinds; parts of it can be others.
    static func plan(
        features: [FeatureDefinition]? = nil, segments: [SegmentDefinition]? = nil,
        timeZone: String = Plan.utc, topic: String = "purchases",
        lists: CustomerLists = CustomerLists(), alerts: [AlertDefinition] = [],
        personas: PersonaDefinition? = nil
    ) throws -> StreamPlan {
        StreamPlan(
            name: "shop",
            plan: try Plan(
                features: features ?? Self.features, segments: segments ?? Self.segments,
                alerts: alerts, timeZone: timeZone, lists: lists, personas: personas),
            inputs: [.init(topic: topic, type: "purchase")], clock: .event, commitInterval: 20,
            commitRecords: 7)
    }

    static func feature(
        _ name: String, _ aggregate: FeatureDefinition.Aggregate, _ field: String? = nil,
        days: Int? = nil
    ) -> FeatureDefinition {
        FeatureDefinition(
            name: name, aggregate: aggregate,
            sources: [.init(type: "purchase", field: field.map { [$0] } ?? [])],
            window: days.map { Window(length: $0, unit: .day) })
    }

    static let features = [
        feature("orders", .count), feature("orders_2d", .count, days: 2),
        feature("spend", .sum, "amount"), feature("kinds", .tally, "kind"),
        feature("kind", .last, "kind"), feature("last", .last, "ts"),
        feature("hour", .peakHour),
    ]
    static let segments = [
        SegmentDefinition(name: "busy", when: "orders_2d >= 3"),
        SegmentDefinition(name: "rich", when: "spend > 300", minDwell: 3_600_000),
        SegmentDefinition(name: "quiet", when: "days_since(last) > 1"),
    ]

    /// Puts random events of a few customers into the input.
    func produce(_ count: Int, seed: UInt64, partitions: Int32 = 1) {
        var random = SplitMix64(seed: seed)
        for _ in 0..<count {
            let customer = random.below(12)
            let partition = Int32(customer) % partitions
            let index = cluster.input.values.reduce(0) { $0 + $1.count }
            // One id in three is longer than a row has room for.
            let tail = customer % 3 == 0 ? "-with-a-long-name" : ""
            let line = """
                {"event_id":"e\(index)","customer_id":"c\(customer)\(tail)",\
                "ts":\(1_735_689_600_000 + index * 1_800_000),"amount":\(random.below(99)),\
                "kind":"\(["hats", "shoes", "grün"][random.below(3)])"}
                """
            cluster.input[partition, default: []].append(line)
        }
    }

    /// Lets the worker take turns; a new one is started if there is none.
    ///
    /// - Returns: Why it stopped, if it did.
    @discardableResult
    func run(turns: Int, partitions: [Int32] = [0]) -> LogError? {
        var own: MemoryWorker
        if let worker = worker.take() {
            own = worker
        } else {
            cluster.signals = [.assigned(partitions)]
            own = Worker(plan: plan, log: MemoryLog(cluster), clock: clock)
            own.keepCheckpoints(in: store, settings)
            own.onNotice = { [unowned self] in notices.append($0) }
        }
        var left = turns
        do throws(LogError) {
            try own.run(until: {
                left -= 1
                return left < 0
            })
            worker = consume own
            return nil
        } catch {
            return error
        }
    }

    /// The worker dies; what is on the disk stays.
    func crash() {
        worker = nil
        notices = []
        store.abandon()
    }

    /// Whether everything is read and committed.
    var isDone: Bool {
        cluster.input.allSatisfy { Int(cluster.committed[$0.key] ?? 0) == $0.value.count }
    }

    /// Runs until everything is read and so many more checkpoints are written.
    func drain(checkpoints: Int = 0, partitions: [Int32] = [0]) {
        let before = written.count
        for _ in 0..<3_000 where !isDone || written.count < before + checkpoints {
            run(turns: 1, partitions: partitions)
        }
    }

    var written: [StreamNotice] {
        notices.filter { if case .checkpointWritten = $0 { true } else { false } }
    }

    var refused: [(file: String, reason: String)] {
        notices.compactMap {
            if case .checkpointRefused(_, let file, let reason) = $0 { (file, reason) } else { nil }
        }
    }

    var totals: StreamCounters { worker?.totals ?? StreamCounters() }

    var isReading: Bool { worker?.log.isReading ?? false }
    var hasAccepted: Bool { worker?.log.hasAccepted ?? false }

    /// Gives the worker other lists.
    func replace(_ lists: CustomerLists) { worker?.replace(lists) }

    /// Gives the worker another fitted model.
    func replace(_ model: PersonaModel) { replace(ModelUpdate(personas: model)) }

    /// Gives the worker other fitted models.
    func replace(_ update: ModelUpdate) { worker?.replace(update) }

    /// One list, `vip`.
    static func vip(_ ids: String...) -> CustomerLists {
        var bytes: [UInt8] = []
        var ends: [UInt32] = []
        for id in ids {
            bytes += Array(id.utf8)
            ends.append(UInt32(bytes.count))
        }
        return CustomerLists(names: ["vip"], lists: [CustomerList(ids: bytes, ends: ends)])
    }

    /// Lets the worker erase a profile of its first shard; committed with whatever comes next.
    func erase(_ customer: String) -> Bool {
        worker?.shards.first?.erase(Array(customer.utf8).span) ?? false
    }

    /// Puts a tombstone into the changelog.
    func tombstone(_ customer: String) { cluster.append(Array(customer.utf8), nil) }

    /// Every profile as JSON, sorted.
    var profiles: [String] {
        let encoder = OutcomeEncoder(
            plan: plan.plan, name: plan.name, inputs: plan.inputs.map(\.topic), selection: .init())
        var texts: [String] = []
        for index in 0..<(worker?.shards.count ?? 0) {
            guard let shard = worker?.shards[index] else { continue }
            for row in shard.table.rows {
                var bytes: [UInt8] = []
                encoder.appendProfiles(shard.table, [row], to: &bytes)
                texts.append(String(decoding: bytes, as: UTF8.self))
            }
        }
        return texts.sorted()
    }
}

/// A clock that goes on by a step each time it is asked.
final class SteppingClock: ShardClock {
    var ticks: Int64 = 0
    var step: Int64 = 1
    var now = Instant(milliseconds: 1_800_000_000_000)

    func wall() -> Instant { now }

    func monotonic() -> Int64 {
        ticks += step
        return ticks
    }
}
