/// Records as they came from a log: one byte buffer and where each record's parts stand in it.
///
/// It is refilled for every poll, so that reading allocates nothing once it has grown.
public struct RecordBatch: Sendable {
    /// Bytes of ``RecordBatch/bytes``.
    public struct ByteRange: Sendable, Equatable {
        /// First byte.
        public var start: Int
        /// Number of bytes; -1 = null.
        public var count: Int

        /// Makes a range.
        @inlinable
        public init(start: Int, count: Int) {
            self.start = start
            self.count = count
        }

        /// A null key or value.
        public static let null = ByteRange(start: 0, count: -1)
        /// Whether it stands for null.
        @inlinable
        public var isNull: Bool { count < 0 }
    }

    /// One record.
    public struct Record: Sendable {
        /// Index of the topic among the log's inputs.
        public var input: UInt16
        /// Partition.
        public var partition: Int32
        /// Offset.
        public var offset: Int64
        /// The record's own timestamp, ms since the epoch; -1 if it has none.
        public var timestamp: Int64
        /// Key.
        public var key: ByteRange
        /// Value; null = tombstone.
        public var value: ByteRange
        /// Number of headers; they stand in ``RecordBatch/headers`` from `firstHeader`.
        public var headerCount: Int
        /// Index of the first header.
        public var firstHeader: Int

        /// Makes a record.
        @inlinable
        public init(
            input: UInt16, partition: Int32, offset: Int64, timestamp: Int64, key: ByteRange,
            value: ByteRange, headerCount: Int, firstHeader: Int
        ) {
            self.input = input
            self.partition = partition
            self.offset = offset
            self.timestamp = timestamp
            self.key = key
            self.value = value
            self.headerCount = headerCount
            self.firstHeader = firstHeader
        }
    }

    /// A record header.
    public struct Header: Sendable {
        /// Its name.
        public var name: ByteRange
        /// Its value; may be null.
        public var value: ByteRange

        /// Makes a header.
        @inlinable
        public init(name: ByteRange, value: ByteRange) {
            self.name = name
            self.value = value
        }
    }

    /// All keys, values and headers.
    ///
    /// A value with a zero behind it, and 64 bytes in all, is decoded where it stands; any other is
    /// copied first.
    public var bytes: [UInt8] = []
    /// The records, in the order in which they came.
    public var records: [Record] = []
    /// Headers of all records.
    public var headers: [Header] = []

    /// Makes an empty batch.
    public init() {}

    /// Empties the batch and keeps its memory.
    public mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        records.removeAll(keepingCapacity: true)
        headers.removeAll(keepingCapacity: true)
    }
}
