import MartletProfile
import MartletStream

/// A log whose events are made on the way and whose commits cost nothing.
///
/// It keeps the changelog of one partition in memory, one record per customer as after compaction.
struct CheckpointLog: TransactionalLog {
    /// What outlives a log: the changelog, and how far the input was committed.
    final class Content {
        var changelog = RecordBatch()
        var committed: Int64 = -1
        /// Offset of the last position record.
        var lastPosition: Int64

        init(lastPosition: Int64) { self.lastPosition = lastPosition }
    }

    let content: Content
    /// Events of one poll.
    var portion = 500
    private let customers: Int
    private var next: Int64 = 0
    private var isAssigned = false
    private var opened = 0

    /// Makes a log of as many customers as there are; the first event of each comes first.
    init(_ content: Content, customers: Int) {
        self.content = content
        self.customers = customers
    }

    var changelogName: String { "bench" }

    mutating func poll(into batch: inout RecordBatch, limit: Int, timeout: Int) -> [LogSignal] {
        batch.removeAll()
        guard isAssigned else {
            isAssigned = true
            return [.assigned([0])]
        }
        for _ in 0..<min(limit, portion) {
            let number = Int(next)
            let customer = number < customers ? number : number &* 7_919 % customers
            let line = """
                {"event_id":"e\(number)","type":"\(number % 5 == 0 ? "purchase" : "browse")",\
                "customer_id":"c\(1_000_000 + customer)",\
                "ts":\(1_735_689_600_000 + number),"category":"cat_0\(number % 8)_garden",\
                "channel":"web","amount":\(number % 100).25,"quantity":1}
                """
            let value = RecordBatch.ByteRange(start: batch.bytes.count, count: line.utf8.count)
            batch.bytes += Array(line.utf8)
            batch.records.append(
                RecordBatch.Record(
                    input: 0, partition: 0, offset: next, timestamp: -1, key: .null, value: value,
                    headerCount: 0, firstHeader: 0))
            next += 1
        }
        return []
    }

    mutating func assign(_ positions: [InputPosition]) { rewind(to: positions) }

    mutating func release() {}

    mutating func committed(partitions: [Int32]) -> [InputPosition] {
        [InputPosition(input: 0, partition: 0, offset: content.committed)]
    }

    mutating func rewind(to positions: [InputPosition]) {
        next = max(0, positions.first?.offset ?? 0)
    }

    mutating func openChangelog(partition: Int32, from offset: Int64?) {
        let from = offset ?? 0
        opened = content.changelog.records.firstIndex { $0.offset >= from } ?? 0
    }

    func changelogEnd() -> Int64? { Int64(content.changelog.records.count) }

    mutating func readChangelog(into batch: inout RecordBatch) -> Bool {
        batch.removeAll()
        let end = min(opened + 16_384, content.changelog.records.count)
        guard opened < end else { return false }
        let records = content.changelog.records[opened..<end]
        let first = records.first?.key.start ?? 0
        let last = records.last.map { $0.value.start + $0.value.count } ?? first
        batch.bytes += content.changelog.bytes[first..<last]
        for var record in records {
            record.key.start -= first
            record.value.start -= first
            batch.records.append(record)
        }
        opened = end
        return opened < content.changelog.records.count
    }

    func changelogOffset(partition: Int32) -> Int64? { content.lastPosition }

    mutating func begin() {}

    mutating func publish(_ outputs: borrowing OutputBatch) {}

    mutating func commit(_ positions: [InputPosition]) {
        content.committed = positions.first?.offset ?? -1
        content.lastPosition += 1
    }

    mutating func abort() {}

    mutating func close() {}
}
