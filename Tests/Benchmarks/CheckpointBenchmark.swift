import Foundation
import MartletProfile
import MartletStorage
import MartletStream
import MartletWire

/// What a checkpoint costs the events that come meanwhile, and how fast profiles are back.
struct CheckpointBenchmark {
    /// Profiles.
    var customers: Int

    private typealias BenchWorker = Worker<CheckpointLog, MachineClock>

    /// Fills a table, writes a checkpoint of it beside the work, and restores it in both ways.
    func run() throws -> [Measurement] {
        let path = FileManager.default.temporaryDirectory
            .appending(path: "martlet-bench-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        let directory = try StateDirectory(path, owner: "benchmark")
        let plan = try streamPlan()
        // The rows come first in the changelog, the positions behind them.
        let content = CheckpointLog.Content(lastPosition: Int64(customers))
        var worker = BenchWorker(
            plan: plan, log: CheckpointLog(content, customers: customers), clock: MachineClock())
        try fill(&worker)
        let calm = try turns(&worker, for: 3)
        var written: (bytes: Int, profiles: Int, took: Int64)?
        worker.keepCheckpoints(
            in: CheckpointDirectory(directory), CheckpointSettings(interval: .max / 4))
        worker.onNotice = { notice in
            if case .checkpointWritten(_, _, let profiles, let bytes, let took) = notice {
                written = (bytes, profiles, took)
            }
        }
        let busy = try turns(&worker) { written != nil }
        guard let written else { return [] }
        keepChangelog(of: worker.shards[0], content)
        return [
            latencies("turns", calm, []),
            latencies(
                "turns, checkpoint", busy,
                [
                    ("checkpoint ms", Double(written.took)),
                    ("MB", Double(written.bytes) / 1_048_576),
                    ("profiles", Double(written.profiles)),
                ]),
            try restore("from checkpoint", plan, content, CheckpointDirectory(directory)),
            try restore("from changelog", plan, content, nil),
        ]
    }

    private func streamPlan() throws -> StreamPlan {
        StreamPlan(
            name: "bench", plan: try Workload.plan(), inputs: [.init(topic: "events")],
            commitInterval: 100, commitRecords: 10_000)
    }

    private func fill(_ worker: inout BenchWorker) throws {
        var records = 0
        try worker.run(
            until: { records >= 3 * customers }, onTurn: { records = $0.counters.records })
    }

    /// Lets the worker work; the duration of each turn in ms.
    private func turns(
        _ worker: inout BenchWorker, for seconds: Double = .infinity,
        until isDone: () -> Bool = { false }
    ) throws -> [Double] {
        var durations: [Double] = []
        let start = ContinuousClock.now
        var last = start
        var isFirst = true
        try worker.run(until: {
            let now = ContinuousClock.now
            if !isFirst { durations.append((now - last) / .milliseconds(1)) }
            isFirst = false
            last = ContinuousClock.now
            return isDone() || (now - start) / .seconds(1) > seconds
        })
        return durations
    }

    private func latencies(
        _ name: String, _ turns: [Double], _ details: [(String, Double)]
    ) -> Measurement {
        let sorted = turns.sorted()
        let quantile = { (part: Double) in
            sorted[min(sorted.count - 1, Int(Double(sorted.count) * part))]
        }
        return Measurement(
            name: name, count: max(1, turns.count), seconds: turns.reduce(0, +) / 1_000,
            unit: "turn",
            details: [
                ("p50 ms", quantile(0.5)), ("p99 ms", quantile(0.99)), ("max ms", quantile(1)),
            ] + details)
    }

    /// The changelog as compaction would leave it: each profile once, and the position.
    private func keepChangelog(of shard: Shard, _ content: CheckpointLog.Content) {
        let codec = RowCodec(layout: shard.table.plan.layoutHash)
        var image = RowImage()
        var batch = RecordBatch()
        func add(_ key: [UInt8], _ offset: Int64, _ write: (inout [UInt8]) -> Void) {
            let start = batch.bytes.count
            batch.bytes += key
            let middle = batch.bytes.count
            write(&batch.bytes)
            batch.records.append(
                RecordBatch.Record(
                    input: 0, partition: 0, offset: offset, timestamp: -1,
                    key: .init(start: start, count: middle - start),
                    value: .init(start: middle, count: batch.bytes.count - middle),
                    headerCount: 0, firstHeader: 0))
        }
        for row in shard.table.rows {
            shard.table.export(row, into: &image)
            let id = shard.table.withCustomer(row) { id in id.indices.map { id[$0] } }
            add(id, Int64(batch.records.count)) { codec.append(image, to: &$0) }
        }
        let position = ShardPosition(
            clock: shard.table.clock, offsets: [content.committed],
            rules: shard.table.plan.fingerprint, topics: ["events"],
            incarnation: shard.origin.incarnation)
        add([], content.lastPosition) { codec.append(position, to: &$0) }
        content.changelog = batch
    }

    private func restore(
        _ name: String, _ plan: StreamPlan, _ content: CheckpointLog.Content,
        _ store: CheckpointDirectory?
    ) throws -> Measurement {
        var worker = BenchWorker(
            plan: plan, log: CheckpointLog(content, customers: customers), clock: MachineClock())
        if let store { worker.keepCheckpoints(in: store, CheckpointSettings()) }
        var isBack = false
        var file: String?
        worker.onNotice = { notice in
            if case .restored(let progress, _) = notice { file = progress.file }
        }
        let start = ContinuousClock.now
        try worker.run(until: { isBack }, onTurn: { isBack = !$0.shards.isEmpty })
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        precondition((file != nil) == (store != nil), "the checkpoint was not used")
        return Measurement(
            name: name, count: worker.shards.first?.table.count ?? 0, seconds: seconds,
            unit: "profile")
    }
}
