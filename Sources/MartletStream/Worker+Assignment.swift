import MartletProfile
import MartletWire

extension Worker where Log: ~Copyable {
    /// Answers what the log told besides records.
    mutating func answer(_ signal: LogSignal) throws(LogError) {
        switch signal {
        case .assigned(let partitions):
            do throws(LogError) {
                try prepare(partitions)
            } catch {
                try fail(error)
            }
        case .revoked: try follow(.revoked)
        case .lost: try follow(.lost)
        case .finished: isFinished = true
        }
    }

    /// Begins to bring the shards of an assignment back.
    private mutating func prepare(_ partitions: [Int32]) throws(LogError) {
        // The log may say it again until reading starts.
        if isRestoring, Set(partitions) == Set(accepted) { return }
        try Self.insist { () throws(LogError) in try log.accept() }
        restores.removeAll()
        accepted = partitions
        if accepted.isEmpty { try log.assign([]) }
    }

    /// Whether shards are on their way back.
    var isRestoring: Bool { !accepted.isEmpty }

    /// Goes on bringing shards back for a while; starts to read once all of them are.
    ///
    /// After a failure that the worker survives it starts over: the log does not tell again of an
    /// assignment that was accepted.
    mutating func restoreOn() throws(LogError) {
        let started = clock.monotonic()
        repeat {
            do throws(LogError) {
                try restoreStep()
                restoreAttempts = 0
            } catch {
                restoreAttempts += 1
                guard error.remedy != .retry || restoreAttempts >= 10 else { continue }
                restores.removeAll()
                restoreAttempts = 0
                let remedy = error.remedy == .retry ? .stop : error.remedy
                return try fail(
                    LogError(remedy: remedy, operation: error.operation, reason: error.reason))
            }
        } while isRestoring && clock.monotonic() - started < 100
    }

    private mutating func restoreStep() throws(LogError) {
        if restores.isEmpty {
            restores = try restores(of: accepted)
            return
        }
        guard let next = restores.firstIndex(where: { !$0.isDone }) else {
            return try startReading()
        }
        var restore = restores.remove(at: next)
        defer { restores.insert(restore, at: next) }
        try step(&restore)
    }

    private mutating func startReading() throws(LogError) {
        let restored = restores.map(\.shard)
        guard try checkInputs(of: restored) else {
            restores = try restores(of: restored.map(\.partition))
            return
        }
        try log.assign(Self.positions(of: restored))
        for restore in restores { take(restore) }
        shards = restored
        restores.removeAll()
        accepted.removeAll()
        committedCounters.restored = counters.restored
    }

    /// Brings the shards of these partitions back at once.
    mutating func restore(_ partitions: [Int32]) throws(LogError) -> [Shard] {
        var restored: [Shard] = []
        for var restore in try restores(of: partitions) {
            while !restore.isDone {
                try Self.insist { () throws(LogError) in try step(&restore) }
            }
            take(restore)
            restored.append(restore.shard)
        }
        committedCounters.restored = counters.restored
        return restored
    }

    private mutating func restores(
        of partitions: [Int32]
    ) throws(LogError) -> [ShardRestore] {
        // First the offsets: they are given out once the last owner's transactions are decided.
        // The changelog, read before that, could be older than they are.
        let committed = try Self.insist { () throws(LogError) in
            try log.committed(partitions: partitions)
        }
        return partitions.sorted().map { partition in
            ShardRestore(
                partition: partition, plan: plan, committed: committed,
                store: checkpoints?.store, settings: checkpoints?.settings ?? CheckpointSettings())
        }
    }

    private mutating func step(_ restore: inout ShardRestore) throws(LogError) {
        let before = restore.progress.records
        try restore.step(&log, &clock, &batch, onNotice)
        counters.restored += max(0, restore.progress.records - before)
    }

    /// Takes what was restored for committed.
    private mutating func take(_ restore: ShardRestore) {
        if log.canAbort { restore.shard.keepImages() } else { restore.shard.commit() }
        checkpoints?.note(restore, now: clock.monotonic())
    }

    /// Keeps the counts of shards that go.
    mutating func retire() {
        for shard in shards { counters.add(shard, isLive: false) }
    }

    /// Counts so far, those of the live shards included.
    public var totals: StreamCounters {
        var totals = counters
        for shard in shards { totals.add(shard, isLive: true) }
        return totals
    }
}
