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
    /// Texts with escapes of the payloads at hand.
    private var unescaped = UnescapedTexts()

    /// Makes a decoder of events of `schema`, whose standard attributes are at `attributes`.
    public init(schema: EventSchema, attributes: AttributePaths = AttributePaths()) {
        layout = EventLayout(schema: schema, attributes: attributes)
        predictor = KeyPredictor(objects: layout.tree.nodes.count)
        captures = Array(repeating: Capture(), count: layout.tree.paths.count)
    }

    /// Appends the events that payloads hold to a batch.
    ///
    /// Takes about 0.25 ns a byte. Once the batch has grown it allocates nothing, unless there are
    /// escapes in a key or in the text of an instant.
    ///
    /// - Parameters:
    ///   - payloads: The values of records, in the text of `batch`. The place of one that can't be
    ///     read where it stands becomes that of a copy behind the text.
    ///   - latest: The latest instant that is taken; `.never` takes all.
    ///   - batch: A batch of the decoder's own schema; texts that had escapes are appended to its
    ///     text.
    /// - Returns: The payloads that hold no event, and why.
    public mutating func decode(
        _ payloads: inout [Payload], latest: Instant, into batch: inout EventBatch
    ) -> [(index: Int, rejection: Rejection)] {
        var progress = Progress(events: batch.count)
        batch.addEvents(payloads.count)
        // Apart from the text, so that they can change while that is read.
        var (heads, values) = ([EventBatch.Head](), [EventBatch.FieldValue]())
        swap(&heads, &batch.heads)
        swap(&values, &batch.values)
        while progress.payloads < payloads.count {
            let lesson = Self.read(
                payloads, of: batch.text.span, latest, layout, &predictor, &captures, &heads,
                &values, &unescaped, &progress)
            unescaped.move(to: &batch.text)
            if lesson.worth > 0 {
                let last = payloads[progress.payloads - 1].bytes
                if let document = JSONText(last, of: batch.text.span) {
                    predictor.learn(lesson, from: document)
                }
            } else if progress.payloads < payloads.count {
                let next = payloads[progress.payloads].bytes
                payloads[progress.payloads].bytes = batch.appendCopy(of: next)
            }
        }
        swap(&heads, &batch.heads)
        swap(&values, &batch.values)
        batch.removeEvents(from: progress.events)
        return progress.rejected
    }

    /// Appends the event that `payload` holds to `batch`, or says why it holds none.
    ///
    /// For events that come one by one: copies all of the payload to the batch.
    public mutating func decode(
        _ payload: Span<UInt8>, origin: EventBatch.Origin, fixedType: EventSchema.TypeID?,
        latest: Instant, into batch: inout EventBatch
    ) -> Rejection? {
        let start = batch.text.count
        batch.text.append(payload)
        batch.text.append(contentsOf: repeatElement(0, count: JSONText.slack))
        var payloads = [
            Payload(bytes: start..<start + payload.count, origin: origin, fixedType: fixedType)
        ]
        let rejection = decode(&payloads, latest: latest, into: &batch).first?.rejection
        if rejection != nil { batch.text.removeLast(batch.text.count - start) }
        return rejection
    }
}

extension EventDecoder {
    /// How far the payloads at hand have been read.
    private struct Progress {
        /// Events in the batch.
        var events: Int
        /// Payloads that were read.
        var payloads = 0
        /// Payloads that hold no event, and why.
        var rejected: [(index: Int, rejection: Rejection)] = []
    }

    /// Reads payloads up to one that teaches something, or to before one that can't be read where
    /// it stands, or to the end.
    ///
    /// - Returns: The lesson, or one that is worth nothing.
    private static func read(
        _ payloads: [Payload], of text: Span<UInt8>, _ latest: Instant, _ layout: EventLayout,
        _ predictor: inout KeyPredictor, _ captures: inout [Capture],
        _ heads: inout [EventBatch.Head], _ values: inout [EventBatch.FieldValue],
        _ unescaped: inout UnescapedTexts, _ progress: inout Progress
    ) -> KeyPredictor.Lesson {
        var reader = EventReader(
            layout, expected: predictor.expected, text: text, latest: latest,
            captures: captures.mutableSpan)
        var events = EventRoom(
            heads: heads.mutableSpan, values: values.mutableSpan,
            fieldCount: layout.fieldCount, count: progress.events)
        unescaped.offset = text.count
        while progress.payloads < payloads.count, reader.walker.outcome.lesson.worth == 0 {
            do throws(Flaw) {
                let payload = payloads[progress.payloads]
                guard try reader.read(payload, into: &events, &unescaped) else { break }
            } catch {
                events.clearNext()
                progress.rejected.append((progress.payloads, layout.rejection(of: error)))
            }
            progress.payloads += 1
        }
        progress.events = events.count
        return reader.walker.outcome.lesson
    }
}

extension EventBatch {
    /// Appends a copy of a payload to the text, with what must stand behind it.
    fileprivate mutating func appendCopy(of bytes: Range<Int>) -> Range<Int> {
        let start = text.count
        text.append(contentsOf: text[bytes])
        text.append(contentsOf: repeatElement(0, count: JSONText.slack))
        return start..<start + bytes.count
    }

    /// Makes room for events.
    fileprivate mutating func addEvents(_ count: Int) {
        let empty = Head(
            at: .distantPast, customer: .none, eventID: .none, type: EventSchema.unnamed,
            typeName: .none, origin: Origin(input: 0, partition: 0, offset: 0))
        heads.append(contentsOf: repeatElement(empty, count: count))
        values.append(contentsOf: repeatElement(.absent, count: count * fieldCount))
    }

    /// Takes events away, and room that was not needed.
    fileprivate mutating func removeEvents(from first: Int) {
        heads.removeLast(heads.count - first)
        values.removeLast(values.count - first * fieldCount)
    }
}
