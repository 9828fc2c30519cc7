package import MartletStream

/// The rule that an instance owns the same partitions of every input.
package enum Copartition {
    /// The partitions of an assignment, in ascending order.
    ///
    /// - Parameters:
    ///   - assignment: Topic and partition pairs.
    ///   - inputs: The topics that must all have the same partitions.
    ///   - partitionCount: Partitions that each input had at start.
    /// - Returns: The partitions, the same for every input.
    /// - Throws: A `LogError` if an input has other partitions than the first, or a new one.
    package static func partitions(
        of assignment: [(topic: String, partition: Int32)], inputs: [String], partitionCount: Int
    ) throws(LogError) -> [Int32] {
        var owned = Array(repeating: Set<Int32>(), count: inputs.count)
        for (topic, partition) in assignment {
            guard let input = inputs.firstIndex(of: topic) else {
                throw error("partition \(partition) of \(topic), which is no input")
            }
            guard partition >= 0, Int(partition) < partitionCount else {
                throw error(
                    "\(topic) has grown: partition \(partition) is new, it had \(partitionCount)")
            }
            owned[input].insert(partition)
        }
        guard let first = owned.first else { return [] }
        for (input, partitions) in zip(inputs, owned) where partitions != first {
            throw error(
                "\(inputs[0]) and \(input) were assigned different partitions; every member of "
                    + "the group must read the same inputs with the range assignor")
        }
        return first.sorted()
    }

    /// The number of partitions that all inputs have.
    ///
    /// - Throws: A `LogError` if they differ.
    package static func partitionCount(
        of topics: [(name: String, partitions: Int)]
    ) throws(LogError) -> Int {
        guard let first = topics.first else { return 0 }
        for topic in topics where topic.partitions != first.partitions {
            throw error(
                "\(first.name) has \(first.partitions) partitions, \(topic.name) has "
                    + "\(topic.partitions); they must have the same number")
        }
        return first.partitions
    }

    private static func error(_ reason: String) -> LogError {
        LogError(remedy: .stop, operation: "assign", reason: reason)
    }
}
