import MartletProfile
import MartletSimulation
import MartletStream

/// What one worker of one group has left in a cluster: input, changelog, offsets.
final class MemoryCluster {
    /// A changelog record.
    struct Entry: Equatable {
        var key: [UInt8]
        var value: [UInt8]?
    }

    /// Lines of the one input, by partition.
    var input: [Int32: [String]] = [:]
    /// Committed records, by partition; nil = compacted away.
    var changelog: [Int32: [Entry?]] = [:]
    var committed: [Int32: Int64] = [:]
    /// First offset of the input that is still there.
    var firstOffset: Int64 = 0
    /// How far behind its positions the group stands, behind marks of transactions.
    var marks: Int64 = 0
    var name = "cluster/shop.changelog"
    var partitionCount = 0
    /// What the worker is told before it is given anything else.
    var signals: [LogSignal] = []
    /// Commits that are aborted, as one in so many.
    var abortOdds = 0
    var random = SplitMix64(seed: 1)
    /// Values of public records, in order.
    var told: [OutputBatch.Output: [String]] = [:]
    /// Values of segment changes, in order.
    var changes: [String] { told[.segmentChanges] ?? [] }

    func compact(_ partition: Int32) {
        let entries = changelog[partition] ?? []
        var last: [[UInt8]: Int] = [:]
        for (offset, entry) in entries.enumerated() {
            if let entry { last[entry.key] = offset }
        }
        changelog[partition] = entries.enumerated().map { offset, entry in
            entry.flatMap { last[$0.key] == offset ? $0 : nil }
        }
    }

    /// Appends a record to the changelog.
    func append(_ key: [UInt8], _ value: [UInt8]?, _ partition: Int32 = 0) {
        changelog[partition, default: []].append(Entry(key: key, value: value))
    }
}

/// One session on a ``MemoryCluster``: transactions, and a restore a few records at a time.
struct MemoryLog: TransactionalLog {
    let cluster: MemoryCluster
    /// Most records of one poll, or of one read of the changelog.
    var portion = 5
    /// Whether the worker has said where to read.
    private(set) var isReading = false
    private(set) var hasAccepted = false
    private var next: [Int32: Int64] = [:]
    private var opened: (partition: Int32, offset: Int, end: Int)?
    private var sent: [Int32: [MemoryCluster.Entry]] = [:]
    private var told: [OutputBatch.Output: [String]] = [:]
    private var offsets: [Int32: Int64] = [:]

    init(_ cluster: MemoryCluster) { self.cluster = cluster }

    var changelogName: String { cluster.name }
    var partitionCount: Int { cluster.partitionCount }

    mutating func poll(into batch: inout RecordBatch, limit: Int, timeout: Int) -> [LogSignal] {
        batch.removeAll()
        if let signal = cluster.signals.first {
            cluster.signals.removeFirst()
            return [signal]
        }
        guard isReading else { return [] }
        for (partition, offset) in next.sorted(by: { $0.key < $1.key }) {
            let lines = cluster.input[partition] ?? []
            let end = min(Int(offset) + min(limit, portion), lines.count)
            for index in Int(offset)..<max(Int(offset), end) {
                batch.add([], Array(lines[index].utf8), partition, index)
            }
            next[partition] = Int64(max(Int(offset), end))
        }
        return []
    }

    mutating func accept() { hasAccepted = true }

    mutating func assign(_ positions: [InputPosition]) {
        isReading = true
        rewind(to: positions)
    }

    mutating func release() {
        (isReading, hasAccepted) = (false, false)
        next = [:]
    }

    mutating func committed(partitions: [Int32]) -> [InputPosition] {
        partitions.map {
            InputPosition(input: 0, partition: $0, offset: cluster.committed[$0] ?? -1)
        }
    }

    func groupOffset(of position: InputPosition) -> Int64 { position.offset + cluster.marks }

    mutating func rewind(to positions: [InputPosition]) {
        for position in positions { next[position.partition] = max(0, position.offset) }
    }

    mutating func openChangelog(partition: Int32, from offset: Int64?) {
        let end = cluster.changelog[partition]?.count ?? 0
        opened = (partition, Int(offset ?? 0), end)
    }

    func changelogEnd() -> Int64? { opened.map { Int64($0.end) } }

    mutating func readChangelog(into batch: inout RecordBatch) -> Bool {
        batch.removeAll()
        guard var opened else { return false }
        while opened.offset < opened.end, batch.records.count < portion {
            if let entry = cluster.changelog[opened.partition]?[opened.offset] {
                batch.add(entry.key, entry.value, opened.partition, opened.offset)
            }
            opened.offset += 1
        }
        self.opened = opened
        return opened.offset < opened.end
    }

    func changelogOffset(partition: Int32) -> Int64? { offsets[partition] }

    mutating func extents(partitions: [Int32]) -> [InputExtent] {
        partitions.map {
            InputExtent(
                input: 0, partition: $0, first: cluster.firstOffset,
                end: Int64(cluster.input[$0]?.count ?? 0))
        }
    }

    mutating func begin() {
        sent = [:]
        told = [:]
    }

    mutating func publish(_ outputs: borrowing OutputBatch) {
        for record in outputs.records {
            let value = outputs.part(record.value)
            if record.output == .changelog {
                sent[record.partition, default: []].append(
                    .init(key: outputs.part(record.key) ?? [], value: value))
            } else if let value {
                told[record.output, default: []].append(String(decoding: value, as: UTF8.self))
            }
        }
    }

    mutating func commit(_ positions: [InputPosition]) throws(LogError) {
        if cluster.abortOdds > 0, cluster.random.oneIn(cluster.abortOdds) {
            throw LogError(remedy: .abort, operation: "commit", reason: "injected")
        }
        for (partition, records) in sent {
            // The marker of the transaction's end takes an offset too.
            cluster.changelog[partition, default: []] += records + [nil]
            offsets[partition] = Int64(cluster.changelog[partition, default: []].count - 2)
        }
        for position in positions { cluster.committed[position.partition] = position.offset }
        for (output, values) in told { cluster.told[output, default: []] += values }
    }

    mutating func abort() {}

    mutating func close() {}
}

extension RecordBatch {
    /// Adds a record without headers.
    fileprivate mutating func add(
        _ key: [UInt8], _ value: [UInt8]?, _ partition: Int32, _ offset: Int
    ) {
        let keyRange = ByteRange(start: bytes.count, count: key.count)
        bytes += key
        let valueRange = value.map { ByteRange(start: bytes.count, count: $0.count) } ?? .null
        bytes += value ?? []
        records.append(
            Record(
                input: 0, partition: partition, offset: Int64(offset), timestamp: -1,
                key: keyRange, value: valueRange, headerCount: 0, firstHeader: 0))
    }
}

extension OutputBatch {
    fileprivate borrowing func part(_ range: RecordBatch.ByteRange) -> [UInt8]? {
        range.isNull ? nil : Array(bytes[range.start..<range.start + range.count])
    }
}
