import MartletStream

/// One client of a ``SimulatedCluster``: a group member and its transactional producer.
///
/// Records of one partition come in the order of their timestamps, those of equal ones by input, so
/// that reading again after a rewind gives the same sequence however the polls are cut.
struct SimulatedLog: TransactionalLog {
    let cluster: SimulatedCluster
    let member: Int
    /// The transactional id.
    let instance: Int
    /// Most records of one poll.
    var portion = 8
    private var next: [SimulatedCluster.Place: Int64] = [:]
    private var changelog: Reading?
    private var finished: Int?

    /// Fences the previous incarnation, waits for the end of its transaction and joins the group.
    init(joining cluster: SimulatedCluster, as instance: Int) {
        self.cluster = cluster
        self.instance = instance
        for transaction in cluster.transactions.indices
        where cluster.transactions[transaction].instance == instance { cluster.settle(transaction) }
        member = cluster.group.join()
    }

    /// The changelog partition that is open.
    private struct Reading {
        var place: SimulatedCluster.OutputPlace
        var offset: Int
        /// The end when it was opened, undecided transactions included.
        var end: Int
        /// Reads that found nothing but undecided transactions.
        var waits = 0
    }

    /// The remedy of a crash: nobody is left to apply it.
    static let crash = LogError(remedy: .stop, operation: "crash", reason: "injected")

    // MARK: - Reading

    mutating func poll(
        into batch: inout RecordBatch, limit: Int, timeout: Int
    ) throws(LogError) -> [LogSignal] {
        batch.removeAll()
        switch try fault(.poll) {
        case .revoke: cluster.group.rebalance()
        case .kick: cluster.group.kick(member)
        default: break
        }
        let signals = cluster.group.takeSignals(member)
        if !signals.isEmpty { return signals }
        var left = min(limit, cluster.faults.portion(portion))
        var partitions = cluster.group[member]?.owned ?? []
        while left > 0, !partitions.isEmpty {
            let chosen = cluster.faults.portion(partitions.count) - 1
            let taken = take(partitions[chosen], limit: left, into: &batch)
            left -= taken
            partitions.remove(at: chosen)
        }
        return []
    }

    private mutating func take(
        _ partition: Int32, limit: Int, into batch: inout RecordBatch
    ) -> Int {
        for input in 0..<cluster.inputCount {
            let place = SimulatedCluster.Place(input: input, partition: Int(partition))
            next[place] = max(0, (next[place] ?? 0) - cluster.faults.repetitions())
        }
        for count in 0..<limit {
            var best: (place: SimulatedCluster.Place, time: Int64)?
            for input in 0..<cluster.inputCount {
                let place = SimulatedCluster.Place(input: input, partition: Int(partition))
                let offset = Int(next[place] ?? 0)
                guard let messages = cluster.inputs[place], offset < messages.count else {
                    continue
                }
                let time = messages[offset].timestamp
                if time < best?.time ?? .max { best = (place, time) }
            }
            guard let best else { return count }
            let offset = next[best.place] ?? 0
            batch.append(
                cluster.inputs[best.place]?[Int(offset)], input: best.place.input,
                partition: partition, offset: offset)
            next[best.place] = offset + 1
        }
        return limit
    }

    mutating func assign(_ positions: [InputPosition]) throws(LogError) {
        _ = try fault(.assign)
        cluster.group.accept(member)
        move(to: positions)
    }

    mutating func release() throws(LogError) {
        _ = try fault(.release)
        next = [:]
        cluster.group.release(member)
    }

    mutating func committed(partitions: [Int32]) throws(LogError) -> [InputPosition] {
        _ = try fault(.committed)
        // As with require_stable: not before the last owners' transactions are decided.
        cluster.settleOrphans()
        return partitions.flatMap { partition in
            (0..<cluster.inputCount).map { input in
                let place = SimulatedCluster.Place(input: input, partition: Int(partition))
                return InputPosition(
                    input: UInt16(input), partition: partition,
                    offset: cluster.committed[place] ?? -1)
            }
        }
    }

    mutating func rewind(to positions: [InputPosition]) throws(LogError) {
        _ = try fault(.rewind)
        move(to: positions)
    }

    private mutating func move(to positions: [InputPosition]) {
        for position in positions {
            let place = SimulatedCluster.Place(
                input: Int(position.input), partition: Int(position.partition))
            next[place] = max(0, position.offset)
        }
    }

    mutating func openChangelog(partition: Int32, from offset: Int64?) throws(LogError) {
        _ = try fault(.openChangelog)
        if cluster.faults.compacts() { cluster.compactChangelog() }
        let place = SimulatedCluster.OutputPlace(output: .changelog, partition: Int(partition))
        var end = cluster.outputs[place]?.entries.count ?? 0
        if cluster.faults.odds.endsEarly {
            end = cluster.lastStableOffset(place)
            cluster.passTransactionTime(isTimeout: false)
        }
        changelog = Reading(place: place, offset: Int(offset ?? 0), end: end)
    }

