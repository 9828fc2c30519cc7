public import MartletProfile

/// A payload to decode: where it stands in the text of a batch, and where it came from.
public struct Payload: Sendable {
    /// Its bytes in ``EventBatch/text``.
    public var bytes: Range<Int>
    /// Where the record came from.
    public var origin: EventBatch.Origin
    /// The type of all events of the topic, whatever they say; nil if they say it.
    public var fixedType: EventSchema.TypeID?

    /// Bytes that stand behind a payload at best, the first of them zero: it is read in place then,
    /// and otherwise from a copy.
    public static let slack = JSONText.slack

    /// Makes a payload.
    @inlinable
    public init(bytes: Range<Int>, origin: EventBatch.Origin, fixedType: EventSchema.TypeID?) {
        self.bytes = bytes
        self.origin = origin
        self.fixedType = fixedType
    }
}
