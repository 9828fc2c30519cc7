import MartletStream

/// Shared topics in memory, of which several instances have a copy of their own to read.
struct ScriptedTopics: SharedTopics, ~Copyable {
    /// What all instances see.
    final class Board {
        var records: [SharedTopic: [SharedRecord]] = [:]
        /// Calls that fail from now on.
        var isBroken = false
    }

    let board: Board
    private var next: [SharedTopic: Int] = [:]

    init(_ board: Board) { self.board = board }

    private func check() throws(LogError) {
        guard board.isBroken else { return }
        throw LogError(remedy: .retry, operation: "read", reason: "broken")
    }

    mutating func read(_ topic: SharedTopic) throws(LogError) -> [SharedRecord] {
        try check()
        let records = board.records[topic] ?? []
        defer { next[topic] = records.count }
        return Array(records[(next[topic] ?? 0)...])
    }

    mutating func readAll(_ topic: SharedTopic) throws(LogError) -> [SharedRecord] {
        try check()
        var last: [String: SharedRecord] = [:]
        for record in board.records[topic] ?? [] { last[record.key] = record }
        return last.sorted { $0.key < $1.key }.map(\.value)
    }

    mutating func publish(_ records: [SharedRecord], to topic: SharedTopic) throws(LogError) {
        try check()
        board.records[topic, default: []] += records
    }
}
