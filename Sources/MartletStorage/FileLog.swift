public import MartletStream

/// Event files as a log: lines are records, outputs are NDJSON files, every commit succeeds.
///
/// It has as many partitions as asked for; a route says to which a line belongs. Offsets count the
/// lines of a partition from 0, as they would stand in a topic that the file was produced to.
public struct FileLog: TransactionalLog, ~Copyable {
    /// Where a line goes: the index of the input and the partition.
    public typealias Route = (borrowing Span<UInt8>) -> (input: UInt16, partition: Int32)

    /// Files are written for good.
    public var canAbort: Bool { false }

    /// Why the last call failed.
    public private(set) var failure: FileError?

    private var reader: LineReader
    private let partitions: Int32
    private let route: Route?
    private var next: [[Int64]]
    private var isAssigned = false
    private var sorted: [RecordBatch.Record] = []
    private var changes: OutputFile?
    private var alerts: OutputFile?
    private var personas: OutputFile?
    private var deadLetters: OutputFile?

    /// Opens the event files and creates `segment-changes.ndjson`, `dead-letters.ndjson` and, if
    /// asked for, `churn-alerts.ndjson` and `persona-refreshes.ndjson`.
    ///
    /// - Parameters:
    ///   - paths: Event files, read in this order; `-` is standard input.
    ///   - directory: Where outputs are written; made if need be; nil writes nothing.
    ///   - inputs: Number of inputs.
    ///   - partitions: Number of partitions.
    ///   - hasAlerts: Whether there are churn alerts to write.
    ///   - hasPersonas: Whether there are refreshes of personas to write.
    ///   - route: Where each line goes; nil sends every line to input 0 and partition 0.
    /// - Throws: ``FileError``.
    public init(
        paths: [String], directory: String?, inputs: Int, partitions: Int32,
        hasAlerts: Bool = false, hasPersonas: Bool = false, route: Route?
    ) throws(FileError) {
        let reader = try LineReader(paths: paths)
        var changes: OutputFile?
        var alerts: OutputFile?
        var personas: OutputFile?
        var deadLetters: OutputFile?
        if let directory {
            try OutputDirectory.create(directory)
            changes = try OutputFile.create("\(directory)/segment-changes.ndjson")
            deadLetters = try OutputFile.create("\(directory)/dead-letters.ndjson")
            if hasAlerts { alerts = try OutputFile.create("\(directory)/churn-alerts.ndjson") }
            if hasPersonas {
                personas = try OutputFile.create("\(directory)/persona-refreshes.ndjson")
            }
        }
        self.reader = reader
        self.changes = changes
        self.alerts = alerts
        self.personas = personas
        self.deadLetters = deadLetters
        self.partitions = partitions
        self.route = route
        next = [[Int64]](
            repeating: [Int64](repeating: 0, count: Int(partitions)), count: inputs)
    }

    /// Bytes read so far and in all, as they stand on disk; no total for a pipe.
    public var progress: (position: Int, total: Int?) { (reader.position, reader.total) }

    /// Assigns every partition first, then reads lines until there are no more.
    public mutating func poll(
        into batch: inout RecordBatch, limit: Int, timeout: Int
    ) throws(LogError) -> [LogSignal] {
        guard isAssigned else {
            isAssigned = true
            batch.records.removeAll(keepingCapacity: true)
            return [.assigned(Array(0..<partitions))]
        }
        do {
            guard try reader.next(into: &batch, limit: limit) else { return [.finished] }
        } catch {
            throw failed("read", error)
        }
        address(&batch)
        return []
    }

    /// Writes changes, alerts, refreshes and dead letters; a file has no place for the rest.
    public mutating func publish(_ outputs: borrowing OutputBatch) throws(LogError) {
        do {
            for record in outputs.records {
                let value = outputs.bytes[
                    record.value.start..<record.value.start + record.value.count]
                switch record.output {
                case .segmentChanges: try changes?.appendLine(value)
                case .churnAlerts: try alerts?.appendLine(value)
                case .deadLetters: try deadLetters?.appendLine(value)
                case .personaRefreshes: try personas?.appendLine(value)
                case .profiles, .changelog: break
                }
            }
        } catch {
            throw failed("write", error)
        }
    }

    /// Writes what is left and gives the output files their names.
    ///
    /// - Throws: ``FileError``.
    public mutating func finish() throws(FileError) {
        if let file = changes.take() { try file.finish() }
        if let file = alerts.take() { try file.finish() }
        if let file = personas.take() { try file.finish() }
        if let file = deadLetters.take() { try file.finish() }
    }

    /// Does nothing: reading has one start.
    public mutating func assign(_ positions: [InputPosition]) {}

    /// Does nothing: nobody else wants the partitions.
    public mutating func release() {}

    /// Nothing is known of earlier runs.
    public mutating func committed(partitions: [Int32]) -> [InputPosition] { [] }

    /// Does nothing: a commit never fails, so nothing is taken back.
    public mutating func rewind(to positions: [InputPosition]) {}

    /// Does nothing: a file has no changelog.
    public mutating func openChangelog(partition: Int32, from offset: Int64?) {}

    /// There is nothing to read.
    public mutating func readChangelog(into batch: inout RecordBatch) -> Bool { false }

    /// Does nothing: what is published is written.
    public mutating func begin() {}

    /// Does nothing: what is published is written.
    public mutating func commit(_ positions: [InputPosition]) {}

    /// Does nothing: there is nothing open.
    public mutating func abort() {}

    /// Does nothing; see ``finish()``.
    public mutating func close() {}

    /// Gives each line its input, partition and offset, and puts lines of one partition together.
    private mutating func address(_ batch: inout RecordBatch) {
        guard let route else {
            // All lines go to input 0 and partition 0, which is where they are already.
            let first = next[0][0]
            var records = batch.records.mutableSpan
            for index in records.indices {
                records[index].input = 0
                records[index].offset = first + Int64(index)
            }
            next[0][0] = first + Int64(records.count)
            return
        }
        for index in batch.records.indices {
            let line = batch.records[index].value
            let (input, partition) = route(
                batch.bytes.span.extracting(line.start..<line.start + line.count))
            batch.records[index].input = input
            batch.records[index].partition = partition
            batch.records[index].offset = next[Int(input)][Int(partition)]
            next[Int(input)][Int(partition)] += 1
        }
        guard partitions > 1 else { return }
        sorted.removeAll(keepingCapacity: true)
        for partition in 0..<partitions {
            for record in batch.records where record.partition == partition {
                sorted.append(record)
            }
        }
        swap(&batch.records, &sorted)
    }

    private mutating func failed(_ operation: String, _ error: FileError) -> LogError {
        failure = error
        return LogError(remedy: .stop, operation: operation, reason: error.description)
    }
}
