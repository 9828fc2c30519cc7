import Foundation
import MartletKafka
import MartletStorage
import MartletStream

/// Sends the demo's events to the input topic: a synthetic shop's, or those of files.
struct DemoFeed: ~Copyable {
    /// Where the events come from.
    enum Source: Sendable {
        case shop(ShopSettings)
        case files([String])
    }

    /// How far the service may be behind: the embedded cluster keeps 5 MiB of a partition.
    private static let longestLag = 40_000

    private let producer: KafkaProducer
    private let router: LineRouter
    private let board: DemoBoard
    private let rate: Int?
    private var copy: OutputFile?
    private let start = SystemClock.seconds

    /// Reaches the cluster.
    ///
    /// - Parameters:
    ///   - cluster: Where to send.
    ///   - plan: The configuration; its first input is sent to.
    ///   - partitions: Partitions of the topic.
    ///   - board: Told how much was sent.
    ///   - rate: Events a second at most; nil = as fast as the service follows.
    ///   - copyPath: A file that gets what is sent.
    /// - Throws: ``LogError`` or ``FileError``.
    init(
        to cluster: EmbeddedCluster, plan: StreamPlan, partitions: Int, board: DemoBoard,
        rate: Int?, copyPath: String?
    ) throws {
        let producer = try KafkaProducer(
            topics: plan.inputs.map(\.topic), configuration: cluster.configuration)
        var copy: OutputFile?
        if let copyPath { copy = try OutputFile.create(copyPath) }
        self.producer = producer
        self.copy = copy
        self.board = board
        self.rate = rate
        router = LineRouter(plan: plan, partitions: Int32(partitions))
    }

    /// Sends everything and waits until it is delivered.
    ///
    /// - Throws: ``LogError`` or ``FileError``.
    mutating func run(_ source: Source) throws {
        switch source {
        case .shop(let settings):
            var shop = Shop(settings)
            var batch = RecordBatch()
            while !board.isOver, let line = shop.next(into: &batch.bytes) {
                append(line.bytes, to: &batch)
                if batch.records.count == 500 { try send(&batch) }
            }
            try send(&batch)
        case .files(let paths):
            var reader = try LineReader(paths: paths)
            var lines = RecordBatch()
            while !board.isOver, try reader.next(into: &lines, limit: 500) {
                for index in lines.records.indices { address(&lines.records[index], lines.bytes) }
                try transmit(lines)
            }
        }
        try producer.flush(timeout: 60_000)
        if let file = copy.take() { try file.finish() }
        board.with { $0.isAllSent = true }
    }

    private func append(_ range: Range<Int>, to batch: inout RecordBatch) {
        var record = RecordBatch.Record(
            input: 0, partition: 0, offset: 0, timestamp: -1, key: .null,
            value: RecordBatch.ByteRange(start: range.lowerBound, count: range.count),
            headerCount: 0, firstHeader: 0)
        address(&record, batch.bytes)
        batch.records.append(record)
    }

    private func address(_ record: inout RecordBatch.Record, _ bytes: [UInt8]) {
        let line = bytes.span.extracting(
            record.value.start..<record.value.start + record.value.count)
        (record.input, record.partition) = router.route(line)
        record.timestamp = -1
    }

    private mutating func send(_ batch: inout RecordBatch) throws {
        try transmit(batch)
        batch.removeAll()
    }

    private mutating func transmit(_ batch: RecordBatch) throws {
        try producer.send(batch)
        for record in batch.records {
            try copy?.appendLine(
                batch.bytes[record.value.start..<record.value.start + record.value.count])
        }
        let sent = board.with { state in
            state.sent += batch.records.count
            return state.sent
        }
        while isAhead(sent), !board.isOver { Thread.sleep(forTimeInterval: 0.001) }
    }

    private func isAhead(_ sent: Int) -> Bool {
        if let rate, Double(sent) > (SystemClock.seconds - start) * Double(rate) { return true }
        return board.with { state in
            sent - state.applied > DemoFeed.longestLag || state.made - state.readBack > 5_000
        }
    }
}
