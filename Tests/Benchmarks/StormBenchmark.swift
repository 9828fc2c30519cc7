import MartletProfile
import MartletStream
import MartletWire

/// Midnight: the deadlines of many profiles come at one instant while events go on.
///
/// The engine alone: a worker with a log in memory. An event's processing time is that of the whole
/// turn in which it is applied: its own work, the slice of deadlines and the commit beside it.
struct StormBenchmark {
    /// Profiles whose deadline comes at midnight.
    var customers: Int

    private static let day: Int64 = 86_400_000
    /// Events in one turn.
    private static let batch = 100

    /// Runs the storm once.
    func run() throws -> [Measurement] {
        var worker = try Worker(
            plan: plan(), log: MemoryLog(), clock: MidnightClock(wall: Self.day - 1))
        func turns(_ count: Int) throws {
            var done = 0
            try worker.run(until: { done == count }, onTurn: { _ in done += 1 })
        }
        try turns(1)
        for start in stride(from: 0, to: customers, by: 4096) {
            worker.log.next = start..<min(customers, start + 4096)
            try turns(1)
        }
        let members = worker.shards[0].table.members[0]
        worker.clock.now = Instant(milliseconds: Self.day + 200)
        var random = SplitMix64(seed: 1)
        var times: [Double] = []
        var drained: Double?
        let start = ContinuousClock.now
        // The turns after the storm are left out: the figures are those of events within it.
        while drained == nil {
            let first = Int(random.next() % UInt64(customers))
            worker.log.next = first..<first + Self.batch
            let begun = ContinuousClock.now
            try turns(1)
            times.append((ContinuousClock.now - begun) / .milliseconds(1))
            if worker.shards[0].table.clock.milliseconds > Self.day {
                drained = (ContinuousClock.now - start) / .seconds(1)
            }
        }
        times.sort()
        let seconds = drained ?? 0
        var measurement = Measurement(
            name: "storm", count: members, seconds: seconds, unit: "deadline")
        measurement.details = [
            ("turns", Double(times.count)), ("events", Double(times.count * Self.batch)),
            ("event p50 ms", times[times.count / 2]),
            ("event p99 ms", times[min(times.count - 1, times.count * 99 / 100)]),
            ("max ms", times[times.count - 1]),
        ]
        return [measurement]
    }

    private func plan() throws -> StreamPlan {
        let views = FeatureDefinition(
            name: "views_1d", aggregate: .count, sources: [.init(type: "browse")],
            window: Window(length: 1, unit: .day))
        let plan = try Plan(
            features: [views],
            segments: [SegmentDefinition(name: "today", when: "views_1d >= 1")])
        return StreamPlan(
            name: "bench", plan: plan, inputs: [.init(topic: "events", type: "browse")],
            clock: .wall, commitInterval: 100)
    }
}

/// A clock that stands where it is put; time is measured with the real one.
struct MidnightClock: ShardClock {
    var now: Instant

    init(wall: Int64) { now = Instant(milliseconds: wall) }

    func wall() -> Instant { now }

    func monotonic() -> Int64 {
        Int64((ContinuousClock.now - Self.origin) / .milliseconds(1))
    }

    private static let origin = ContinuousClock.now
}

/// A log in memory that hands out one event of each customer named and forgets what is published.
struct MemoryLog: TransactionalLog, ~Copyable {
    /// The customers of the next poll.
    var next = 0..<0
    /// The event of a customer.
    var line: (Int) -> String = { #"{"customer_id":"c\#($0)","ts":86399999}"# }
    private var offset: Int64 = 0
    private var isAssigned = false

    mutating func poll(into batch: inout RecordBatch, limit: Int, timeout: Int) -> [LogSignal] {
        batch.removeAll()
        guard isAssigned else {
            isAssigned = true
            return [.assigned([0])]
        }
        for customer in next {
            let line = line(customer)
            let value = RecordBatch.ByteRange(start: batch.bytes.count, count: line.utf8.count)
            batch.bytes += line.utf8
            batch.records.append(
                RecordBatch.Record(
                    input: 0, partition: 0, offset: offset, timestamp: -1, key: .null,
                    value: value, headerCount: 0, firstHeader: 0))
            offset += 1
        }
        next = 0..<0
        return []
    }

    mutating func publish(_ outputs: borrowing OutputBatch) {}
    mutating func commit(_ positions: [InputPosition]) {}
    mutating func assign(_ positions: [InputPosition]) {}
    mutating func release() {}
    mutating func committed(partitions: [Int32]) -> [InputPosition] { [] }
    mutating func rewind(to positions: [InputPosition]) {}
    mutating func openChangelog(partition: Int32, from offset: Int64?) {}
    mutating func readChangelog(into batch: inout RecordBatch) -> Bool { false }
    mutating func begin() {}
    mutating func abort() {}
    mutating func close() {}
}
