import MartletProfile
import MartletStream

/// A log of one input and one partition: its batches are given, and it keeps what is published.
struct ScriptedLog: TransactionalLog, ~Copyable {
    /// Lines of JSON of each poll to come.
    var script: [[String]]
    /// Values published so far, by output.
    private(set) var published: [OutputBatch.Output: [String]] = [:]
    /// Records published by each commit.
    private(set) var commits: [Int] = []

    private var offset: Int64 = 0
    private var isAssigned = false
    private var open = 0

    init(_ script: [[String]]) { self.script = script }

    mutating func poll(into batch: inout RecordBatch, limit: Int, timeout: Int) -> [LogSignal] {
        batch.removeAll()
        guard isAssigned else {
            isAssigned = true
            return [.assigned([0])]
        }
        guard !script.isEmpty else { return [.finished] }
        for line in script.removeFirst() {
            let value = RecordBatch.ByteRange(start: batch.bytes.count, count: line.utf8.count)
            batch.bytes += Array(line.utf8)
            batch.records.append(
                RecordBatch.Record(
                    input: 0, partition: 0, offset: offset, timestamp: -1, key: .null, value: value,
                    headerCount: 0, firstHeader: 0))
            offset += 1
        }
        return []
    }

    mutating func publish(_ outputs: borrowing OutputBatch) {
        open = outputs.records.count
        for record in outputs.records where !record.value.isNull {
            let range = record.value.start..<record.value.start + record.value.count
            published[record.output, default: []].append(
                String(decoding: outputs.bytes[range], as: UTF8.self))
        }
    }

    mutating func commit(_ positions: [InputPosition]) { commits.append(open) }

    mutating func assign(_ positions: [InputPosition]) {}

    mutating func release() {}

    mutating func committed(partitions: [Int32]) -> [InputPosition] { [] }

    mutating func rewind(to positions: [InputPosition]) {}

    mutating func openChangelog(partition: Int32, from offset: Int64?) {}

    mutating func readChangelog(into batch: inout RecordBatch) -> Bool { false }

    mutating func begin() {}

    mutating func abort() {}

    mutating func close() {}
}

/// A clock that stands where it is put.
struct SetClock: ShardClock {
    var now: Instant

    func wall() -> Instant { now }

    func monotonic() -> Int64 { now.milliseconds }
}
