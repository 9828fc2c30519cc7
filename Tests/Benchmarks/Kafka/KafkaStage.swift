import Foundation
import MartletKafka
import MartletProfile
import MartletStream

/// A cluster with the topics of the benchmarks, and workers on it.
struct KafkaStage {
    /// How to reach the cluster.
    var configuration: KafkaConfiguration
    /// The cluster's process, if it is one of this machine that was started for this.
    var process: ClusterProcess?

    /// The topics of a worker of this name; every worker has outputs of its own.
    static func outputs(_ name: String) -> [OutputBatch.Output: String] {
        [
            .segmentChanges: "\(name).segment-changes", .changelog: "\(name).changelog",
            .deadLetters: "\(name).dead-letters",
        ]
    }

    /// Starts a cluster in a process of its own.
    init(topics: [String], partitions: Int) throws {
        let process = try ClusterProcess(topics: topics, partitions: partitions)
        self.init(bootstrapServers: process.bootstrapServers)
        self.process = process
    }

    /// Uses a cluster as another stage does.
    init(configuration: KafkaConfiguration) { self.configuration = configuration }

    /// Uses a cluster that is there, topics included.
    init(bootstrapServers: String) {
        // The embedded cluster wakes no waiting fetch: the wait is the reader's latency.
        self.init(
            configuration: KafkaConfiguration(
                bootstrapServers: bootstrapServers,
                properties: ["consumer.fetch.wait.max.ms": "5"]))
    }

    /// CPU seconds of the cluster so far; 0 if it is not a process of this machine.
    var clusterSeconds: Double { process.map { ProcessTime.seconds(of: $0.identifier) } ?? 0 }

    /// Reaches the cluster as one worker's log.
    func log(
        _ name: String, inputs: [String], isTransactional: Bool = true
    ) throws(LogError) -> KafkaLog {
        var options = KafkaLogOptions(
            application: name, transactionalID: "\(name)-0", inputs: inputs,
            outputs: KafkaStage.outputs(name))
        options.sessionTimeout = 6_000
        options.isTransactional = isTransactional
        return try KafkaLog(options, configuration: configuration)
    }

    /// Runs the service until `shouldStop`, with everything on that exactly-once needs, unless it
    /// is told to do without transactions.
    func run(
        _ plan: StreamPlan, isTransactional: Bool = true, until shouldStop: () -> Bool,
        onTurn: (borrowing Worker<KafkaLog, MachineClock>) -> Void
    ) throws(LogError) {
        let log = try log(
            plan.name, inputs: plan.inputs.map(\.topic), isTransactional: isTransactional)
        var worker = Worker(plan: plan, log: log, clock: MachineClock())
        try worker.run(until: shouldStop, onTurn: onTurn)
        try worker.leave()
    }
}

/// The machine's own clocks.
struct MachineClock: ShardClock {
    private let start = ContinuousClock.now

    func wall() -> Instant {
        Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000))
    }

    func monotonic() -> Int64 { Int64((ContinuousClock.now - start) / .milliseconds(1)) }
}

/// Commits as they are seen from turn to turn.
struct CommitWatch {
    /// How long each took, ms.
    private(set) var milliseconds: [Double] = []

    /// Looks at a worker after a turn.
    ///
    /// - Returns: Whether there was a commit.
    mutating func see(_ worker: borrowing Worker<KafkaLog, MachineClock>) -> Bool {
        guard worker.counters.commits > milliseconds.count else { return false }
        milliseconds.append(Double(worker.counters.lastCommitMilliseconds))
        return true
    }

    /// Median and 99th percentile, for a benchmark's details.
    var details: [(String, Double)] {
        [
            ("commit p50 ms", Percentile.of(milliseconds, 50)),
            ("commit p99 ms", Percentile.of(milliseconds, 99)),
        ]
    }
}

/// Order statistics.
enum Percentile {
    /// The value that `percent` of the values do not exceed (nearest rank); 0 if there are none.
    static func of(_ values: [Double], _ percent: Int) -> Double {
        guard !values.isEmpty else { return 0 }
        let rank = (values.count * percent + 99) / 100
        return values.sorted()[max(0, rank - 1)]
    }
}
