package import MartletStream

/// The next offset expected of every assigned partition of every input.
///
/// It, not librdkafka's position, is the truth about what has been handed out: the client counts
/// records that it still holds as consumed (librdkafka issue 4208).
package struct OffsetTracker: Sendable {
    /// Partitions of each input.
    package let partitionCount: Int
    private var entries: [Entry]

    private struct Entry: Sendable {
        /// Offset that is expected next; -1 = whatever comes first; `unassigned` = nothing.
        var next: Int64
        /// First offset that was handed out since the assignment; -1 = none yet.
        var first: Int64
        static let unassigned: Int64 = -2
    }

    /// Makes a tracker in which nothing is assigned.
    package init(inputCount: Int, partitionCount: Int) {
        self.partitionCount = partitionCount
        entries = Array(
            repeating: Entry(next: Entry.unassigned, first: -1),
            count: inputCount * partitionCount)
    }

    /// Forgets every partition.
    package mutating func removeAll() {
        for index in entries.indices { entries[index] = Entry(next: Entry.unassigned, first: -1) }
    }

    /// Expects a partition's records from an offset on; -1 = from whatever comes first.
    package mutating func assign(_ position: InputPosition) {
        entries[index(position.input, position.partition)] = Entry(
            next: position.offset, first: -1)
    }

    /// Goes back to an offset.
    ///
    /// - Returns: The offset to read from; -1 if it is not known, because none was ever given.
    package mutating func rewind(to position: InputPosition) -> Int64 {
        let index = index(position.input, position.partition)
        let offset = position.offset >= 0 ? position.offset : entries[index].first
        entries[index].next = offset
        return offset
    }

    /// Whether no partition is assigned.
    package var isEmpty: Bool { !entries.contains { $0.next != Entry.unassigned } }

    /// Whether a partition is assigned.
    package func isAssigned(_ input: UInt16, _ partition: Int32) -> Bool {
        guard partition >= 0, Int(partition) < partitionCount else { return false }
        return entries[index(input, partition)].next != Entry.unassigned
    }

    /// Takes note of a record.
    ///
    /// - Returns: False if it must be dropped: its partition is not ours, or it was handed out
    ///   before. Gaps are normal: compaction and control records leave them.
    package mutating func accept(_ input: UInt16, _ partition: Int32, _ offset: Int64) -> Bool {
        guard partition >= 0, Int(partition) < partitionCount else { return false }
        let index = index(input, partition)
        let next = entries[index].next
        guard next != Entry.unassigned, offset >= next else { return false }
        if entries[index].first < 0 { entries[index].first = offset }
        entries[index].next = offset + 1
        return true
    }

    private func index(_ input: UInt16, _ partition: Int32) -> Int {
        Int(input) * partitionCount + Int(partition)
    }
}
