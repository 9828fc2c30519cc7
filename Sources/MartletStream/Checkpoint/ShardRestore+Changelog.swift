import MartletProfile
import MartletWire

/// The changelog's part in a restore.
extension ShardRestore {
    /// How long the changelog may stay behind the committed offsets, ms.
    private static let patience: Int64 = 30_000

    /// Reads on.
    ///
    /// - Returns: Whether there may be more.
    mutating func read<Log: TransactionalLog & ~Copyable>(
        _ log: inout Log, _ batch: inout RecordBatch
    ) throws(LogError) -> Bool {
        let hasMore = try log.readChangelog(into: &batch)
        try restoration.apply(batch, to: shard)
        progress.records += batch.records.count
        if let record = batch.records.first { first = first ?? next ?? record.offset }
        if let record = batch.records.last { next = record.offset + 1 }
        batch.removeAll()
        return hasMore
    }

    /// Decides at the end of the changelog whether that was all.
    ///
    /// The end of a transaction reaches each of its partitions on its own: the committed offsets
    /// may be out before the last changelog records are. Those are waited for.
    ///
    /// - Parameters:
    ///   - now: Monotonic ms.
    ///   - partitions: Partitions of the inputs; 0 = not known.
    ///   - wall: The time of day.
    /// - Throws: A ``LogError`` if what was restored cannot be used.
    mutating func settle(_ now: Int64, _ partitions: Int, _ wall: Instant) throws(LogError) {
        guard isCurrent else {
            deadline = deadline ?? now + Self.patience
            stage = .opening
            if let deadline, now < deadline { return }
            throw unusable(
                "the changelog of partition \(shard.partition) ends before the group's committed "
                    + "offsets: records are missing from it, or the offsets were moved")
        }
        guard restoration.unknown.isEmpty else {
            guard source == nil, restoration.canReadAgain else {
                throw unusable(Restoration.otherPlan("(partition \(shard.partition))"))
            }
            // The plan's record came behind its rows.
            startOver()
            stage = .opening
            return
        }
        try checkSource()
        try checkPartitions(partitions)
        try restoration.finish(shard, topics: topics, rules: rules)
        if shard.origin.incarnation == 0 { shard.origin.incarnation = max(1, wall.milliseconds) }
        shard.origin.partitions = partitions
        complete()
    }

    /// Takes the shard for restored.
    mutating func complete() {
        for position in committed {
            let known = shard.offsets[Int(position.input)]
            shard.offsets[Int(position.input)] = max(known, position.offset)
        }
        progress.fraction = 1
        progress.timeLeft = 0
        stage = .done
    }

    private var topics: [String] { plan.inputs.map(\.topic) }

    private var isCurrent: Bool {
        committed.allSatisfy { committed in
            let input = Int(committed.input)
            let known = restoration.position?.offset(ofInput: input, topic: topics[input]) ?? -1
            return committed.offset <= known
        }
    }

    /// Checks that what was read behind a checkpoint goes on from it.
    private func checkSource() throws(LogError) {
        guard let source, let trailer = source.trailer else { return }
        let begun = source.header.position
        guard let position = restoration.position, position.incarnation == begun.incarnation else {
            throw unusable("the changelog is another one than when the checkpoint was written")
        }
        for (topic, offset) in zip(begun.topics, trailer.offsets)
        where offset > position.offset(ofInput: -1, topic: topic) && topics.contains(topic) {
            throw unusable("the changelog ends before the checkpoint does")
        }
    }

    /// Another number of partitions puts customers where their profiles are not.
    private func checkPartitions(_ partitions: Int) throws(LogError) {
        guard let written = restoration.position?.partitions, written > 0, partitions > 0,
            written != partitions
        else { return }
        throw unusable(
            "the profiles were written when the inputs had \(written) partitions, and now they have"
                + " \(partitions): customers are not where their profiles are; go back to "
                + "\(written) partitions, or rebuild the profiles under another 'name'")
    }

    private func unusable(_ reason: String) -> LogError {
        LogError(remedy: .unusable, operation: "restore", reason: reason)
    }

    private func tellOfChanges(_ tell: (StreamNotice) -> Void) {
        if let migration = restoration.migration, restoration.migratedCount > 0 {
            tell(
                .migrated(
                    partition: shard.partition, profiles: restoration.migratedCount,
                    started: migration.started, dropped: migration.dropped))
        }
        if restoration.changingCount > 0 {
            tell(
                .rulesChanged(
                    partition: shard.partition, profiles: restoration.changingCount,
                    from: restoration.position?.rules ?? rules, to: rules))
        }
    }

    /// Tells how far the restore has come, once a second.
    mutating func report(_ end: Int64?, _ now: Int64, _ tell: (StreamNotice) -> Void) {
        switch stage {
        case .loading:
            progress.fraction = reader.map { Double($0.position) / Double(max(1, $0.size)) }
        case .reading, .opening:
            guard let end, let next, let first, end > first else { break }
            progress.fraction = min(1, Double(next - first) / Double(end - first))
        case .looking, .choosing: progress.fraction = nil
        case .done:
            tellOfChanges(tell)
            return tell(.restored(progress, took: now - (started ?? now)))
        }
        started = started ?? now
        progress.timeLeft = progress.fraction.flatMap { pace.timeLeft(fraction: $0, now: now) }
        if now - lastNotice >= 1_000 {
            lastNotice = now
            tell(.restoring(progress))
        }
    }
}

/// How fast a restore goes.
struct RestorePace {
    private var start: (fraction: Double, at: Int64)?

    /// How many ms are left at the pace so far; nil if that is not to be known yet.
    mutating func timeLeft(fraction: Double, now: Int64) -> Int64? {
        guard let start, fraction >= start.fraction else {
            start = (fraction, now)
            return nil
        }
        let done = fraction - start.fraction
        guard done > 0.01 else { return nil }
        return Int64(Double(now - start.at) * (1 - fraction) / done)
    }
}
