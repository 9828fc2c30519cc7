import MartletKafka
import MartletProfile
import MartletStream

/// Kafka to Kafka: how many events a second one worker takes in, exactly once and at least once.
///
/// The events are in the topic before the worker starts: worker and cluster have the machine to
/// themselves.
struct KafkaBenchmark {
    /// Events.
    var count: Int
    /// Customers.
    var customers: Int
    /// Runs; the fastest counts.
    var repeats = 1
    /// An event file; nil = events made here.
    var file: String?
    /// Most events in one commit.
    var commitEvents = 10_000

    /// The topics that must be there.
    var topics: [String] {
        let names = (0..<repeats).flatMap { ["kafka-\($0)", "plain-\($0)"] }
        return ["events"] + names.flatMap { KafkaStage.outputs($0).values }
    }

    /// Sends the events and runs the workers, with transactions and without by turns.
    func run(on stage: KafkaStage) throws -> [Measurement] {
        let sent = try feed(stage)
        var best: [Bool: Measurement] = [:]
        for index in 0..<repeats {
            for isTransactional in [true, false] {
                let measured = try run(index, isTransactional, sent, on: stage)
                let least = best[isTransactional]?.nanoseconds ?? .infinity
                if measured.nanoseconds < least { best[isTransactional] = measured }
            }
        }
        guard let exactly = best[true], var atLeast = best[false] else { return [] }
        atLeast.details.insert(("ratio", atLeast.nanoseconds / exactly.nanoseconds), at: 0)
        return [exactly, atLeast]
    }

    private func feed(_ stage: KafkaStage) throws -> Int {
        var feed = try EventFeed(to: "events", stage.configuration)
        var sent = count
        if let file {
            sent = try feed.send(file: file)
        } else {
            try feed.send(Workload(count: count, customers: customers))
        }
        try feed.finish()
        return sent
    }

    /// One worker, measured from its assignment to its last commit before the end.
    private func run(
        _ index: Int, _ isTransactional: Bool, _ sent: Int, on stage: KafkaStage
    ) throws -> Measurement {
        let name = "\(isTransactional ? "kafka" : "plain")-\(index)"
        let plan = StreamPlan(
            name: name, plan: try Workload.plan(), inputs: [.init(topic: "events")],
            commitRecords: commitEvents)
        var start: Usage?
        var end: (usage: Usage, records: Int, changes: Int)?
        var commits = CommitWatch()
        var seen = 0
        var lastProgress = ContinuousClock.now
        try stage.run(
            plan, isTransactional: isTransactional,
            until: { seen >= sent || ContinuousClock.now - lastProgress > .seconds(15) },
            onTurn: { worker in
                if worker.counters.records > seen { lastProgress = .now }
                seen = worker.counters.records
                if start == nil, !worker.shards.isEmpty { start = Usage(stage) }
                guard commits.see(worker) else { return }
                end = (Usage(stage), seen, worker.totals.changes)
            })
        guard seen >= sent, let start, let end else {
            throw LostEvents(sent: sent, seen: seen)
        }
        let seconds = (end.usage.time - start.time) / .seconds(1)
        let millions = Double(end.records) / 1e6
        let details: [(String, Double)] = [
            ("worker cpu s/M", (end.usage.worker - start.worker) / millions),
            ("cluster cpu s/M", (end.usage.cluster - start.cluster) / millions),
            ("changes", Double(end.changes)), ("commits", Double(commits.milliseconds.count)),
            ("in commits %", commits.milliseconds.reduce(0, +) / seconds / 10),
        ]
        return Measurement(
            name: "kafka, \(isTransactional ? "exactly" : "at least") once", count: end.records,
            seconds: seconds, unit: "event",
            details: details + commits.details)
    }

    /// What was used up at a moment.
    private struct Usage {
        let time = ContinuousClock.now
        let worker = ProcessTime.seconds()
        let cluster: Double

        init(_ stage: KafkaStage) { cluster = stage.clusterSeconds }
    }
}

/// The cluster did not keep all that was sent.
struct LostEvents: Error, CustomStringConvertible {
    var sent: Int
    var seen: Int

    var description: String {
        "\(seen) of \(sent) events arrived; the embedded cluster keeps 5 MiB of a partition"
    }
}
