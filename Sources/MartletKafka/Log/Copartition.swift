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
                throw error(.stop, "partition \(partition) of \(topic), which is no input")
            }
            guard partition >= 0, Int(partition) < partitionCount else {
                throw error(
                    .unusable,
                    "\(topic) has grown to more than \(partitionCount) partitions; \(remedy)")
            }
            owned[input].insert(partition)
        }
        guard let first = owned.first else { return [] }
        for (input, partitions) in zip(inputs, owned) where partitions != first {
            throw error(
                .stop,
                "\(inputs[0]) and \(input) were assigned different partitions; every member of "
                    + "the group must read the same inputs with the range assignor")
        }
        return first.sorted()
    }

    /// The number of partitions that all inputs have, and the changelog.
    ///
    /// - Parameters:
    ///   - inputs: The inputs.
    ///   - changelog: The changelog, whose partitions are those that the inputs had when the
    ///     state was first written; nil = there is none.
    /// - Returns: The number.
    /// - Throws: A `LogError`: `unavailable` if inputs differ, `unusable` if the changelog does.
    package static func partitionCount(
        of inputs: [(name: String, partitions: Int)],
        changelog: (name: String, partitions: Int)? = nil
    ) throws(LogError) -> Int {
        guard let first = inputs.first else { return 0 }
        for topic in inputs where topic.partitions != first.partitions {
            throw error(
                .unavailable,
                "\(first.name) has \(first.partitions) partitions, \(topic.name) has "
                    + "\(topic.partitions); all inputs must have the same number")
        }
        if let changelog, changelog.partitions != first.partitions {
            throw error(
                .unusable,
                "the inputs have \(first.partitions) partitions, but the state was written when "
                    + "they had \(changelog.partitions) (\(changelog.name)); \(remedy)")
        }
        return first.partitions
    }

    /// What to do when customers have moved to other partitions than those of their profiles.
    private static let remedy =
        "customers are on other partitions now: take another 'name' to rebuild the profiles from "
        + "the inputs"

    private static func error(_ remedy: LogError.Remedy, _ reason: String) -> LogError {
        LogError(remedy: remedy, operation: "compare partitions", reason: reason)
    }
}
