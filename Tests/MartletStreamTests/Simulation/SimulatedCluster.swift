import MartletStream

/// A Kafka cluster in memory: input topics, output topics, transactions, one consumer group.
///
/// Readers see what Kafka's `read_committed` readers see: nothing from the first record of an
/// undecided transaction on, and nothing of an aborted one.
final class SimulatedCluster {
    typealias Message = SimulatedTopicPartition.Message

    struct Place: Hashable {
        var input: Int
        var partition: Int
    }

    struct Transaction {
        enum State { case open, committed, aborted }
        var state = State.open
        /// The client that began it: its transactional id.
        var instance: Int
        /// The client asked for the commit, the coordinator has it, the answer never came.
        var isPrepared = false
        /// Reads of the changelog until the marker has reached its partitions.
        var markerLag = 0
        var offsets: [Place: Int64] = [:]
        var touched: Set<OutputPlace> = []
    }

    struct OutputPlace: Hashable {
        var output: OutputBatch.Output
        var partition: Int
    }

    let partitions: Int
    let inputCount: Int
    var inputs: [Place: [Message]] = [:]
    var outputs: [OutputPlace: SimulatedTopicPartition] = [:]
    var transactions: [Transaction] = []
    var committed: [Place: Int64] = [:]
    var group = SimulatedGroup()
    var faults: FaultPlan

    init(inputs: Int, partitions: Int, faults: FaultPlan) {
        inputCount = inputs
        self.partitions = partitions
        self.faults = faults
        group.partitions = partitions
        for place in places { self.inputs[place] = [] }
    }

    /// Every partition of every input.
    var places: [Place] {
        (0..<inputCount).flatMap { input in
            (0..<partitions).map { Place(input: input, partition: $0) }
        }
    }

    /// Where producers put records of a key, in every topic.
    func partition(of key: [UInt8]) -> Int {
        Int(KeyPartitioner(partitions: Int32(partitions)).partition(of: key.span))
    }

    /// Whether the group has committed the end of every input.
    var isConsumed: Bool {
        places.allSatisfy { (committed[$0] ?? 0) >= (inputs[$0]?.count ?? 0) }
    }

    /// What a `read_committed` reader finds in an output, partition by partition.
    func read(_ output: OutputBatch.Output) -> [Message] {
        (0..<partitions).flatMap { partition -> [Message] in
            let place = OutputPlace(output: output, partition: partition)
            return (0..<lastStableOffset(place)).compactMap { message(place, $0) }
        }
    }

    func lastStableOffset(_ place: OutputPlace) -> Int {
        let entries = outputs[place]?.entries ?? []
        let unstable = entries.firstIndex { entry in
            guard case .message(_, let transaction?) = entry else { return false }
            let isLate = place.output == .changelog && transactions[transaction].markerLag > 0
            return transactions[transaction].state == .open || isLate
        }
        return unstable ?? entries.count
    }

    /// The message at an offset, unless it is a marker, compacted away or aborted.
    func message(_ place: OutputPlace, _ offset: Int) -> Message? {
        guard case .message(let message, let transaction) = outputs[place]?.entries[offset]
        else { return nil }
        if let transaction, transactions[transaction].state != .committed { return nil }
        return message
    }

    // MARK: - Transactions

    func begin(_ instance: Int) -> Int {
        transactions.append(Transaction(instance: instance))
        return transactions.count - 1
    }

    func append(_ message: Message, to place: OutputPlace, in transaction: Int) {
        outputs[place, default: .init()].entries.append(
            .message(message, transaction: transaction))
        transactions[transaction].touched.insert(place)
    }

    func end(_ transaction: Int, _ state: Transaction.State) {
        guard transactions[transaction].state == .open else { return }
        transactions[transaction].state = state
        for place in transactions[transaction].touched {
            outputs[place]?.entries.append(.marker)
        }
        guard state == .committed else { return }
        transactions[transaction].markerLag = faults.markerLag()
        committed.merge(transactions[transaction].offsets) { $1 }
    }

    /// What the coordinator does about transactions whose client is gone: it finishes the commits
    /// that it has begun and aborts the others once their time is up.
    func settle(_ transaction: Int) {
        end(transaction, transactions[transaction].isPrepared ? .committed : .aborted)
    }

    func compactChangelog() {
        for partition in 0..<partitions {
            let place = OutputPlace(output: .changelog, partition: partition)
            let end = lastStableOffset(place)
            outputs[place]?.compact(before: end) { transactions[$0].state == .aborted }
        }
    }
}
