import MartletProfile
import MartletWire

/// Writes checkpoints of a worker's shards: one file at a time, in slices between batches, without
/// ever waiting for the disk.
///
/// Only committed profiles are written, because profiles are read only while nothing is open. They
/// need not be of one commit: the changelog from the first one on is read after them, and whatever
/// was changed or removed meanwhile is in it.
struct CheckpointWriter {
    /// Checkpoints that were written.
    private(set) var written = 0
    /// Checkpoints that could not be written.
    private(set) var failures = 0

    let store: any CheckpointStore
    let settings: CheckpointSettings
    private var job: CheckpointJob?
    /// Whether a step of the job is under way.
    private var isBusy = false
    private var places: [Int32: Place] = [:]
    private var pause: Int64 = 0
    /// No checkpoint is begun before this, monotonic ms.
    private var notBefore = Int64.min

    /// What is known of a partition's checkpoints.
    private struct Place {
        /// The changelog offset of the last one.
        var offset: Int64?
        /// When it was finished, monotonic ms; long ago if there is none.
        var finished = Int64.min / 2
        /// Files that are of no use.
        var refused: Set<CheckpointName> = []
    }

    /// What the writer needs to know of the world.
    struct Surroundings {
        /// Name of the changelog.
        var changelog: String
        /// Monotonic ms.
        var now: Int64
        /// The time of day.
        var wall: Instant
        /// Describes plan and position.
        var encoder: OutcomeEncoder
    }

    init(store: any CheckpointStore, settings: CheckpointSettings) {
        self.store = store
        self.settings = settings
    }

    /// Takes note of where a shard that was just restored has come from.
    mutating func note(_ restore: borrowing ShardRestore, now: Int64) {
        var place = Place(refused: Set(restore.refused))
        if let offset = restore.checkpointOffset {
            place.offset = offset
            place.finished = now
        }
        places[restore.shard.partition] = place
    }

    /// Goes on; costs next to nothing but where a slice is written.
    ///
    /// - Parameters:
    ///   - shards: The worker's shards.
    ///   - offset: Where the last committed position of a partition stands in the changelog.
    ///   - isCommitted: Whether nothing is open in any of them.
    ///   - world: The rest.
    ///   - tell: Receives notices.
    mutating func advance(
        _ shards: [Shard], offset: (Shard) -> Int64?, isCommitted: Bool, _ world: Surroundings,
        _ tell: (StreamNotice) -> Void
    ) {
        if isBusy {
            guard let outcome = store.takeOutcome() else { return }
            isBusy = false
            take(outcome)
        }
        if let shard = job?.shard, !shards.contains(where: { $0 === shard }) { job?.cancel() }
        if job?.isFinished == true { finish(world.now, tell) }
        if job == nil, isCommitted { begin(shards, offset, world.now, tell) }
        guard let step = nextStep(isCommitted, world) else { return }
        store.start(step)
        isBusy = true
    }

    private mutating func take(_ outcome: CheckpointStep.Outcome) {
        guard var job = job.take() else { return }
        switch outcome {
        case .done:
            let refused = places[job.name.partition]?.refused ?? []
            let name = job.name
            job.succeed { CheckpointWriter.superseded(by: name, refused, in: store) }
        case .failed(let failure): job.fail(failure)
        }
        self.job = job
    }

    /// The files that go once `name` is durable: all but it and the newest other that is of use.
    private static func superseded(
        by name: CheckpointName, _ refused: Set<CheckpointName>, in store: any CheckpointStore
    ) -> [CheckpointName] {
        do throws(StorageFailure) {
            let others = try store.checkpoints(of: name.partition).filter { $0 != name }
            return others.filter(refused.contains)
                + others.filter { !refused.contains($0) }.dropFirst()
        } catch {
            // They are looked for again after the next one.
            return []
        }
    }

    private mutating func nextStep(_ isCommitted: Bool, _ world: Surroundings) -> CheckpointStep? {
        guard var job = job.take() else { return nil }
        defer { self.job = job }
        guard job.readsProfiles else { return job.step }
        guard isCommitted, !job.shard.isOpen else { return nil }
        if job.phase == .header { return job.header(header(of: job, world)) }
        let shard = job.shard
        return job.slice(shard.table, size: settings.sliceBytes)
    }

    private func header(of job: CheckpointJob, _ world: Surroundings) -> CheckpointHeader {
        let shard = job.shard
        return CheckpointHeader(
            changelog: world.changelog, partition: shard.partition,
            layout: shard.table.plan.layoutHash, plan: world.encoder.planRecord.value,
            changelogOffset: job.offset, created: world.wall,
            position: world.encoder.position(shard.table.clock, shard.offsets, shard.origin))
    }

    /// Begins the checkpoint that is most overdue, if one is due.
    private mutating func begin(
        _ shards: [Shard], _ offset: (Shard) -> Int64?, _ now: Int64,
        _ tell: (StreamNotice) -> Void
    ) {
        guard now >= notBefore else { return }
        var best: (shard: Shard, offset: Int64, finished: Int64)?
        for shard in shards {
            let place = places[shard.partition] ?? Place()
            // Rows of another plan are first written down as rows of this one: until then the
            // changelog gives something else than a checkpoint would.
            guard !shard.isOpen, !shard.isChangingRules, shard.origin.planRecord == .written,
                now - place.finished >= settings.interval, let offset = offset(shard),
                offset != place.offset, place.finished < best?.finished ?? .max
            else { continue }
            best = (shard, offset, place.finished)
        }
        guard let best else { return }
        let partition = best.shard.partition
        do throws(StorageFailure) {
            let newest = try store.checkpoints(of: partition).first?.number ?? 0
            job = CheckpointJob(
                name: CheckpointName(partition: partition, number: newest + 1),
                shard: best.shard, offset: best.offset, started: now, label: settings.label)
        } catch {
            fail(partition, error, now, tell)
        }
    }

    private mutating func finish(_ now: Int64, _ tell: (StreamNotice) -> Void) {
        guard let job = job.take() else { return }
        let partition = job.name.partition
        if let failure = job.failure { return fail(partition, failure, now, tell) }
        guard job.isWritten else { return }
        written += 1
        pause = 0
        places[partition] = Place(offset: job.offset, finished: now)
        tell(
            .checkpointWritten(
                partition: partition, file: job.name.text, profiles: job.profiles,
                bytes: job.bytes, took: now - job.started))
    }

    private mutating func fail(
        _ partition: Int32, _ failure: StorageFailure, _ now: Int64,
        _ tell: (StreamNotice) -> Void
    ) {
        failures += 1
        pause = pause == 0 ? settings.firstPause : min(pause * 2, settings.longestPause)
        notBefore = now + pause
        tell(.checkpointFailed(partition: partition, failure: failure, pause: pause))
    }
}
