import MartletStream

/// A transactional id as the coordinator knows it.
struct SimulatedProducer {
    var epoch = 0
    /// The last transaction; nil = none yet.
    var transaction: Int?
}

/// A request to end a transaction that the network holds back.
struct DelayedEnd {
    var due: Int64
    var id: Int
    var epoch: Int
}

/// The transaction coordinator: KIP-98 as brokers up to 3.x do it (no KIP-890).
extension SimulatedCluster {
    /// After this time an open transaction is aborted, ms.
    static var transactionTimeout: Int64 { 30_000 }

    /// A client begins under a transactional id: what was open before is ended, who was there
    /// before is fenced.
    func initialise(_ id: Int) -> Int {
        var producer = producers[id] ?? SimulatedProducer()
        producer.epoch += 1
        producers[id] = producer
        if let transaction = producer.transaction {
            decide(transaction, isAborted: true)
            spread(transaction, isForced: true)
        }
        note("producer \(id) has epoch \(producer.epoch)")
        return producer.epoch
    }

    /// Adds a record to the transaction of a producer; begins one if none is open.
    func publish(
        _ message: Message, to place: OutputPlace, id: Int, epoch: Int
    ) throws(BrokerError) {
        let transaction = try openTransaction(id, epoch)
        transactions[transaction].partitions[place] = .max
        outputs[place, default: .init()].append(message, transaction: transaction)
    }

    /// Adds input positions to the transaction of a producer.
    func sendOffsets(
        _ offsets: [InputPlace: Int64], id: Int, epoch: Int, metadata: GroupMetadata
    ) throws(BrokerError) {
        let transaction = try openTransaction(id, epoch)
        if !without.contains(.generationCheck) { try group.check(metadata) }
        if without.contains(.transactionalOffsets) { return commit(offsets) }
        transactions[transaction].offsets.merge(offsets) { $1 }
        transactions[transaction].holdsOffsets = true
    }

    /// Ends the transaction of a producer.
    func end(_ id: Int, epoch: Int, isAborted: Bool) throws(BrokerError) {
        try check(id, epoch)
        guard let transaction = producers[id]?.transaction else { throw .invalidState }
        if case .decided(let was) = transactions[transaction].state {
            // The same request again is answered as the first one was.
            guard was == isAborted else { throw .invalidState }
            return
        }
        decide(transaction, isAborted: isAborted)
    }

    /// Sends a commit that will arrive later, whatever has happened by then.
    func commitLate(_ id: Int, epoch: Int, after delay: Int64) {
        delayed.append(DelayedEnd(due: now + delay, id: id, epoch: epoch))
    }

    /// Delivers what the network held back.
    func deliverEnds() {
        for request in delayed where request.due <= now {
            note("late commit of producer \(request.id), epoch \(request.epoch)")
            try? end(request.id, epoch: request.epoch, isAborted: false)
        }
        delayed.removeAll { $0.due <= now }
    }

    /// The group's positions, or nil while undecided transactions hold some of them (KIP-447).
    func fetchOffsets(_ places: [InputPlace]) -> [InputPlace: Int64]? {
        let wanted = Set(places)
        if !without.contains(.stableOffsets) {
            for index in active where transactions[index].holdsOffsets {
                if transactions[index].offsets.keys.contains(where: wanted.contains) { return nil }
            }
        }
        return committed.filter { wanted.contains($0.key) }
    }

    private func check(_ id: Int, _ epoch: Int) throws(BrokerError) {
        let current = producers[id]?.epoch ?? 0
        if epoch < current, !without.contains(.epochCheck) { throw .fenced }
    }

    private func openTransaction(_ id: Int, _ epoch: Int) throws(BrokerError) -> Int {
        try check(id, epoch)
        if let transaction = producers[id]?.transaction {
            if case .ongoing = transactions[transaction].state { return transaction }
            // The coordinator has clients wait until everybody has learned of the last end.
            spread(transaction, isForced: true)
        }
        active.append(transactions.count)
        transactions.append(SimulatedTransaction(start: now))
        producers[id]?.transaction = transactions.count - 1
        return transactions.count - 1
    }

    private func decide(_ index: Int, isAborted: Bool) {
        guard case .ongoing = transactions[index].state else { return }
        note("transaction \(index) \(isAborted ? "aborted" : "committed")")
        transactions[index].state = .decided(isAborted: isAborted)
        // In a fixed order: each draws from the same sequence.
        for partition in 0..<partitions {
            for output in OutputBatch.Output.allCases {
                let place = OutputPlace(output: output, partition: partition)
                guard transactions[index].partitions[place] != nil else { continue }
                transactions[index].partitions[place] = now + faults.markerLag()
            }
        }
        transactions[index].offsetsDue = now + faults.markerLag()
        spread(index, isForced: false)
    }

    /// Has a decision reach the partitions where it is time.
    func spread(_ index: Int, isForced: Bool) {
        guard case .decided(let isAborted) = transactions[index].state else { return }
        for (place, due) in transactions[index].partitions where isForced || due <= now {
            outputs[place]?.mark(index, isAborted: isAborted)
            transactions[index].partitions[place] = nil
        }
        guard transactions[index].holdsOffsets, isForced || transactions[index].offsetsDue <= now
        else { return }
        transactions[index].holdsOffsets = false
        if !isAborted { commit(transactions[index].offsets) }
    }

    private func commit(_ offsets: [InputPlace: Int64]) {
        for (place, offset) in offsets {
            if offset < committed[place] ?? 0 {
                violations.append("the group's position went back, to \(offset) in \(place)")
            }
            committed[place] = offset
        }
    }

    /// Aborts what was open for too long and fences who left it so.
    func timeOut(_ index: Int) {
        guard case .ongoing = transactions[index].state,
            now - transactions[index].start > Self.transactionTimeout
        else { return }
        note("transaction \(index) timed out")
        for id in producers.keys where producers[id]?.transaction == index {
            producers[id]?.epoch += 1
        }
        decide(index, isAborted: true)
    }
}
