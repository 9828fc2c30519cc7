package import MartletStream

/// A Kafka cluster in memory: topics, a transaction coordinator, and one consumer group.
///
/// It knows nothing of clients but their requests. Time goes by only when it is told to.
package final class SimulatedCluster {
    /// Partitions of every topic.
    package let partitions: Int
    /// Number of inputs.
    package let inputCount: Int
    /// The inputs, by partition.
    package var inputs: [InputPlace: TopicPartition] = [:]
    /// The outputs and the changelog, by partition; missing = empty.
    package var outputs: [OutputPlace: TopicPartition] = [:]
    /// The group's committed positions that are decided.
    package var committed: [InputPlace: Int64] = [:]
    /// Milliseconds since the start.
    package internal(set) var now: Int64 = 0
    /// What goes wrong.
    package var faults: FaultPlan
    /// Checkpoints that were written, used in a restore, and passed over.
    package var checkpoints = (written: 0, used: 0, refused: 0)
    /// What must never happen and did.
    package var violations: [String] = []
    /// What the cluster does without.
    let without: Set<Safeguard>

    var transactions: [SimulatedTransaction] = []
    /// Those that are not over.
    var active: [Int] = []
    var producers: [Int: SimulatedProducer] = [:]
    var group: SimulatedGroup
    /// Requests to end transactions that are still on their way.
    var delayed: [DelayedEnd] = []
    /// What happened, if anybody wants to know.
    package var trace: [String]?

    /// Makes a cluster of empty topics.
    package init(
        inputs: Int, partitions: Int, faults: FaultPlan, without: Set<Safeguard> = []
    ) {
        inputCount = inputs
        self.partitions = partitions
        self.faults = faults
        self.without = without
        group = SimulatedGroup(partitions: partitions)
        for place in inputPlaces { self.inputs[place] = TopicPartition() }
    }

    /// Every partition of every input.
    package var inputPlaces: [InputPlace] {
        (0..<inputCount).flatMap { input in
            (0..<partitions).map { InputPlace(input: input, partition: $0) }
        }
    }

    /// Where producers put records of a key, in every topic.
    package func partition(of key: [UInt8]) -> Int {
        Int(KeyPartitioner(partitions: Int32(partitions)).partition(of: key.span))
    }

    /// Adds a record to an input.
    package func produce(_ message: Message, to input: Int) {
        let place = InputPlace(input: input, partition: partition(of: message.key ?? []))
        inputs[place, default: .init()].append(message)
    }

    /// What a `read_committed` reader finds in an output, partition by partition.
    package func read(_ output: OutputBatch.Output) -> [Message] {
        (0..<partitions).flatMap { partition in
            outputs[OutputPlace(output: output, partition: partition)]?.messages ?? []
        }
    }

    /// Whether everything in the inputs is read, committed and decided.
    package var isSettled: Bool {
        active.isEmpty && delayed.isEmpty
            && inputPlaces.allSatisfy { (committed[$0] ?? 0) >= (inputs[$0]?.end ?? 0) }
    }

    /// Lets time go by: sessions and transactions time out, decisions reach partitions.
    package func advance(by milliseconds: Int64) {
        now += milliseconds
        group.passTime(to: now)
        deliverEnds()
        for index in active {
            timeOut(index)
            spread(index, isForced: false)
        }
        active.removeAll { transactions[$0].isOver }
    }

    /// Compacts the changelog as far as it is decided.
    package func compactChangelog() {
        for partition in 0..<partitions {
            outputs[OutputPlace(output: .changelog, partition: partition)]?.compact()
        }
    }

    /// Deletes input records that the group has committed.
    package func deleteOldInput() {
        let ends = committed.map { "\($0.key.input)/\($0.key.partition)@\($0.value)" }.sorted()
        note("input is deleted up to \(ends.joined(separator: " "))")
        for place in inputPlaces { inputs[place]?.delete(before: Int(committed[place] ?? 0)) }
    }

    /// Adds a line to the trace.
    func note(_ line: @autoclosure () -> String) {
        if trace != nil { trace?.append("\(now) \(line())") }
    }
}
