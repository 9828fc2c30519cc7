package import MartletStream

/// The next offset expected of every assigned partition of every input.
///
/// It, not librdkafka's position, is the truth about what has been handed out: the client counts
/// records that it still holds as consumed (librdkafka issue 4208).
package struct OffsetTracker: Sendable {
    /// Partitions of each input.
    package let partitionCount: Int
    private var entries: [Entry]
    /// Where the group stands of each partition that was asked about.
    private var known: [Known]

    /// A position that the group has, and the offset that it was told with it.
    private struct Known: Sendable {
        var position: Int64 = -1
        var offset: Int64 = -1
    }

    private struct Entry: Sendable {
        /// Offset that is expected next; -1 = whatever comes first; `unassigned` = nothing.
        var next = Entry.unassigned
        /// First offset that was handed out since the assignment; -1 = none yet.
        var first: Int64 = -1
        /// Whether an end counts: a record was handed out since reading last went back.
        var isRunning = false
        /// The end, if nothing but marks of transactions stands before it that was not handed out.
        var end: Int64 = -1
        /// What was committed last: of what was handed out, and of the end.
        var committed: Int64 = -1
        var committedEnd: Int64 = -1
        static let unassigned: Int64 = -2
    }

    /// Makes a tracker in which nothing is assigned.
    package init(inputCount: Int, partitionCount: Int) {
        self.partitionCount = partitionCount
        entries = Array(repeating: Entry(), count: inputCount * partitionCount)
        known = Array(repeating: Known(), count: inputCount * partitionCount)
    }

    /// Takes note of what the group answered: a position, and the offset that goes with it.
    package mutating func learn(_ position: InputPosition, offset: Int64) {
        guard position.partition >= 0, Int(position.partition) < partitionCount else { return }
        known[index(position.input, position.partition)] = Known(
            position: position.offset, offset: offset)
    }

    /// The offset that the group has for a position: only marks of transactions are between.
    ///
    /// - Returns: The position itself if the group has another one.
    package func knownOffset(of position: InputPosition) -> Int64 {
        guard position.partition >= 0, Int(position.partition) < partitionCount else {
            return position.offset
        }
        let known = known[index(position.input, position.partition)]
        return known.position == position.offset ? known.offset : position.offset
    }

    /// Forgets every partition.
    package mutating func removeAll() {
        for index in entries.indices { entries[index] = Entry() }
    }

    /// Expects a partition's records from an offset on; -1 = from whatever comes first.
    package mutating func assign(_ position: InputPosition) {
        let index = index(position.input, position.partition)
        entries[index] = Entry(next: position.offset)
        guard position.offset >= 0, known[index].position == position.offset else { return }
        // Committed by whoever had the partition before.
        (entries[index].committed, entries[index].committedEnd) =
            (position.offset, known[index].offset)
        entries[index].isRunning = true
    }

    /// Goes back to an offset.
    ///
    /// - Returns: The offset to read from; -1 if it is not known, because none was ever given.
    package mutating func rewind(to position: InputPosition) -> Int64 {
        let index = index(position.input, position.partition)
        let offset = position.offset >= 0 ? position.offset : entries[index].first
        entries[index].next = offset
        (entries[index].isRunning, entries[index].end) = (false, -1)
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
        entries[index].isRunning = true
        return true
    }

    /// Takes note of a partition's end, which was met behind all records before it.
    ///
    /// Right after reading went back an end may be left over from before, so it counts only after a
    /// record.
    package mutating func reachEnd(_ input: UInt16, _ partition: Int32, _ offset: Int64) {
        guard isAssigned(input, partition) else { return }
        let index = index(input, partition)
        guard entries[index].isRunning, offset >= entries[index].next else { return }
        entries[index].end = offset
    }

    /// What the group is told of a position: the end, if it is known that no record is between.
    ///
    /// Else a consumer that has read everything would lag behind the mark of the last transaction
    /// for ever (librdkafka issue 3917).
    package func groupOffset(of position: InputPosition) -> Int64 {
        guard isAssigned(position.input, position.partition) else { return position.offset }
        let entry = entries[index(position.input, position.partition)]
        return entry.next == position.offset ? max(position.offset, entry.end) : position.offset
    }

    /// Takes note of positions that are committed.
    package mutating func noteCommitted(_ positions: [InputPosition]) {
        for position in positions where isAssigned(position.input, position.partition) {
            let end = groupOffset(of: position)
            let index = index(position.input, position.partition)
            (entries[index].committed, entries[index].committedEnd) = (position.offset, end)
        }
    }

    /// Positions that are committed, and whose end the group does not know yet.
    package var trailing: [InputPosition] {
        entries.indices.compactMap { index in
            let entry = entries[index]
            guard entry.next >= 0, entry.committed == entry.next, entry.end > entry.committedEnd
            else { return nil }
            return InputPosition(
                input: UInt16(index / partitionCount), partition: Int32(index % partitionCount),
                offset: entry.next)
        }
    }

    private func index(_ input: UInt16, _ partition: Int32) -> Int {
        Int(input) * partitionCount + Int(partition)
    }
}
