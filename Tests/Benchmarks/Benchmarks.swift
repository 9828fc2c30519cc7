import MartletProfile
import MartletStorage
import MartletStream
import MartletWire

/// The benchmarks; each works on data of any size, so that tests run them small.
struct Benchmarks {
    /// Events.
    var count: Int
    /// Customers.
    var customers: Int
    /// Each figure is the best of so many runs.
    var repeats = 3
    /// An event file for `w1`; nil = events made here.
    var file: String?

    static let names = [
        "w1", "decode", "update", "rules", "changelog", "restore", "storm", "undo",
        "checkpoint", "personas", "refit",
    ]

    /// Runs one benchmark by name.
    func run(_ name: String) throws -> [Measurement] {
        switch name {
        case "w1": [try w1()]
        case "decode": [try decode()]
        case "update": [try update(Workload.plan(segments: 0), name: "update")]
        case "rules":
            try [0, 5, 50, 200].map {
                try update(Workload.wide(segments: $0), name: "rules \($0)")
            }
        case "changelog": [try changelog()]
        case "restore": [try restore()]
        case "undo": try UndoBenchmark(count: count, customers: customers, repeats: repeats).run()
        case "checkpoint": try CheckpointBenchmark(customers: customers).run()
        case "personas": try PersonaBenchmark(customers: customers).run()
        case "refit": try RefitBenchmark(customers: customers).run()
        default: try StormBenchmark(customers: min(count, 2 * customers)).run()
        }
    }

    /// Bytes to bytes: read lines, decode, apply, evaluate, encode changes; nothing written.
    private func w1() throws -> Measurement {
        guard let file else {
            return try update(Workload.plan(), name: "w1 in memory", decoding: true)
        }
        var selection = OutcomeEncoder.Selection()
        selection.headers = false
        selection.changelog = false
        let plan = StreamPlan(
            name: "w1", plan: try Workload.plan(), inputs: [.init(topic: "events")],
            commitInterval: .max / 2, commitRecords: .max, selection: selection)
        let (measured, worker) = try Measurement.best(of: repeats, "w1", count: 1, unit: "event") {
            let log = try FileLog(
                paths: [file], directory: nil, inputs: 1, partitions: 1, route: nil)
            let worker = WorkerBox(Worker(plan: plan, log: log, clock: StoppedClock()))
            try worker.worker.run(until: { false })
            return worker
        }
        var measurement = measured
        let shard = worker.worker.shards[0]
        measurement.count = worker.worker.counters.records
        measurement.details = [
            ("changes", Double(worker.worker.totals.changes)),
            ("bytes/profile", Double(shard.table.bytes) / Double(max(1, shard.table.count))),
        ]
        return measurement
    }

    private func decode() throws -> Measurement {
        let plan = try Workload.plan()
        let workload = Workload(count: count, customers: customers)
        var decoder = EventDecoder(schema: plan.features.schema)
        var batch = EventBatch(schema: plan.features.schema)
        return Measurement.best(of: repeats, "decode", count: count, unit: "event") {
            for (index, line) in workload.lines.enumerated() {
                if index & 127 == 0 { batch.removeAll() }
                let origin = EventBatch.Origin(input: 0, partition: 0, offset: Int64(index))
                _ = decoder.decode(
                    workload.bytes.span.extracting(line), origin: origin, fixedType: nil,
                    latest: .never, into: &batch)
            }
        }.0
    }

    /// Decoded events folded in and evaluated, changes encoded.
    private func update(
        _ plan: Plan, name: String, decoding: Bool = false
    ) throws -> Measurement {
        let workload = Workload(count: count, customers: customers)
        let batches = workload.batches(plan)
        let encoder = OutcomeEncoder(
            plan: plan, name: "bench", inputs: ["events"], selection: quiet)
        let (measured, shard) = Measurement.best(
            of: repeats, name, count: count, unit: "event"
        ) {
            let shard = Shard(partition: 0, plan: plan, inputs: 1)
            var outputs = OutputBatch()
            for batch in decoding ? workload.batches(plan) : batches {
                shard.apply(batch, now: nil, encoder, into: &outputs)
                outputs.removeAll()
            }
            return shard
        }
        var measurement = measured
        measurement.details = [
            ("changes", Double(shard.changes)),
            ("bytes/profile", Double(shard.table.bytes) / Double(max(1, shard.table.count))),
        ]
        return measurement
    }

