import Foundation
import MartletKafka
import MartletStorage
import MartletStream

/// Reads segment changes, churn alerts and personas back from their topics, as a subscriber would.
struct DemoReader: ~Copyable {
    /// A topic, and what its records tell of.
    struct Topic: Sendable {
        var name: String
        var kind: DemoStory.Kind
    }

    private let topics: [Topic]
    private let reader: KafkaReader
    private let board: DemoBoard
    private var segments: OutputFile?
    private var alerts: OutputFile?
    private var personas: OutputFile?

    /// Reaches the cluster.
    ///
    /// - Parameters:
    ///   - topics: What is read.
    ///   - cluster: The cluster.
    ///   - board: Receives what is read.
    ///   - directory: Where it is written, if that is wanted.
    /// - Throws: ``LogError`` or ``FileError``.
    init(
        of topics: [Topic], on cluster: EmbeddedCluster, board: DemoBoard, directory: String?
    ) throws {
        let reader = try KafkaReader(
            topics: topics.map(\.name), configuration: cluster.configuration)
        let create = { (kind: DemoStory.Kind, name: String) throws(FileError) -> OutputFile? in
            guard let directory, topics.contains(where: { $0.kind == kind }) else { return nil }
            return try OutputFile.create("\(directory)/\(name).ndjson")
        }
        let segments = try create(.segment, "segment-changes")
        let alerts = try create(.alert, "churn-alerts")
        let personas = try create(.persona, "persona-refreshes")
        self.topics = topics
        self.reader = reader
        self.board = board
        self.segments = segments
        self.alerts = alerts
        self.personas = personas
    }

    /// Reads until the service has left and everything that it made has come back.
    ///
    /// - Throws: ``LogError`` or ``FileError``.
    mutating func run() throws {
        var batch = RecordBatch()
        var deadline: Double?
        while !board.hasFailed {
            try reader.follow(into: &batch, timeout: 50)
            var changes: [DemoChange] = []
            changes.reserveCapacity(batch.records.count)
            for record in batch.records {
                let start = record.value.start
                let value = batch.bytes[start..<start + max(0, record.value.count)]
                switch topics[Int(record.input)].kind {
                case .segment: try segments?.appendLine(value)
                case .alert: try alerts?.appendLine(value)
                case .persona: try personas?.appendLine(value)
                }
                if let change = DemoChange(Data(value)) { changes.append(change) }
            }
            let read = batch.records.count
            let isComplete = board.with { [changes] state in
                state.readBack += read
                for change in changes { state.story.note(change) }
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
        if let file = segments.take() { try file.finish() }
        if let file = alerts.take() { try file.finish() }
        if let file = personas.take() { try file.finish() }
        board.with { $0.isReadBack = true }
    }
}
