import MartletProfile
import MartletWire

extension Worker where Log: ~Copyable {
    /// Answers what the log told besides records.
    mutating func answer(_ signal: LogSignal) throws(LogError) {
        switch signal {
        case .assigned(let partitions):
            let positions = try restore(partitions)
            try Self.insist { () throws(LogError) in try log.assign(positions) }
        case .revoked: try perform(cycle.handle(.revoked))
        case .lost: try perform(cycle.handle(.lost))
        case .finished: isFinished = true
        }
    }

    /// Brings the shards of these partitions back from the changelog.
    ///
    /// - Returns: Where reading starts in every input.
    mutating func restore(_ partitions: [Int32]) throws(LogError) -> [InputPosition] {
        // First the offsets: they are given out once the last owner's transactions are decided.
        // The changelog, read before that, could be older than they are.
        let committed = try Self.insist { () throws(LogError) in
            try log.committed(partitions: partitions)
        }
        var restored: [Shard] = []
        for partition in partitions.sorted() {
            let shard = Shard(
                partition: partition, plan: plan.plan, inputs: plan.inputs.count)
            let positions = committed.filter { $0.partition == partition }
            if plan.selection.changelog { try readChangelog(shard, upTo: positions) }
            for position in positions {
                let known = shard.offsets[Int(position.input)]
                shard.offsets[Int(position.input)] = max(known, position.offset)
            }
            shard.noteCommitted()
            restored.append(shard)
        }
        shards = restored
        return shards.flatMap { shard in
            shard.offsets.enumerated().map { input, offset in
                InputPosition(input: UInt16(input), partition: shard.partition, offset: offset)
            }
        }
    }

    /// Reads a changelog partition until it is as new as the committed offsets.
    ///
    /// The end of a transaction reaches each of its partitions on its own: the offsets may be out
    /// before the last changelog records are.
    private mutating func readChangelog(
        _ shard: Shard, upTo positions: [InputPosition]
    ) throws(LogError) {
        let partition = shard.partition
        var restoration = Restoration(codec: RowCodec(layout: plan.plan.layoutHash))
        let deadline = clock.monotonic() + changelogPatience
        var next: Int64?
        repeat {
            try Self.insist { () throws(LogError) in
                try log.openChangelog(partition: partition, from: next)
            }
            var hasMore = true
            while hasMore {
                hasMore = try Self.insist { () throws(LogError) in
                    try log.readChangelog(into: &batch)
                }
                try restoration.apply(batch, to: shard)
                counters.restored += batch.records.count
                if let last = batch.records.last { next = last.offset + 1 }
            }
            batch.removeAll()
            let isCurrent = positions.allSatisfy { $0.offset <= shard.offsets[Int($0.input)] }
            if isCurrent {
                try restoration.checkPosition(of: shard)
                return restoration.finish(shard)
            }
        } while clock.monotonic() < deadline
        throw LogError(
            remedy: .unusable, operation: "restore",
            reason: "the changelog of partition \(partition) ends before the group's committed "
                + "offsets: records are missing from it, or the offsets were moved")
    }

    /// How long the changelog may stay behind the committed offsets, ms.
    private var changelogPatience: Int64 { 30_000 }

    /// Keeps the counts of shards that go.
    mutating func retire() {
        for shard in shards { counters.add(shard.table.counters, changes: shard.changes) }
    }

    /// Counts so far, those of the live shards included.
    public var totals: StreamCounters {
        var totals = counters
        for shard in shards { totals.add(shard.table.counters, changes: shard.changes) }
        return totals
    }
}
