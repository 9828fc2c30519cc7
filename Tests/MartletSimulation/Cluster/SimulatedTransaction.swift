package import MartletStream

/// One transaction as its coordinator knows it.
struct SimulatedTransaction {
    enum State {
        case ongoing
        /// The coordinator has decided; the partitions learn of it one by one.
        case decided(isAborted: Bool)
    }

    var state = State.ongoing
    /// When it was begun, ms.
    var start: Int64
    /// Partitions that have not learned of the end, and when they do once it is decided.
    var partitions: [OutputPlace: Int64] = [:]
    /// Input positions that it holds.
    var offsets: [InputPlace: Int64] = [:]
    /// When the positions become visible once it is decided.
    var offsetsDue: Int64 = 0
    /// Whether positions wait for the end.
    var holdsOffsets = false

    /// Whether it is decided and everybody has learned of it.
    var isOver: Bool {
        if case .ongoing = state { return false }
        return partitions.isEmpty && !holdsOffsets
    }
}

/// A partition of an input.
package struct InputPlace: Hashable, Sendable {
    /// Index of the input.
    package var input: Int
    /// Partition.
    package var partition: Int

    /// Names a partition.
    package init(input: Int, partition: Int) {
        self.input = input
        self.partition = partition
    }
}

/// A partition of an output.
package struct OutputPlace: Hashable, Sendable {
    /// The output.
    package var output: OutputBatch.Output
    /// Partition.
    package var partition: Int

    /// Names a partition.
    package init(output: OutputBatch.Output, partition: Int) {
        self.output = output
        self.partition = partition
    }
}
