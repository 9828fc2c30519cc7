/// One partition of a topic, as its leader stores it.
struct SimulatedTopicPartition {
    /// A record as it was produced.
    struct Message: Equatable {
        var key: [UInt8]?
        var value: [UInt8]?
        var headers: [Header] = []
        var timestamp: Int64 = -1
    }

    struct Header: Equatable {
        var name: [UInt8]
        var value: [UInt8]?
    }

    /// What an offset holds.
    enum Entry {
        case message(Message, transaction: Int?)
        /// The end of a transaction; readers never see it, but it takes an offset.
        case marker
        /// Removed by compaction.
        case gone
    }

    var entries: [Entry] = []

    /// Keeps the newest message of each key before `end`; offsets stay what they are.
    mutating func compact(before end: Int, isAborted: (Int) -> Bool) {
        var seen: Set<[UInt8]> = []
        for offset in stride(from: end - 1, through: 0, by: -1) {
            guard case .message(let message, let transaction) = entries[offset] else { continue }
            if let transaction, isAborted(transaction) {
                entries[offset] = .gone
            } else if !seen.insert(message.key ?? []).inserted {
                entries[offset] = .gone
            }
        }
    }
}
