/// Encoded records on their way out: one byte buffer, addressed by output.
public struct OutputBatch: Sendable {
    /// Where a record goes; the composition root maps each to a topic, a file, or nothing.
    public enum Output: UInt8, Sendable, CaseIterable {
        case segmentChanges, profiles, churnAlerts, personaRefreshes, deadLetters, changelog
    }

    /// One record.
    public struct Record: Sendable {
        /// Where it goes.
        public var output: Output
        /// Explicit partition; -1 = by key, as Java clients do (murmur2).
        public var partition: Int32
        /// Key in ``OutputBatch/bytes``; null if there is none.
        public var key: RecordBatch.ByteRange
        /// Value; null = tombstone.
        public var value: RecordBatch.ByteRange
        /// Index of the first header in ``OutputBatch/headers``.
        public var firstHeader: Int
        /// Number of headers.
        public var headerCount: Int

        /// Makes a record.
        @inlinable
        public init(
            output: Output, partition: Int32, key: RecordBatch.ByteRange,
            value: RecordBatch.ByteRange, firstHeader: Int, headerCount: Int
        ) {
            self.output = output
            self.partition = partition
            self.key = key
            self.value = value
            self.firstHeader = firstHeader
            self.headerCount = headerCount
        }
    }

    /// All keys, values and headers.
    public var bytes: [UInt8] = []
    /// The records, in the order in which they must be produced.
    public var records: [Record] = []
    /// Headers of all records.
    public var headers: [RecordBatch.Header] = []

    /// Makes an empty batch.
    public init() {}

    /// Empties the batch and keeps its memory.
    public mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        records.removeAll(keepingCapacity: true)
        headers.removeAll(keepingCapacity: true)
    }
}
