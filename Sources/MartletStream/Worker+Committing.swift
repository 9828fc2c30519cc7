import MartletProfile

extension Worker where Log: ~Copyable {
    /// Does what the cycle answered.
    mutating func perform(_ action: CommitCycle.Action) throws(LogError) {
        switch action {
        case .halt: break
        case .carryOn:
            if outputs.bytes.count >= 8 << 20 { try commit() }
        case .commit: try commit()
        case .commitAndRelease:
            do throws(LogError) {
                try commit()
            } catch {
                guard error.remedy == .abort else { throw error }
                // The partitions go all the same: the next owner reads the records again.
                return try discardAndRelease()
            }
            try release()
        case .release: try release()
        case .discardAndRelease: try discardAndRelease()
        case .rollBack: try rollBack()
        case .commitAndLeave:
            try commit()
            _ = cycle.handle(.stop)
        case .leave: break
        }
    }

    /// One transaction: outputs, changelog, dead letters and input offsets.
    private mutating func commit() throws(LogError) {
        let started = clock.monotonic()
        for index in shards.indices where shards[index].isOpen {
            shards[index].settle(encoder, into: &outputs)
        }
        try Self.insist { () throws(LogError) in try log.begin() }
        try Self.insist { () throws(LogError) in try log.publish(outputs) }
        try Self.insist { () throws(LogError) in try log.commit(positions) }
        outputs.removeAll()
        counters.commits += 1
        counters.lastCommitMilliseconds = Int(clock.monotonic() - started)
        committedTotals = totals
        _ = cycle.handle(.committed)
    }

    /// Makes a call again while the log says that this helps; the log waits in between.
    ///
    /// - Throws: The log's error; one that does not pass becomes a reason to stop.
    static func insist<Result>(_ call: () throws(LogError) -> Result) throws(LogError) -> Result {
        var attempts = 1
        while true {
            do throws(LogError) {
                return try call()
            } catch {
                guard error.remedy == .retry else { throw error }
                attempts += 1
                guard attempts <= 10 else {
                    throw LogError(
                        remedy: .stop, operation: error.operation, reason: error.reason)
                }
            }
        }
    }

    /// Where reading goes on: last applied + 1 of everything that was read.
    var positions: [InputPosition] {
        shards.flatMap { shard in
            shard.offsets.enumerated().filter { $0.element >= 0 }.map { input, offset in
                InputPosition(
                    input: UInt16(input), partition: shard.partition, offset: offset)
            }
        }
    }

    private mutating func release() throws(LogError) {
        retire()
        shards.removeAll()
        try Self.insist { () throws(LogError) in try log.release() }
        _ = cycle.handle(.rolledBack)
    }

    private mutating func discardAndRelease() throws(LogError) {
        discard()
        try Self.insist { () throws(LogError) in try log.abort() }
        try release()
    }

    /// After an abort memory is ahead of the log: it is dropped and read back.
    private mutating func rollBack() throws(LogError) {
        let partitions = shards.map(\.partition)
        discard()
        try Self.insist { () throws(LogError) in try log.abort() }
        let positions = try restore(partitions)
        try Self.insist { () throws(LogError) in try log.rewind(to: positions) }
        _ = cycle.handle(.rolledBack)
    }

    /// Drops the open work, its counts included: its records are read and counted again.
    private mutating func discard() {
        outputs.removeAll()
        batch.removeAll()
        shards.removeAll()
        let restored = counters.restored
        counters = committedTotals
        counters.restored = restored
    }
}
