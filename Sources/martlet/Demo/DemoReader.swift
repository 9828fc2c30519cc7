import Foundation
import MartletKafka
import MartletStorage
import MartletStream

/// Reads the changed segments back from the topic, as a subscriber would.
struct DemoReader: ~Copyable {
    private let reader: KafkaReader
    private let board: DemoBoard
    private var file: OutputFile?

    /// Reaches the cluster.
    ///
    /// - Throws: ``LogError`` or ``FileError``.
    init(
        of topic: String, on cluster: EmbeddedCluster, board: DemoBoard, path: String?
    ) throws {
        let reader = try KafkaReader(topics: [topic], configuration: cluster.configuration)
        var file: OutputFile?
        if let path { file = try OutputFile.create(path) }
        self.reader = reader
        self.file = file
        self.board = board
    }

    /// Reads until the service has left and everything that it made has come back.
    ///
    /// - Throws: ``LogError`` or ``FileError``.
    mutating func run() throws {
        var batch = RecordBatch()
        var deadline: Double?
        while !board.hasFailed {
            try reader.follow(into: &batch, timeout: 50)
            for record in batch.records { try file?.appendLine(DemoReader.value(record, batch)) }
            let latest = batch.records.suffix(8).compactMap {
                DemoReader.line(Data(DemoReader.value($0, batch)))
            }
            let isComplete = board.with { state in
                state.readBack += batch.records.count
                state.latest = Array((state.latest + latest).suffix(8))
                return state.hasLeft && state.readBack >= state.made
            }
            if isComplete { break }
            // What the service made is committed by now: it arrives soon, or the cluster has
            // dropped it already.
            if board.with({ $0.hasLeft }) {
                let limit = deadline ?? SystemClock.seconds + 15
                deadline = limit
                if SystemClock.seconds > limit { break }
            }
        }
        if let file = file.take() { try file.finish() }
        board.with { $0.isReadBack = true }
    }

    private static func value(
        _ record: RecordBatch.Record, _ batch: borrowing RecordBatch
    ) -> ArraySlice<UInt8> {
        batch.bytes[record.value.start..<record.value.start + max(0, record.value.count)]
    }

    /// One change as a line for a person.
    private static func line(_ json: Data) -> String? {
        guard let object = try? JSONSerialization.jsonObject(with: json),
            let record = object as? [String: Any], let at = record["at"] as? String,
            let customer = record["customer_id"] as? String,
            let entered = record["entered"] as? [String],
            let exited = record["exited"] as? [String],
            let cause = (record["cause"] as? [String: Any])?["kind"] as? String
        else { return nil }
        let changes = entered.map { "+\($0)" } + exited.map { "-\($0)" }
        let why = cause == "deadline" ? "time passed" : cause
        return "\(at.prefix(16).replacing("T", with: " "))  \(customer)  "
            + "\(changes.joined(separator: " "))  (\(why))"
    }
}
