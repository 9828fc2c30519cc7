import MartletProfile

extension Worker where Log: ~Copyable {
    /// Does one step of the commit cycle; may be called again after an error that says so.
    ///
    /// - Returns: What there is to tell the cycle.
    mutating func perform(_ step: CommitCycle.Step) throws(LogError) -> CommitCycle.Input {
        switch step {
        case .poll, .leave, .halt: break
        case .begin:
            try log.begin()
            settle()
        case .publish:
            try log.publish(outputs)
            // Other members may read our partitions by now.
            if log.isAssignmentLost { return .lost }
        case .commit:
            try log.commit(positions.filter { $0.offset >= 0 })
            noteCommitted()
        case .abort: try log.abort()
        case .rollBack:
            rollBack()
            if !cycle.isStopping { try log.rewind(to: positions) }
        case .rebuild: try log.rebuild()
        case .reread: try reread()
        case .release:
            dropShards()
            accepted.removeAll()
            try log.release()
        }
        return .done
    }

    /// What was applied, for the cycle.
    mutating func worked(_ records: Int) -> CommitCycle.Input {
        .worked(records: records, bytes: openBytes, now: clock.monotonic())
    }

    /// Tells the cycle of a failure outside its steps.
    mutating func fail(_ error: LogError) throws(LogError) {
        failure = error
        try follow(.failed(error.remedy))
    }

    /// Writes down what the open work changed.
    private mutating func settle() {
        commitStarted = clock.monotonic()
        for index in shards.indices where shards[index].isOpen {
            shards[index].settle(encoder, into: &outputs)
        }
    }

    private mutating func noteCommitted() {
        for shard in shards { shard.commit() }
        outputs.removeAll()
        counters.commits += 1
        counters.lastCommitMilliseconds = Int(clock.monotonic() - commitStarted)
        committedCounters = counters
    }

    /// Where reading goes on: last applied + 1; -1 where nothing was read yet.
    var positions: [InputPosition] { Self.positions(of: shards) }

    static func positions(of shards: [Shard]) -> [InputPosition] {
        shards.flatMap { shard in
            shard.offsets.enumerated().map { input, offset in
                InputPosition(
                    input: UInt16(input), partition: shard.partition, offset: offset)
            }
        }
    }

    /// Drops the open work: memory and counts are those of the last commit again.
    private mutating func rollBack() {
        outputs.removeAll()
        batch.removeAll()
        nextRecord = 0
        counters = committedCounters
        guard log.canAbort else { return }
        for shard in shards { shard.rollBack() }
    }

    /// Gives up the shards; what was committed of their counts is kept.
    private mutating func dropShards() {
        rollBack()
        retire()
        shards.removeAll()
        restores.removeAll()
        // They know rows of tables that are gone.
        scans.removeAll()
        committedCounters = counters
    }

    /// Reads the shards anew: the log alone knows what is committed.
    private mutating func reread() throws(LogError) {
        let partitions = shards.map(\.partition)
        let restored = try restore(partitions)
        // The offsets tell whether the transaction of unknown outcome was committed.
        if restored.map(\.offsets) == shards.map(\.offsets) { noteCommitted() }
        dropShards()
        shards = restored
        try Self.insist { () throws(LogError) in try log.rewind(to: positions) }
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
}
