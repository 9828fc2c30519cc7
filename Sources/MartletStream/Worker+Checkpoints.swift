import MartletProfile

extension Worker where Log: ~Copyable {
    /// Starts to keep checkpoints in a store, and to restore from them; before the first turn.
    public mutating func keepCheckpoints(
        in store: any CheckpointStore, _ settings: CheckpointSettings
    ) {
        checkpoints = CheckpointWriter(store: store, settings: settings)
    }

    /// Lets the writer of checkpoints go on.
    mutating func writeCheckpoints() {
        guard var writer = checkpoints.take() else { return }
        writer.advance(
            shards,
            offset: { shard in
                let own = log.changelogOffset(partition: shard.partition)
                return [own, shard.origin.positionOffset].compactMap(\.self).max()
            },
            isCommitted: cycle.state == .idle,
            CheckpointWriter.Surroundings(
                changelog: log.changelogName, now: clock.monotonic(), wall: clock.wall(),
                encoder: encoder),
            onNotice)
        counters.checkpoints = writer.written
        counters.checkpointFailures = writer.failures
        checkpoints = consume writer
    }

    /// Checks that what these shards read next is still there.
    ///
    /// - Returns: Whether the shards are current; if not, others have read on meanwhile.
    /// - Throws: A ``LogError`` if records are gone that were never read, unless the configuration
    ///   says to go on without them.
    mutating func checkInputs(of restored: [Shard]) throws(LogError) -> Bool {
        var gaps: [(shard: Shard, extent: InputExtent)] = []
        for extent in try log.extents(partitions: restored.map(\.partition)) {
            guard let shard = restored.first(where: { $0.partition == extent.partition }),
                0..<extent.first ~= shard.offsets[Int(extent.input)]
            else { continue }
            gaps.append((shard, extent))
        }
        guard !gaps.isEmpty else { return true }
        let committed = try log.committed(partitions: gaps.map(\.shard.partition))
        for (shard, extent) in gaps {
            let now = committed.first {
                $0.partition == extent.partition && $0.input == extent.input
            }
            if let now, now.offset > shard.offsets[Int(extent.input)] { return false }
            try close(shard, extent)
        }
        return true
    }

    /// Goes on behind a gap, if the configuration says so.
    private func close(_ shard: Shard, _ extent: InputExtent) throws(LogError) {
        let next = shard.offsets[Int(extent.input)]
        let topic = plan.inputs[Int(extent.input)].topic
        // Behind the last record of a transaction stands a mark, which is not ours to read: where
        // nothing else was, nothing else is gone.
        let position = InputPosition(
            input: extent.input, partition: extent.partition, offset: next)
        let isMarker =
            extent.first <= log.groupOffset(of: position)
            || (extent.first == extent.end && extent.first - next == 1)
        guard isMarker || plan.onMissingInput == .rebuild else {
            throw LogError(
                remedy: .unusable, operation: "restore",
                reason: "records \(next) to \(extent.first - 1) of \(topic), partition "
                    + "\(extent.partition), are gone and were never read; with "
                    + "'on_missing_input: rebuild' reading goes on behind them")
        }
        if !isMarker {
            onNotice(
                .inputLost(
                    topic: topic, partition: extent.partition, from: next, to: extent.first - 1))
        }
        shard.offsets[Int(extent.input)] = extent.first
    }
}
