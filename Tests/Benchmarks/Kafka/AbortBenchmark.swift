import MartletKafka
import MartletStream

/// Time from the decision to abort a transaction to the first record that is read again.
///
/// What memory adds is told by `undo: roll back`.
struct AbortBenchmark {
    /// Transactions that are aborted.
    var count = 100
    /// Partitions of the input.
    var partitions: Int
    private let name = "abort"

    /// The topics that must be there.
    var topics: [String] { ["abort-events"] + KafkaStage.outputs(name).values }

    init(partitions: Int) { self.partitions = partitions }

    /// Aborts one transaction after the other.
    func run(on stage: KafkaStage) throws -> Measurement {
        var feed = try EventFeed(to: "abort-events", stage.configuration)
        try feed.send(Workload(count: 10_000, customers: 1_000))
        try feed.finish()
        let log = try stage.log(name, inputs: ["abort-events"])
        defer { log.close() }
        let start = (0..<partitions).map {
            InputPosition(input: 0, partition: Int32($0), offset: 0)
        }
        var batch = RecordBatch()
        while try log.poll(into: &batch, limit: 1_000, timeout: 100).isEmpty {}
        try log.assign(start)
        var durations: [Double] = []
        for _ in 0..<count {
            try waitForRecords(log, &batch)
            try log.begin()
            try log.publish(outputs)
            let begin = ContinuousClock.now
            try log.abort()
            try log.rewind(to: start)
            try waitForRecords(log, &batch)
            durations.append((ContinuousClock.now - begin) / .milliseconds(1))
        }
        return Measurement(
            name: "abort to resume", count: count, seconds: durations.reduce(0, +) / 1_000,
            unit: "abort",
            details: [
                ("p50 ms", Percentile.of(durations, 50)),
                ("p99 ms", Percentile.of(durations, 99)), ("max ms", durations.max() ?? 0),
            ])
    }

    private func waitForRecords(_ log: KafkaLog, _ batch: inout RecordBatch) throws(LogError) {
        repeat {
            _ = try log.poll(into: &batch, limit: 1_000, timeout: 100)
        } while batch.records
            .isEmpty
    }

    /// A record for every partition of the changelog.
    private var outputs: OutputBatch {
        var batch = OutputBatch()
        batch.bytes = Array("c".utf8)
        let part = RecordBatch.ByteRange(start: 0, count: 1)
        batch.records = (0..<partitions).map { partition in
            OutputBatch.Record(
                output: .changelog, partition: Int32(partition), key: part, value: part,
                firstHeader: 0, headerCount: 0)
        }
        return batch
    }
}
