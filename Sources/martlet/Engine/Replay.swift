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
        // Texts that nobody refers to any longer are given back between cycles.
        plan.commitRecords = 100_000
        var route: FileLog.Route?
        if shards > 1 || plan.inputs.count > 1 {
            let router = LineRouter(plan: plan, partitions: shards)
            route = { router.route($0) }
        }
        let log = try FileLog(
            paths: events, directory: output, inputs: plan.inputs.count, partitions: shards,
            hasAlerts: !plan.plan.alerts.alerts.isEmpty, hasPersonas: plan.plan.personas != nil,
            route: route)
        worker = Worker(plan: plan.overFiles, log: log, clock: SystemClock())
    }

    /// Reads everything, then moves every shard's clock to the last event or to `until`.
    ///
    /// - Throws: A ``CommandFailure`` after a signal to stop; the failure of a file, as
    ///   ``FileError``; a ``LogError`` otherwise. No output file has got its name then.
    mutating func run(
        until: Instant?, _ stop: StopSignal, progress: inout ProgressLine
    ) throws {
        defer { progress.clear() }
        do throws(LogError) {
            try worker.run(until: { stop.isRequested }) { worker in
                let (position, total) = worker.log.progress
                progress.update(
                    worker.counters.records,
                    fraction: total.map { Double(position) / Double(max(1, $0)) })
            }
            let last = worker.shards.map({ $0.table.clock }).max() ?? .distantPast
            if last != .distantPast, !stop.isRequested {
                try worker.pass(to: max(last, until ?? last))
            }
            try worker.leave()
        } catch {
            throw worker.log.failure ?? error
        }
        try stop.check()
    }

    /// Writes `profiles.ndjson`, the final state of every profile, and gives all files their names.
    ///
    /// - Throws: A ``CommandFailure`` after a signal to stop; ``FileError``.
    mutating func finish(in directory: String, _ stop: StopSignal) throws {
        let encoder = worker.encoder
        var file = try OutputFile.create("\(directory)/profiles.ndjson")
        var bytes: [UInt8] = []
        for shard in worker.shards {
            let rows = shard.table.rows
            for first in stride(from: 0, to: rows.count, by: 64) {
                let group = rows[first..<min(first + 64, rows.count)]
                encoder.appendProfiles(shard.table, group, to: &bytes)
                guard bytes.count >= OutputFile.bufferSize else { continue }
                try stop.check()
                try file.append(bytes)
                bytes.removeAll(keepingCapacity: true)
            }
        }
        try file.append(bytes)
        try file.finish()
        try worker.log.finish()
    }
}

extension Replay {
    /// The figures of the whole pass.
    func summary(seconds: Double, profilesSeconds: Double) -> RunSummary {
        var summary = RunSummary(
            shards: worker.shards, counters: worker.totals, seconds: seconds)
        summary.profilesSeconds = profilesSeconds
        return summary
    }
}
