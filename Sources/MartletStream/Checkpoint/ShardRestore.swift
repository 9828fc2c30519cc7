import MartletProfile
import MartletWire

/// Brings one shard back, a step at a time: from its newest usable checkpoint and the changelog
/// behind that, or from the changelog alone.
///
/// It can be dropped between any two steps; a step takes no longer than one block of a checkpoint,
/// one read of the changelog, or setting the timers. A checkpoint that cannot be used, for whatever
/// reason, is told of and passed over.
struct ShardRestore {
    /// The shard; to be used once ``isDone``.
    var shard: Shard
    /// Whether the shard is back.
    var isDone: Bool { stage == .done }
    /// Checkpoints that were found to be of no use.
    private(set) var refused: [CheckpointName] = []
    /// The offset from which the changelog was read behind the checkpoint; nil = there was none.
    var checkpointOffset: Int64? { source?.header.changelogOffset }
    /// How far it has come.
    var progress: RestoreProgress

    private(set) var plan: StreamPlan
    let rules: String
    let committed: [InputPosition]
    let settings: CheckpointSettings
    let store: (any CheckpointStore)?
    var restoration: Restoration
    var stage = Stage.looking
    /// Checkpoints still to be tried, the newest last, and the one at hand.
    var candidates: [CheckpointName] = []
    var name: CheckpointName?
    var reader: CheckpointReader?
    var source: Source?
    /// Where the changelog is read from next, and where that began.
    var next: Int64?
    var first: Int64?
    /// Until when the changelog may stay behind the committed offsets, monotonic ms.
    var deadline: Int64?
    var pace = RestorePace()
    /// When the restore began and when it was last told of, monotonic ms.
    var started: Int64?
    var lastNotice = Int64.min / 2

    /// The checkpoint that the profiles have come from.
    struct Source {
        var header: CheckpointHeader
        var trailer: CheckpointTrailer?
    }

    enum Stage { case looking, choosing, loading, opening, reading, done }

    /// Prepares the restore of a partition's shard.
    ///
    /// - Parameters:
    ///   - partition: The partition.
    ///   - plan: The configuration.
    ///   - committed: The group's committed offsets.
    ///   - store: Where checkpoints are; nil = there are none.
    ///   - settings: How checkpoints are used.
    init(
        partition: Int32, plan: StreamPlan, committed: [InputPosition],
        store: (any CheckpointStore)? = nil, settings: CheckpointSettings = CheckpointSettings()
    ) {
        shard = Shard(partition: partition, plan: plan.plan, inputs: plan.inputs.count)
        progress = RestoreProgress(partition: partition)
        restoration = Restoration(plan: plan.plan)
        self.plan = plan
        rules = plan.plan.fingerprint
        self.committed = committed.filter { $0.partition == partition }
        self.store = store
        self.settings = settings
    }

    /// Goes on.
    ///
    /// - Parameters:
    ///   - log: Where the changelog is.
    ///   - clock: The clock.
    ///   - batch: An empty batch, for its memory.
    ///   - tell: Receives notices.
    /// - Throws: A ``LogError``; one to retry leaves the restore where it is.
    mutating func step<Log: TransactionalLog & ~Copyable, Clock: ShardClock>(
        _ log: inout Log, _ clock: inout Clock, _ batch: inout RecordBatch,
        _ tell: (StreamNotice) -> Void
    ) throws(LogError) {
        started = started ?? clock.monotonic()
        do throws(LogError) {
            switch stage {
            case .looking: look(tell)
            case .choosing: choose(tell)
            case .loading: load(log.changelogName, clock.wall(), tell)
            case .opening:
                try log.openChangelog(partition: shard.partition, from: next)
                stage = .reading
            case .reading:
                if try !read(&log, &batch) {
                    try settle(clock.monotonic(), log.partitionCount, clock.wall())
                }
            case .done: return
            }
        } catch {
            guard error.remedy == .unusable, source != nil else { throw error }
            refuse(error.reason, tell)
        }
        report(log.changelogEnd(), clock.monotonic(), tell)
    }

