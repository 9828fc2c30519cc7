/// One partition of a topic as its leader stores it.
///
/// Readers see what Kafka's `read_committed` readers see: nothing from the first record of an
/// undecided transaction on, and nothing of an aborted one.
package struct TopicPartition {
    /// What an offset holds.
    private enum Entry {
        case message(Message, transaction: Int?)
        /// The end of a transaction; readers never see it, but it takes an offset.
        case marker
        /// Removed by compaction or retention.
        case gone
    }

    private var entries: [Entry] = []
    /// First offset of each transaction whose end has not reached the partition.
    private var undecided: [Int: Int] = [:]
    private var aborted: Set<Int> = []
    /// First offset that is still there.
    package private(set) var start = 0

    /// Makes an empty partition.
    package init() {}

    /// Offset of the next record.
    package var end: Int { entries.count }

    /// Offset of the first record that is not decided; ``end`` if all are.
    package var lastStableOffset: Int { undecided.values.min() ?? entries.count }

    /// Adds a record; nil = outside any transaction.
    package mutating func append(_ message: Message, transaction: Int? = nil) {
        if let transaction, undecided[transaction] == nil { undecided[transaction] = end }
        entries.append(.message(message, transaction: transaction))
    }

    /// The end of a transaction arrives.
    mutating func mark(_ transaction: Int, isAborted: Bool) {
        guard undecided.removeValue(forKey: transaction) != nil else { return }
        if isAborted { aborted.insert(transaction) }
        entries.append(.marker)
    }

    /// The record at an offset below ``lastStableOffset``, if readers see one there.
    package func message(at offset: Int) -> Message? {
        guard case .message(let message, let transaction) = entries[offset] else { return nil }
        if let transaction, aborted.contains(transaction) { return nil }
        return message
    }

    /// What a reader finds from the start to the last stable offset.
    package var messages: [Message] { (start..<lastStableOffset).compactMap { message(at: $0) } }

    /// Keeps the newest record of each key; offsets stay what they are.
    package mutating func compact() {
        var seen: Set<[UInt8]> = []
        for offset in stride(from: lastStableOffset - 1, through: 0, by: -1) {
            guard case .message(let message, _) = entries[offset] else { continue }
            if self.message(at: offset) == nil || !seen.insert(message.key ?? []).inserted {
                entries[offset] = .gone
            }
        }
    }

    /// Deletes what stands before an offset.
    package mutating func delete(before offset: Int) {
        for index in start..<max(start, offset) { entries[index] = .gone }
        start = max(start, offset)
    }

    /// Everything is gone, as if the topic had been made anew.
    package mutating func removeAll() { self = TopicPartition() }
}
