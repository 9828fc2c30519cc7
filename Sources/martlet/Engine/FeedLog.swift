import MartletStream

/// A log that is fed by hand, one batch of lines per turn of its worker; what is published is lost.
///
/// Lines become records as those of an event file do: one partition, the input of their type.
struct FeedLog: TransactionalLog, ~Copyable {
    private let router: LineRouter?
    private var next: [Int64]
    private var batch = RecordBatch()
    private var isAssigned = false

    /// Every commit succeeds.
    var canAbort: Bool { false }

    /// Makes a log for the inputs of `plan`.
    init(plan: StreamPlan) {
        router = plan.inputs.count > 1 ? LineRouter(plan: plan, partitions: 1) : nil
        next = [Int64](repeating: 0, count: max(1, plan.inputs.count))
    }

    /// Lays out lines for the next turn; the values of its records are lines.
    mutating func feed(_ lines: RecordBatch) {
        batch = lines
        for index in batch.records.indices {
            let input = input(of: batch.records[index].value)
            batch.records[index].input = UInt16(input)
            batch.records[index].partition = 0
            batch.records[index].offset = next[input]
            next[input] += 1
        }
    }

    private func input(of line: RecordBatch.ByteRange) -> Int {
        guard let router else { return 0 }
        let bytes = batch.bytes.span.extracting(line.start..<line.start + line.count)
        return Int(router.route(bytes).input)
    }

    mutating func poll(into batch: inout RecordBatch, limit: Int, timeout: Int) -> [LogSignal] {
        guard isAssigned else {
            isAssigned = true
            batch.removeAll()
            return [.assigned([0])]
        }
        batch = self.batch
        self.batch = RecordBatch()
        return []
    }

    mutating func assign(_ positions: [InputPosition]) {}

    mutating func release() {}

    mutating func committed(partitions: [Int32]) -> [InputPosition] { [] }

    mutating func rewind(to positions: [InputPosition]) {}

    mutating func openChangelog(partition: Int32, from offset: Int64?) {}

    mutating func readChangelog(into batch: inout RecordBatch) -> Bool { false }

    mutating func begin() {}

    mutating func publish(_ outputs: borrowing OutputBatch) {}

    mutating func commit(_ positions: [InputPosition]) {}

    mutating func abort() {}

    mutating func close() {}
}