    mutating func readChangelog(into batch: inout RecordBatch) throws(LogError) -> Bool {
        _ = try fault(.readChangelog)
        batch.removeAll()
        guard var reading = changelog else { return false }
        let end = cluster.lastStableOffset(reading.place)
        while reading.offset < end, batch.records.count < portion {
            if let message = cluster.message(reading.place, reading.offset) {
                batch.append(
                    message, input: 0, partition: Int32(reading.place.partition),
                    offset: Int64(reading.offset))
            }
            reading.offset += 1
        }
        if end < reading.end {
            reading.waits += 1
            cluster.passTransactionTime(isTimeout: reading.waits > 3)
        }
        changelog = reading.offset < max(end, reading.end) ? reading : nil
        return changelog != nil
    }

    // MARK: - Writing

    mutating func begin() throws(LogError) {
        _ = try fault(.begin)
        precondition(cluster.group[member]?.transaction == nil, "a transaction is open already")
        finished = nil
        cluster.group.setTransaction(member, cluster.begin(instance))
    }

    mutating func publish(_ outputs: borrowing OutputBatch) throws(LogError) {
        if try fault(.publish) == .kick { cluster.group.kick(member) }
        guard let transaction = cluster.group[member]?.transaction else {
            throw LogError(remedy: .stop, operation: "publish", reason: "no transaction is open")
        }
        for record in outputs.records {
            let message = outputs.message(record)
            var partition = record.partition
            if partition < 0 {
                partition = Int32(cluster.partition(of: message.key ?? []))
            }
            cluster.append(
                message, to: .init(output: record.output, partition: Int(partition)),
                in: transaction)
        }
    }

    mutating func commit(_ positions: [InputPosition]) throws(LogError) {
        let fault = cluster.faults.draw(.commit)
        if fault == .retry { throw SimulatedLog.failed(.retry, .commit) }
        if fault == .crash { throw SimulatedLog.crash }
        if fault == .kick { cluster.group.kick(member) }
        // The same call again after its answer was lost.
        if finished != nil { return }
        guard let state = cluster.group[member], let transaction = state.transaction else {
            throw LogError(remedy: .stop, operation: "commit", reason: "no transaction is open")
        }
        let isOwner = positions.allSatisfy { state.owned.contains($0.partition) }
        if fault == .abort || state.isKicked || !isOwner {
            throw SimulatedLog.failed(.abort, .commit)
        }
        for position in positions {
            let place = SimulatedCluster.Place(
                input: Int(position.input), partition: Int(position.partition))
            cluster.transactions[transaction].offsets[place] = position.offset
        }
        if fault == .crashAfterwards {
            cluster.transactions[transaction].isPrepared = true
            throw SimulatedLog.crash
        }
        cluster.end(transaction, .committed)
        cluster.group.setTransaction(member, nil)
        guard fault == .retryAfterwards else { return }
        finished = transaction
        throw SimulatedLog.failed(.retry, .commit)
    }

    mutating func abort() throws(LogError) {
        _ = try fault(.abort)
        guard let transaction = cluster.group[member]?.transaction else { return }
        cluster.end(transaction, .aborted)
        cluster.group.setTransaction(member, nil)
    }

    mutating func close() {
        if let transaction = cluster.group[member]?.transaction {
            cluster.settle(transaction)
        }
        cluster.group.leave(member)
    }

    // MARK: - Faults

    /// Throws the fault of a call, or returns one that only changes what the call finds.
    private func fault(_ call: FaultPlan.Call) throws(LogError) -> FaultPlan.Fault? {
        guard cluster.group[member] != nil else {
            throw LogError(remedy: .fenced, operation: call.rawValue, reason: "not a member")
        }
        switch cluster.faults.draw(call) {
        case .retry, .retryAfterwards: throw SimulatedLog.failed(.retry, call)
        case .abort: throw SimulatedLog.failed(.abort, call)
        case .crash, .crashAfterwards: throw SimulatedLog.crash
        case let other: return other
        }
    }

    private static func failed(_ remedy: LogError.Remedy, _ call: FaultPlan.Call) -> LogError {
        LogError(remedy: remedy, operation: call.rawValue, reason: "injected")
    }
}

extension SimulatedCluster {
    /// Settles the transactions whose client is gone.
    func settleOrphans() {
        let held = Set(group.members.values.compactMap(\.transaction))
        for transaction in transactions.indices where !held.contains(transaction) {
            settle(transaction)
        }
    }

    /// Lets the ends of transactions reach the changelog.
    func passTransactionTime(isTimeout: Bool) {
        for transaction in transactions.indices { transactions[transaction].markerLag -= 1 }
        if isTimeout { settleOrphans() }
    }
}
