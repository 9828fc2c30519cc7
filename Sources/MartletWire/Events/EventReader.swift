import MartletProfile

/// Reads events from payloads, one after another, as a layout says.
struct EventReader: ~Copyable, ~Escapable {
    /// Finds the values in a payload.
    private(set) var walker: JSONWalker
    /// The text that holds the payloads.
    private let text: Span<UInt8>
    /// The latest instant that is taken.
    private let latest: Instant

    /// What the layout says.
    private let slots: EventLayout.Slots
    private let fields: Span<EventLayout.Field>
    private let fieldsOfType: Span<Range<Int>>
    private let types: KeyTable.View

    /// Prepares to read payloads that stand in `text`.
    @_lifetime(borrow layout, copy expected, copy text, copy captures)
    init(
        _ layout: borrowing EventLayout, expected: ExpectedKeys, text: Span<UInt8>,
        latest: Instant, captures: consuming MutableSpan<Capture>
    ) {
        walker = JSONWalker(tree: layout.tree, expected: expected, captures: captures)
        slots = layout.slots
        fields = layout.fields.span
        fieldsOfType = layout.fieldsOfType.span
        types = layout.types.view
        self.text = text
        self.latest = latest
    }

    /// Adds the event in `payload` to `events`.
    ///
    /// - Returns: False, and nothing is done, if the payload can't be read where it stands.
    @inline(__always)
    @_lifetime(self: copy self)
    mutating func read(
        _ payload: Payload, into events: inout EventRoom, _ unescaped: inout UnescapedTexts
    ) throws(Flaw) -> Bool {
        guard let document = JSONText(payload.bytes, of: text) else { return false }
        guard document.count <= Limits.payload else {
            throw Flaw(reason: .tooLarge, place: document.count)
        }
        guard walker.walk(document) else { throw walker.takeFlaw() }
        let found = FoundValues(
            text: document, captures: walker.captures.span, start: payload.bytes.lowerBound)
        let customer = try found.customer(slots, &unescaped)
        let at = try found.instant(slots)
        let (type, typeName) = try found.type(slots, payload.fixedType, types, &unescaped)
        let eventID = try found.eventID(slots, &unescaped)
        if type != EventSchema.unnamed {
            for index in fieldsOfType[Int(type)] {
                let field = fields[index]
                if let value = try found.value(field, &unescaped) {
                    events.set(value, of: Int(field.index))
                }
            }
        }
        guard at <= latest else { throw Flaw(reason: .futureEvent, place: Int(slots.timestamp)) }
        events.add(
            EventBatch.Head(
                at: at, customer: customer, eventID: eventID, type: type, typeName: typeName,
                origin: payload.origin))
        return true
    }
}
