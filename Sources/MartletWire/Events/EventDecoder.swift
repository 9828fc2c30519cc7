public import MartletProfile

/// Reads events from JSON: checks all of the payload, decodes what the configuration reads.
///
/// The checks come in this order, and the first that fails is the reason: size, JSON (RFC 8259)
/// and depth as far as the document has been read, an object, customer id, instant, type, event id
/// and fields, `latest`. Of equal keys in an object the last one counts. One decoder serves one
/// thread; it learns the order in which keys come, which changes how fast it is and nothing else.
public struct EventDecoder: Sendable {
    /// What is read, and where from.
    private let layout: EventLayout
    /// The order of keys so far.
    private var predictor: KeyPredictor
    /// What the event at hand has in the slots of ``EventLayout/tree``.
    private var captures: [Capture]

    /// Makes a decoder of events of `schema`, whose standard attributes are at `attributes`.
    public init(schema: EventSchema, attributes: AttributePaths = AttributePaths()) {
        layout = EventLayout(schema: schema, attributes: attributes)
        predictor = KeyPredictor(objects: layout.tree.nodes.count)
        captures = Array(repeating: Capture(), count: layout.tree.paths.count)
    }

    /// Appends the event that `payload` holds to `batch`, or says why it holds none.
    ///
    /// Takes about 0.35 ns a byte. Once the batch has grown it allocates nothing, unless there are
    /// escapes in a key or in the text of an instant.
    ///
    /// - Parameters:
    ///   - payload: The value of a record.
    ///   - origin: Where the record came from.
    ///   - fixedType: The type of all events of the topic, whatever they say; nil if they say it.
    ///   - latest: The latest instant that is taken; `.never` takes all.
    ///   - batch: A batch of the decoder's own schema; left as it was if there is no event.
    /// - Returns: Nil if the event has been appended.
    @inline(never)
    public mutating func decode(
        _ payload: Span<UInt8>, origin: EventBatch.Origin, fixedType: EventSchema.TypeID?,
        latest: Instant, into batch: inout EventBatch
    ) -> Rejection? {
        let text = JSONText(payload)
        guard text.count <= Limits.payload else { return layout.tooLarge(text.count) }
        let outcome = Self.walk(text, layout.tree, predictor, &captures)
        if outcome.lesson.worth > 0 { predictor.learn(outcome.lesson, from: text) }
        guard outcome.fault == .none else { return layout.rejection(of: outcome) }
        return Self.append(
            FoundValues(text: text, captures: captures.span), layout, origin, fixedType, latest,
            &batch)
    }

    @inline(__always)
    private static func append(
        _ found: FoundValues, _ layout: borrowing EventLayout, _ origin: EventBatch.Origin,
        _ fixedType: EventSchema.TypeID?, _ latest: Instant, _ batch: inout EventBatch
    ) -> Rejection? {
        let textCount = batch.text.count
        let valueCount = batch.values.count
        do throws(Rejection) {
            try layout.append(
                found, to: &batch, origin: origin, fixedType: fixedType, latest: latest)
            return nil
        } catch {
            batch.text.removeLast(batch.text.count - textCount)
            batch.values.removeLast(batch.values.count - valueCount)
            return error
        }
    }

    @inline(__always)
    private static func walk(
        _ text: JSONText, _ tree: PathTree, _ predictor: KeyPredictor, _ captures: inout [Capture]
    ) -> JSONWalker.Outcome {
        var found = captures.mutableSpan
        for slot in found.indices { found[slot] = Capture() }
        var walker = JSONWalker(
            text: text, tree: tree, expected: predictor.expected, captures: found)
        return walker.walk()
    }
}
