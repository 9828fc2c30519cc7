/// Decoded events in arrival order: flat arrays that are refilled, so that decoding allocates
/// nothing.
///
/// Texts that the plan reads stay where they are in the payloads, which all stand in one buffer.
public struct EventBatch: Sendable {
    /// Bytes of ``EventBatch/text``: start and count.
    public struct TextRange: Sendable, Equatable {
        /// First byte.
        public var start: UInt32
        /// Number of bytes; 0 = no text.
        public var count: UInt32

        /// Makes a range.
        @inlinable
        public init(start: UInt32, count: UInt32) {
            self.start = start
            self.count = count
        }

        /// No text.
        @inlinable
        public static var none: TextRange { TextRange(start: 0, count: 0) }
    }

    /// The value of one field that the plan reads.
    public struct FieldValue: Sendable, Equatable {
        /// What stands in the field.
        public enum Kind: UInt8, Sendable { case absent, number, text, truth }

        /// What stands in the field.
        public var kind: Kind
        /// Millionths of a number, 0 or 1 of a truth value; for text its start and count.
        public var bits: Int64

        /// A field that is missing or null: it does not contribute.
        @inlinable
        public static var absent: FieldValue { FieldValue(kind: .absent, bits: 0) }

        /// Makes a value.
        @inlinable
        public init(kind: Kind, bits: Int64) {
            self.kind = kind
            self.bits = bits
        }

        /// A number.
        @inlinable
        public static func number(_ value: FixedDecimal) -> FieldValue {
            FieldValue(kind: .number, bits: value.millionths)
        }

        /// A text at `range`.
        @inlinable
        public static func text(_ range: TextRange) -> FieldValue {
            FieldValue(kind: .text, bits: Int64(range.start) | Int64(range.count) << 32)
        }

        /// A truth value.
        @inlinable
        public static func truth(_ value: Bool) -> FieldValue {
            FieldValue(kind: .truth, bits: value ? 1 : 0)
        }

        /// Where the text stands; meaningful when ``kind`` is `.text`.
        @inlinable
        public var range: TextRange {
            TextRange(
                start: UInt32(truncatingIfNeeded: bits),
                count: UInt32(truncatingIfNeeded: bits >> 32))
        }
    }

    /// Where the record came from.
    public struct Origin: Sendable, Equatable {
        /// Index into the configured inputs.
        public var input: UInt16
        /// Partition of the input topic.
        public var partition: Int32
        /// Offset in the partition.
        public var offset: Int64

        /// Makes an origin.
        @inlinable
        public init(input: UInt16, partition: Int32, offset: Int64) {
            self.input = input
            self.partition = partition
            self.offset = offset
        }
    }

    /// The attributes of one event.
    public struct Head: Sendable {
        /// When it happened.
        public var at: Instant
        /// Customer id, 1 to 256 bytes.
        public var customer: TextRange
        /// Event id; `.none` if the event has none.
        public var eventID: TextRange
        /// Its type, as an index into the schema.
        public var type: EventSchema.TypeID
        /// The type's name if it is not in the schema, else `.none`.
        public var typeName: TextRange
        /// Where the record came from.
        public var origin: Origin

        /// Makes the attributes of one event.
        @inlinable
        public init(
            at: Instant, customer: TextRange, eventID: TextRange, type: EventSchema.TypeID,
            typeName: TextRange, origin: Origin
        ) {
            self.at = at
            self.customer = customer
            self.eventID = eventID
            self.type = type
            self.typeName = typeName
            self.origin = origin
        }
    }

    /// One entry per event.
    public var heads: [Head] = []
    /// `fieldCount` entries per event, in the order of ``EventSchema/fields``.
    public var values: [FieldValue] = []
    /// What holds the texts that the events refer to, each of them UTF-8.
    ///
    /// It is their payloads as they came, and behind them texts that had escapes.
    public var text: [UInt8] = []
    /// Fields per event.
    public let fieldCount: Int

    /// Makes an empty batch for events of `schema`.
    public init(schema: EventSchema) { fieldCount = schema.fields.count }

    /// Number of events.
    @inlinable
    public var count: Int { heads.count }

    /// Empties the batch, but for so many bytes of text, and keeps its memory.
    public mutating func removeAll(keepingText count: Int = 0) {
        heads.removeAll(keepingCapacity: true)
        values.removeAll(keepingCapacity: true)
        text.removeLast(text.count - count)
    }
}
