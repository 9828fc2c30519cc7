import CRdKafka
import Logging
import MartletStream

/// How the consumer takes part in its group.
extension GroupConsumer {
    /// What came on the queue of events since the last call.
    mutating func serveEvents() throws(LogError) {
        while let event = events.nextEvent(timeout: 0) {
            switch event.type {
            case RD_KAFKA_EVENT_REBALANCE:
                unanswered = try signal(of: event)
            case RD_KAFKA_EVENT_ERROR:
                let problem = event.failure
                if problem.isFatal { throw client.failure(event.code).error(during: "poll") }
                guard problem.isPassing else { throw problem.error(during: "poll") }
                logger.warning("\(problem.text) (\(problem.name))")
            case RD_KAFKA_EVENT_FETCH:
                // Going on would skip its record; forwarding is set before fetching begins.
                throw LogError(
                    remedy: .stop, operation: "poll",
                    reason: "a record came through the queue of events")
            default:
                logger.debug("event \(event.typeName)")
            }
        }
    }

    /// What the worker has to answer; repeated until it does, because the group waits for it.
    var pendingSignal: LogSignal? {
        // The group may have lost patience since.
        if case .revoked(let partitions) = unanswered, client.isAssignmentLost {
            return .lost(partitions)
        }
        return unanswered
    }

    private func signal(of event: borrowing EventHandle) throws(LogError) -> LogSignal {
        let assignment = event.partitions.map { (topic: $0.topic, partition: $0.partition) }
        let partitions = try Copartition.partitions(
            of: assignment, inputs: topics.names, partitionCount: tracker.partitionCount)
        if event.code == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS {
            note("assigned", partitions)
            return .assigned(partitions)
        }
        let isLost = client.isAssignmentLost
        note(isLost ? "lost" : "revoked", partitions)
        return isLost ? .lost(partitions) : .revoked(partitions)
    }

    private func note(_ change: String, _ partitions: [Int32]) {
        let list = partitions.map(String.init).joined(separator: ",")
        logger.notice("partitions \(change)", metadata: ["partitions": "\(list)"])
    }

    /// Whether the group has given our partitions to others already.
    var isAssignmentLost: Bool { client.isAssignmentLost }

    /// Whether all these positions are of partitions that we own.
    func owns(_ positions: [InputPosition]) -> Bool {
        positions.allSatisfy { tracker.isAssigned($0.input, $0.partition) }
    }

    /// Accepts an assignment, and reads nothing of it; see `TransactionalLog.accept`.
    ///
    /// The group is told by an assignment of nothing: fetching what is not wanted yet and holding
    /// it back would need `pause`, whose `resume` rewinds in 2.0.2 (librdkafka issue 4636). What
    /// the group has given us is revoked all the same (rdkafka_cgrp.c, `rkcg_group_assignment`).
    mutating func accept() throws(LogError) {
        guard case .assigned(let partitions) = unanswered else { return }
        try client.assign(PartitionList(capacity: 0))
        accepted = partitions
        unanswered = nil
    }

    /// Starts reading at these offsets; see `TransactionalLog.assign`.
    mutating func assign(_ positions: [InputPosition]) throws(LogError) {
        try requirePositions(positions)
        // Stopping and starting a partition in one go would cut its queue off from ours.
        guard tracker.isEmpty else {
            throw LogError(
                remedy: .stop, operation: "assign",
                reason: "the partitions assigned before were not released")
        }
        let list = PartitionList(capacity: positions.count)
        for position in positions {
            let topic = topics.names[Int(position.input)]
            tracker.assign(position)
            let queue = try client.partitionQueue(topic: topic, partition: position.partition)
            queue.forward(to: records)
            list.add(
                topic: topic, partition: position.partition,
                offset: position.offset >= 0 ? position.offset : start.offset)
        }
        try client.assign(list)
        unanswered = nil
        accepted = []
    }

    /// Refuses to answer an assignment with less than a position for each of its partitions.
    private func requirePositions(_ positions: [InputPosition]) throws(LogError) {
        var partitions = accepted
        if case .assigned(let assigned) = unanswered { partitions = assigned }
        for partition in partitions {
            for input in topics.names.indices
            where !positions.contains(where: { $0.partition == partition && $0.input == input }) {
                throw LogError(
                    remedy: .stop, operation: "assign",
                    reason: "no position given for \(topics.names[input])-\(partition)")
            }
        }
    }

    /// Stops reading; see `TransactionalLog.release`.
    mutating func release() throws(LogError) {
        failure = nil
        tracker.removeAll()
        try client.unassign()
        unanswered = nil
        accepted = []
    }

    /// Leaves the group; a static member stays in it until its session ends.
    ///
    /// - Parameter timeout: The most time to spend, in ms.
    mutating func leave(timeout: Int) {
        tracker.removeAll()
        if let problem = client.startClosingConsumer(events) {
            logger.warning("close: \(problem.text) (\(problem.name))")
            return
        }
        let waiting = Backoff(budget: timeout)
        while !client.isConsumerClosed, waiting.remaining > 0 {
            guard let event = events.nextEvent(timeout: min(waiting.remaining, 100)) else {
                continue
            }
            if event.type == RD_KAFKA_EVENT_REBALANCE { try? client.unassign() }
        }
    }
}