    private func filled(_ plan: Plan) -> Shard {
        let shard = Shard(partition: 0, plan: plan, inputs: 1)
        var outputs = OutputBatch()
        let encoder = OutcomeEncoder(
            plan: plan, name: "bench", inputs: ["events"], selection: quiet)
        for batch in Workload(count: count, customers: customers).batches(plan) {
            shard.apply(batch, now: nil, encoder, into: &outputs)
            outputs.removeAll()
        }
        return shard
    }

    private func changelog() throws -> Measurement {
        let plan = try Workload.plan()
        let shard = filled(plan)
        let codec = RowCodec(layout: plan.layoutHash)
        var image = RowImage()
        var bytes: [UInt8] = []
        var measurement = Measurement.best(
            of: repeats, "changelog encode", count: shard.table.count, unit: "profile"
        ) {
            bytes.removeAll(keepingCapacity: true)
            for row in shard.table.rows {
                shard.table.export(row, into: &image)
                codec.append(image, to: &bytes)
            }
        }.0
        measurement.details = [
            ("bytes/record", Double(bytes.count) / Double(max(1, shard.table.count)))
        ]
        return measurement
    }

    private func restore() throws -> Measurement {
        let plan = try Workload.plan()
        let shard = filled(plan)
        let codec = RowCodec(layout: plan.layoutHash)
        var batch = RecordBatch()
        var image = RowImage()
        for (offset, row) in shard.table.rows.enumerated() {
            let start = batch.bytes.count
            shard.table.export(row, into: &image)
            codec.append(image, to: &batch.bytes)
            let value = RecordBatch.ByteRange(start: start, count: batch.bytes.count - start)
            let keyStart = batch.bytes.count
            shard.table.withCustomer(row) { id in
                for index in id.indices { batch.bytes.append(id[index]) }
            }
            let key = RecordBatch.ByteRange(start: keyStart, count: batch.bytes.count - keyStart)
            batch.records.append(
                RecordBatch.Record(
                    input: 0, partition: 0, offset: Int64(offset), timestamp: -1, key: key,
                    value: value, headerCount: 0, firstHeader: 0))
        }
        appendPosition(of: shard, codec, to: &batch)
        return try Measurement.best(
            of: repeats, "restore", count: shard.table.count, unit: "profile"
        ) {
            let restored = Shard(partition: 0, plan: plan, inputs: 1)
            var restoration = Restoration(plan: plan)
            try restoration.apply(batch, to: restored)
            try restoration.finish(restored, topics: ["events"], rules: plan.fingerprint)
        }.0
    }

    private func appendPosition(of shard: Shard, _ codec: RowCodec, to batch: inout RecordBatch) {
        let start = batch.bytes.count
        let position = ShardPosition(
            clock: shard.table.clock, offsets: shard.offsets,
            rules: shard.table.plan.fingerprint, topics: ["events"])
        codec.append(position, to: &batch.bytes)
        batch.records.append(
            RecordBatch.Record(
                input: 0, partition: 0, offset: Int64(batch.records.count), timestamp: -1,
                key: RecordBatch.ByteRange(start: 0, count: 0),
                value: RecordBatch.ByteRange(start: start, count: batch.bytes.count - start),
                headerCount: 0, firstHeader: 0))
    }

    private var quiet: OutcomeEncoder.Selection {
        var selection = OutcomeEncoder.Selection()
        selection.headers = false
        selection.changelog = false
        return selection
    }
}

/// Lets a noncopyable worker be the result of a measured closure.
final class WorkerBox {
    var worker: Worker<FileLog, StoppedClock>

    init(_ worker: consuming Worker<FileLog, StoppedClock>) { self.worker = worker }
}

/// A clock that stands still.
struct StoppedClock: ShardClock {
    func wall() -> Instant { Instant(milliseconds: 0) }
    func monotonic() -> Int64 { 0 }
}
