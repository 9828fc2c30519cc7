package import MartletStream

extension SimulatedLog {
    /// Most records of one poll or read.
    private static var portion: Int { 8 }

    package func poll(
        into batch: inout RecordBatch, limit: Int, timeout: Int
    ) throws(LogError) -> [LogSignal] {
        batch.removeAll()
        lastPoll = cluster.now
        try enter(.poll)
        heartbeat()
        if member.isFenced { throw failed(.fenced, .poll) }
        if let signal = member.signal {
            cluster.note("member \(member.id) is told: \(signal)")
            if case .lost(let partitions) = signal, cluster.without.contains(.latch) {
                return [.revoked(partitions)]
            }
            return [signal]
        }
        // An assignment that was accepted is not told of again.
        guard isReading else { return [] }
        var left = min(limit, cluster.faults.random.within(1...Self.portion))
        var partitions = member.owned
        while left > 0, !partitions.isEmpty {
            let chosen = cluster.faults.random.below(partitions.count)
            left -= try take(partitions.remove(at: chosen), limit: left, into: &batch)
        }
        if batch.records.isEmpty {
            cluster.advance(by: Int64(cluster.faults.random.below(max(1, timeout))))
        }
        return []
    }

    private func take(
        _ partition: Int32, limit: Int, into batch: inout RecordBatch
    ) throws(LogError) -> Int {
        for input in 0..<cluster.inputCount {
            let place = InputPlace(input: input, partition: Int(partition))
            let back = min(cluster.faults.repetitions(), (next[place] ?? 0) - (first[place] ?? 0))
            // What is delivered once more may be deleted meanwhile; what was not yet, not.
            let start = min(cluster.inputs[place]?.start ?? 0, furthest[place] ?? 0)
            next[place] = max((next[place] ?? 0) - max(0, back), start)
        }
        for count in 0..<limit {
            guard let (place, message) = try upcoming(partition) else { return count }
            let offset = next[place] ?? 0
            batch.append(
                message, input: place.input, partition: partition, offset: Int64(offset))
            if first[place] == nil { first[place] = offset }
            next[place] = offset + 1
            furthest[place] = max(furthest[place] ?? 0, offset + 1)
        }
        return limit
    }

    /// The record of a partition that comes next.
    private func upcoming(
        _ partition: Int32
    ) throws(LogError) -> (place: InputPlace, message: Message)? {
        var best: (place: InputPlace, message: Message)?
        for input in 0..<cluster.inputCount {
            let place = InputPlace(input: input, partition: Int(partition))
            let offset = next[place] ?? 0
            guard let topic = cluster.inputs[place], offset < topic.end else { continue }
            guard offset >= topic.start, let message = topic.message(at: offset) else {
                // Whoever lost its partitions long ago may look for what is gone.
                if cluster.group.members[member.id] != nil {
                    cluster.violations.append("offset \(offset) of \(place) was never read")
                }
                throw failed(.stop, .poll)
            }
            if best.map({ message.timestamp < $0.message.timestamp }) ?? true {
                best = (place, message)
            }
        }
        return best
    }

    // MARK: - Changelog

    /// The changelog partition that is open.
    struct ChangelogReading {
        var place: OutputPlace
        var offset: Int
        /// The end when it was opened, undecided transactions included.
        var end: Int
    }

    package func openChangelog(partition: Int32, from offset: Int64?) throws(LogError) {
        try enter(.openChangelog)
        if cluster.faults.compacts() { cluster.compactChangelog() }
        let place = OutputPlace(output: .changelog, partition: Int(partition))
        var end = cluster.outputs[place]?.end ?? 0
        if cluster.without.contains(.stableOffsets) {
            end = cluster.outputs[place]?.lastStableOffset ?? 0
        }
        changelog = ChangelogReading(place: place, offset: Int(offset ?? 0), end: end)
    }

    package func readChangelog(into batch: inout RecordBatch) throws(LogError) -> Bool {
        lastPoll = cluster.now
        try enter(.readChangelog)
        batch.removeAll()
        guard var reading = changelog else { return false }
        let topic = cluster.outputs[reading.place] ?? TopicPartition()
        let stable =
            cluster.without.contains(.readCommitted) ? topic.end : topic.lastStableOffset
        while reading.offset < stable, batch.records.count < Self.portion {
            if let message = topic.message(at: reading.offset) {
                batch.append(
                    message, input: 0, partition: Int32(reading.place.partition),
                    offset: Int64(reading.offset))
            }
            reading.offset += 1
        }
        if reading.offset == stable, stable < reading.end { try wait(200) }
        changelog = reading.offset < max(stable, reading.end) ? reading : nil
        return changelog != nil
    }

    package func changelogEnd() -> Int64? { changelog.map { Int64($0.end) } }

    package func changelogOffset(partition: Int32) -> Int64? { changelogOffsets[partition] }

    package var changelogName: String { "simulated.changelog" }
}
