import Glibc
import Logging
import MartletStream

/// Offsets of the consumer's partitions.
extension GroupConsumer {
    /// Moves reading back; see `TransactionalLog.rewind`.
    mutating func rewind(to positions: [InputPosition]) throws(LogError) {
        let list = PartitionList(capacity: positions.count)
        for position in positions where tracker.isAssigned(position.input, position.partition) {
            let offset = tracker.rewind(to: position)
            list.add(
                topic: topics.names[Int(position.input)], partition: position.partition,
                offset: offset >= 0 ? offset : start.offset)
        }
        guard !list.isEmpty else { return }
        failure = nil
        var backoff = Backoff(budget: 10_000)
        while true {
            if let problem = client.seek(list) { throw problem.error(during: "rewind") }
            guard let problem = list.firstFailure else { return }
            // A partition that is just being started or stopped cannot be moved yet.
            guard problem.isBusy, backoff.wait() else { throw problem.error(during: "rewind") }
        }
    }

    /// The group's committed offsets; see `TransactionalLog.committed`.
    ///
    /// They are given out only once the transactions of the partitions' last owner are settled,
    /// which may take up to its transaction timeout (KIP-447). Waits for the cluster for as long
    /// as that takes, and keeps the group from thinking that the worker hangs.
    mutating func committed(partitions: [Int32]) throws(LogError) -> [InputPosition] {
        let list = PartitionList(capacity: partitions.count * topics.names.count)
        for topic in topics.names {
            for partition in partitions {
                list.add(topic: topic, partition: partition, offset: StartPolicy.none)
            }
        }
        let operation = "read committed offsets"
        var wait = ClusterWait(for: operation, cancellation: cancellation, logger: logger)
        while let problem = client.committed(list, timeout: 5_000) ?? list.firstFailure {
            guard problem.isPassing || problem.isBusy, !problem.isFatal else {
                throw problem.error(during: operation)
            }
            keepAlive()
            usleep(UInt32(try wait.next()) * 1_000)
        }
        return list.entries.compactMap { entry in
            guard let input = topics.names.firstIndex(of: entry.topic) else { return nil }
            let position = InputPosition(
                input: UInt16(input), partition: entry.partition,
                offset: GroupOffset.position(of: entry.offset, note: entry.note))
            tracker.learn(position, offset: max(entry.offset, position.offset))
            return position
        }
    }

    /// What the group is told of positions that are committed.
    func groupOffsets(of positions: [InputPosition]) -> [TopicPartition] {
        positions.filter { $0.offset >= 0 }.map { position in
            TopicPartition(
                topic: topics.names[Int(position.input)], partition: position.partition,
                offset: tracker.groupOffset(of: position),
                note: GroupOffset.note(of: position.offset))
        }
    }

    /// What the inputs still have; nothing where the cluster does not say.
    mutating func extents(partitions: [Int32]) -> [InputExtent] {
        topics.names.indices.flatMap { input in
            partitions.compactMap { partition in
                let topic = topics.names[input]
                let lifetime = client.lifetime
                // 2.0.2 may wait longer than it is told to (librdkafka issue 4460).
                let answer = BoundedCall.run(timeout: 6_000) {
                    ClientHandle(lifetime).extent(
                        topic: topic, partition: partition, timeout: 5_000)
                }
                guard let extent = answer ?? nil else {
                    logger.warning("\(topic)-\(partition): its first offset is not known")
                    return nil
                }
                return InputExtent(
                    input: UInt16(input), partition: partition, first: extent.lowerBound,
                    end: extent.upperBound)
            }
        }
    }

    /// Ends of the partitions as of the last fetch; -1 = not known yet.
    mutating func endOffsets(partitions: [Int32]) -> [InputPosition] {
        topics.names.indices.flatMap { input in
            partitions.map { partition in
                InputPosition(
                    input: UInt16(input), partition: partition,
                    offset: client.cachedEndOffset(
                        topic: topics.names[input], partition: partition))
            }
        }
    }
}