    /// Puts other models in the place of those in use; who stands otherwise by them is evaluated
    /// when all is there.
    mutating func replace(_ update: ModelUpdate) {
        plan.plan.models = update.features ?? plan.plan.models
        plan.plan.personaModel = update.personas ?? plan.plan.personaModel
        if isDone {
            shard.replace(update)
        } else {
            if let personas = update.personas { shard.table.replace(personas) }
            if let features = update.features { shard.table.replace(features) }
        }
    }

    /// Puts other contents in the place of the lists; who stands otherwise by them is evaluated
    /// after the restore.
    mutating func replace(_ lists: CustomerLists) {
        plan.plan.lists = lists
        if isDone { shard.replace(lists) } else { _ = shard.table.replace(lists) }
    }

    // MARK: - Checkpoints

    private mutating func look(_ tell: (StreamNotice) -> Void) {
        stage = .choosing
        guard plan.selection.changelog else { return complete() }
        guard let store else { return }
        do throws(StorageFailure) {
            candidates = try store.checkpoints(of: shard.partition).reversed()
        } catch {
            tell(.checkpointRefused(partition: shard.partition, file: "", reason: "\(error)"))
        }
    }

    private mutating func choose(_ tell: (StreamNotice) -> Void) {
        startOver()
        guard let store, let name = candidates.popLast() else {
            progress.file = nil
            stage = .opening
            return
        }
        self.name = name
        progress.file = name.text
        do throws(CheckpointReader.Refusal) {
            reader = try CheckpointReader(name, in: store)
            stage = .loading
        } catch {
            refuse(error.reason, tell)
        }
    }

    private mutating func load(
        _ changelog: String, _ now: Instant, _ tell: (StreamNotice) -> Void
    ) {
        do throws(CheckpointReader.Refusal) {
            switch try reader?.step(&restoration, to: shard) {
            case .header(let header): try accept(header, changelog, now)
            case .finished(let trailer):
                source?.trailer = trailer
                next = source?.header.changelogOffset
                store?.close()
                stage = .opening
            case .more, nil: break
            }
            progress.profiles = reader?.profiles ?? 0
        } catch {
            refuse(error.reason, tell)
        }
    }

    /// Checks that a file is a checkpoint of this shard.
    private mutating func accept(
        _ header: CheckpointHeader, _ changelog: String, _ now: Instant
    ) throws(CheckpointReader.Refusal) {
        guard header.changelog == changelog else {
            throw .init(reason: "it belongs to the changelog \(header.changelog)")
        }
        guard header.partition == shard.partition else {
            throw .init(reason: "it belongs to partition \(header.partition)")
        }
        let age = now.milliseconds - header.created.milliseconds
        guard age <= settings.maximumAge, age >= -settings.maximumAge else {
            throw .init(reason: "it is too old, or from the future: deletions could be missed")
        }
        do throws(RowCodec.Problem) {
            let description = try PlanCodec.read(header.plan.span)
            guard description.layout == header.layout else { throw .damaged }
            restoration.learn(description)
            // Checkpoints are written of shards whose changelog holds the plan's record.
            restoration.isPlanWritten = header.layout == plan.plan.layoutHash
        } catch {
            throw .init(reason: "it does not say under which plan it was written")
        }
        source = Source(header: header)
    }

    /// Passes a checkpoint over.
    mutating func refuse(_ reason: String, _ tell: (StreamNotice) -> Void) {
        guard let name else { return }
        tell(
            .checkpointRefused(partition: shard.partition, file: name.text, reason: reason))
        refused.append(name)
        store?.close()
        stage = .choosing
    }

    /// Forgets what was read, but for what other plans' rows mean.
    mutating func startOver() {
        shard = Shard(partition: shard.partition, plan: plan.plan, inputs: plan.inputs.count)
        restoration = Restoration(plan: plan.plan, knowing: restoration.plans)
        (name, reader, source, next, first, deadline) = (nil, nil, nil, nil, nil, nil)
        progress.profiles = 0
        progress.records = 0
        pace = RestorePace()
    }
}
