import Logging
import MartletStream

/// Reads one changelog partition after the other, each to its end, for a restore.
struct ChangelogReader: ~Copyable, Sendable {
    private var reader: PartitionReader
    private var partition: Int32?
    private var idle = 0
    private let cancellation: Cancellation

    /// The most records of one call.
    private static let limit = 16_384
    /// How long one call waits for the first record, in ms.
    private static let wait = 100
    /// After this time without a record the reader counts as waiting for the cluster, in ms.
    private static let silence = 1_000
    /// After this time without a record or the end the broker counts as gone, in ms.
    private static let stall = 60_000

    init(
        topic: String, configuration: KafkaConfiguration, cancellation: Cancellation,
        logger: Logger
    ) throws(LogError) {
        self.cancellation = cancellation
        // The last owner's transaction may be committed and its end not yet be in this partition:
        // read_committed stops before it, and a restore without it would be a step back.
        reader = try PartitionReader(
            configuration, topics: [topic], logger: logger, waitsForUndecided: true)
    }

    /// Opens a partition in place of the one that is open.
    mutating func open(partition: Int32, from offset: Int64?) throws(LogError) {
        close()
        try reader.start(topic: 0, partition: partition, from: offset)
        self.partition = partition
        idle = 0
    }

    /// The end of the partition that is open; nil if it is not known yet.
    mutating func end() -> Int64? {
        guard let partition else { return nil }
        return reader.end(topic: 0, partition: partition)
    }

    /// Reads on; see `TransactionalLog.readChangelog`.
    mutating func read(into batch: inout RecordBatch) throws(LogError) -> Bool {
        guard let partition else {
            batch.removeAll()
            return false
        }
        // As long as records come, whoever restores is asked to stop between two reads.
        if idle >= ChangelogReader.silence {
            try cancellation.check("read changelog partition \(partition)")
        }
        try reader.read(
            into: &batch, limit: ChangelogReader.limit, timeout: ChangelogReader.wait)
        if reader.isAtEnd {
            close()
            return false
        }
        idle = batch.records.isEmpty ? idle + ChangelogReader.wait : 0
        guard idle < ChangelogReader.stall else {
            throw LogError(
                remedy: .unavailable, operation: "read changelog partition \(partition)",
                reason: "neither a record nor the end within \(ChangelogReader.stall) ms")
        }
        return true
    }

    /// Stops reading.
    mutating func close() {
        guard let partition else { return }
        reader.stop(topic: 0, partition: partition)
        self.partition = nil
    }
}
