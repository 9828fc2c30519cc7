/// The name of a checkpoint's file: its partition, and a number that grows from one to the next.
struct CheckpointName: Hashable, Comparable {
    var partition: Int32
    var number: Int

    init(partition: Int32, number: Int) {
        self.partition = partition
        self.number = number
    }

    /// Reads a name; nil if it is none of a whole checkpoint.
    init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[1] == "checkpoint" else { return nil }
        let numbers = parts[0].split(separator: "-", omittingEmptySubsequences: false)
        guard numbers.count == 3, numbers[0] == "partition", let partition = Int32(numbers[1]),
            let number = Int(numbers[2]), partition >= 0, number > 0
        else { return nil }
        self.init(partition: partition, number: number)
        guard self.text == text else { return nil }
    }

    /// `partition-3-17.checkpoint`.
    var text: String { "partition-\(partition)-\(number).checkpoint" }

    /// The name until the file is whole; `label` tells the writers of one directory apart.
    func partial(_ label: String) -> String { "\(text).partial-\(label)" }

    static func < (left: CheckpointName, right: CheckpointName) -> Bool {
        (left.partition, left.number) < (right.partition, right.number)
    }
}

extension CheckpointStore {
    /// The checkpoints of a partition that are there, newest first.
    func checkpoints(of partition: Int32) throws(StorageFailure) -> [CheckpointName] {
        try names().compactMap { CheckpointName($0) }.filter { $0.partition == partition }
            .sorted(by: >)
    }
}
