package import MartletProfile
package import MartletStream

/// One process of the service: a worker from its start to its end, whichever way that comes.
package final class SimulatedProcess {
    package typealias SimulatedWorker = Worker<SimulatedLog, SimulatedClock>

    /// The process's clients.
    package let log: SimulatedLog
    private var worker: SimulatedWorker?
    private var nextModels: ModelUpdate?
    /// Errors that the worker should not have stopped for.
    package private(set) var surprises: [LogError] = []
    /// Whether it was told that another process has taken its place.
    package private(set) var wasFenced = false

    /// Where its checkpoints are; nil = it keeps none.
    package let disk: SimulatedDisk?
    private let store: SimulatedStore?

    /// Starts a process.
    package init(
        _ log: SimulatedLog, _ plan: StreamPlan, _ clock: SimulatedClock,
        disk: SimulatedDisk? = nil
    ) {
        self.log = log
        self.disk = disk
        store = disk.map { SimulatedStore($0, log.cluster) }
        var worker = SimulatedWorker(plan: plan, log: log, clock: clock)
        if let store { worker.keepCheckpoints(in: store, Self.settings) }
        worker.onNotice = { [unowned log] notice in
            Self.check(notice, disk, log.cluster)
        }
        self.worker = consume worker
    }

    /// Many checkpoints, in small pieces.
    private static var settings: CheckpointSettings {
        var settings = CheckpointSettings(interval: 50)
        settings.sliceBytes = 300
        // The time of day may be anything.
        settings.maximumAge = .max / 4
        settings.firstPause = 20
        settings.longestPause = 100
        return settings
    }

    /// On a disk that keeps what it has, every checkpoint that has its name can be used.
    private static func check(
        _ notice: StreamNotice, _ disk: SimulatedDisk?, _ cluster: SimulatedCluster
    ) {
        cluster.note("\(notice)")
        switch notice {
        case .checkpointWritten: cluster.checkpoints.written += 1
        case .restored(let progress, _):
            if progress.file != nil { cluster.checkpoints.used += 1 }
        case .checkpointRefused(_, let file, let reason):
            cluster.checkpoints.refused += 1
            if disk?.isHonest == true, !reason.contains("injected"), !file.isEmpty {
                cluster.violations.append("a checkpoint was refused: \(reason)")
            }
        default: break
        }
    }

    /// What becomes of the disk when the process has died; with the machine, if the power fails.
    package func bury(_ random: inout SplitMix64, losesPower: Bool) {
        store?.abandon()
        guard losesPower, let disk else { return }
        disk.lose(&random)
        log.cluster.note("the power fails: \(disk.list)")
    }

    /// Whether it has ended.
    package var hasEnded: Bool { log.isDead }

    /// Whether it is in the midst of a call.
    package var isBusy: Bool { worker == nil }

    /// One turn of the worker.
    package func turn() {
        attempt { (worker: inout SimulatedWorker) throws(LogError) in
            var turns = 0
            if let nextModels { worker.replace(nextModels) }
            nextModels = nil
            try worker.run(until: {
                turns += 1
                return turns > 1
            })
        }
    }

    /// Commits what is open and ends, as after SIGTERM.
    ///
    /// - Parameter patience: Steps of the commit after which a second signal comes.
    package func leave(patience: Int = .max) {
        attempt { (worker: inout SimulatedWorker) throws(LogError) in
            var steps = 0
            try worker.leave(hurry: {
                steps += 1
                return steps > patience
            })
        }
        log.kill()
    }

    private func attempt(_ body: (inout SimulatedWorker) throws(LogError) -> Void) {
        guard var own = worker.take() else { return }
        do throws(LogError) {
            try body(&own)
        } catch {
            wasFenced = wasFenced || error.remedy == .fenced
            if error != SimulatedLog.crash, error.reason != "injected", error.remedy != .fenced {
                surprises.append(error)
            }
            // A process that stops for an error closes its clients; one that dies cannot.
            own.log.close()
        }
        worker = consume own
    }

    /// Puts fitted models in the place of others, before the next turn.
    package func replace(_ update: ModelUpdate) {
        nextModels = nextModels ?? ModelUpdate()
        nextModels?.merge(update)
    }

    /// Whether personas are still to be found by a new model.
    package var isChangingModels: Bool { nextModels != nil || worker?.isChangingModels ?? false }

    /// What the worker met.
    package var totals: StreamCounters { worker?.totals ?? StreamCounters() }

    /// Partitions that the worker has shards of.
    package var partitions: [Int32] {
        (0..<(worker?.shards.count ?? 0)).compactMap { worker?.shards[$0].partition }
    }

    /// Whether time has passed in all shards up to an instant.
    package func hasCome(to instant: Instant) -> Bool {
        (0..<(worker?.shards.count ?? 0)).allSatisfy { index in
            worker?.shards[index].table.clock ?? .never >= instant
        }
    }

    /// The number of the last segment change, and what alerts and personas keep of a customer.
    private static func memory(of row: Int, in table: borrowing ProfileTable) -> [Int64] {
        var image = RowImage()
        table.export(row, into: &image)
        let own = table.plan.rowDescription.slots.enumerated().prefix { slot in
            switch slot.element {
            case .membership, .changedAt, .named: true
            default: false
            }
        }
        return [image.words[0]]
            + own.compactMap { index, slot in
                if case .named = slot { image.words[index + 1] } else { nil }
            }
    }

    /// The canonical profile of every customer of the worker's shards, sorted.
    package var profiles: [String] {
        guard let encoder = worker?.encoder else { return [] }
        var texts: [String] = []
        for index in 0..<(worker?.shards.count ?? 0) {
            guard let shard = worker?.shards[index] else { continue }
            for row in shard.table.rows {
                var bytes: [UInt8] = []
                encoder.appendProfiles(shard.table, [row], to: &bytes)
                let memory = Self.memory(of: row, in: shard.table)
                texts.append(String(decoding: bytes.dropLast(), as: UTF8.self) + " \(memory)")
            }
        }
        return texts.sorted()
    }
}
