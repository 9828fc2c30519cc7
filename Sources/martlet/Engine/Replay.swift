import MartletProfile
import MartletStorage
import MartletStream

/// One pass of the engine over event files with the event clock.
struct Replay: ~Copyable {
    /// The worker, whose shards hold the final profiles.
    private(set) var worker: Worker<FileLog, SystemClock>

    /// Opens files and outputs.
    ///
    /// - Throws: ``FileError``.
    init(
        plan: StreamPlan, events: [String], output: String?, shards: Int32
    ) throws(FileError) {
        var plan = plan
        plan.clock = .event
        plan.plan.countsFlaps = true
        plan.selection.headers = false
        plan.selection.changelog = false
        plan.selection.profiles = false
        plan.commitInterval = .max / 2
        plan.commitRecords = .max
        var route: FileLog.Route?
        if shards > 1 || plan.inputs.count > 1 {
            let router = LineRouter(plan: plan, partitions: shards)
            route = { router.route($0) }
        }
        let log = try FileLog(
            paths: events, directory: output, inputs: plan.inputs.count, partitions: shards,
            route: route)
        worker = Worker(plan: plan.overFiles, log: log, clock: SystemClock())
    }

    /// Reads everything, then moves every shard's clock to the last event or to `until`.
    ///
    /// - Throws: The failure of a file, as ``FileError``; a ``LogError`` otherwise.
    mutating func run(until: Instant?, progress: inout ProgressLine) throws {
        do throws(LogError) {
            try worker.run(until: { false }) { worker in
                let (position, total) = worker.log.progress
                progress.update(
                    worker.counters.records,
                    fraction: total.map { Double(position) / Double(max(1, $0)) })
            }
            let last = worker.shards.map({ $0.table.clock }).max() ?? .distantPast
            if last != .distantPast { try worker.pass(to: max(last, until ?? last)) }
            try worker.leave()
        } catch {
            throw worker.log.failure ?? error
        }
        progress.clear()
        try worker.log.finish()
    }

    /// Writes `profiles.ndjson`: the final state of every profile.
    ///
    /// - Throws: ``FileError``.
    func writeProfiles(to directory: String) throws(FileError) {
        let encoder = worker.encoder
        var file = try OutputFile.create("\(directory)/profiles.ndjson")
        var bytes: [UInt8] = []
        for shard in worker.shards {
            let rows = shard.table.rows
            for first in stride(from: 0, to: rows.count, by: 64) {
                let group = rows[first..<min(first + 64, rows.count)]
                encoder.appendProfiles(shard.table, group, to: &bytes)
                guard bytes.count >= OutputFile.bufferSize else { continue }
                try file.append(bytes)
                bytes.removeAll(keepingCapacity: true)
            }
        }
        try file.append(bytes)
        try file.finish()
    }
}

extension Replay {
    /// The figures of the whole pass.
    func summary(seconds: Double) -> RunSummary {
        RunSummary(shards: worker.shards, counters: worker.totals, seconds: seconds)
    }
}
