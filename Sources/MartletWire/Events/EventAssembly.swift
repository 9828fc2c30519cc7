import MartletProfile

/// A payload and what a walk over it has found.
struct FoundValues: ~Escapable {
    /// The payload.
    let text: JSONText
    /// What stands in the slots of the layout.
    let captures: Span<Capture>

    /// Joins a payload and what was found in it.
    @_lifetime(copy text, copy captures)
    init(text: JSONText, captures: Span<Capture>) {
        self.text = text
        self.captures = captures
    }
}

/// Turns what stands in a payload's slots into an event, or says what is wrong with it.
extension EventLayout {
    /// Appends the event in `found` to `batch`; on an error texts and values may be left in it.
    func append(
        _ found: FoundValues, to batch: inout EventBatch, origin: EventBatch.Origin,
        fixedType: EventSchema.TypeID?, latest: Instant
    ) throws(Rejection) {
        let customer = try customer(found, &batch.text)
        let at = try instant(found)
        let (type, typeName) = try type(found, fixedType, &batch.text)
        let eventID = try eventID(found, &batch.text)
        for field in 0..<fields.count {
            batch.values.append(try value(found, field, of: type, &batch.text))
        }
        guard at <= latest else {
            throw rejection(.futureEvent, slot: timestamp, "is too far ahead of the clock")
        }
        batch.heads.append(
            EventBatch.Head(
                at: at, customer: customer, eventID: eventID, type: type, typeName: typeName,
                origin: origin))
    }

    /// Appends the text that `capture` holds, or the digits of an integer; nil if it is neither.
    @inline(__always)
    func label(
        _ found: FoundValues, _ capture: Capture, _ output: inout [UInt8]
    ) -> EventBatch.TextRange? {
        guard capture.kind == .text else { return unusualLabel(found, capture, &output) }
        let start = output.count
        found.text.append(capture.start, capture.end, to: &output)
        return EventBatch.TextRange(
            start: UInt32(truncatingIfNeeded: start),
            count: UInt32(truncatingIfNeeded: capture.end &- capture.start))
    }

    @inline(never)
    private func unusualLabel(
        _ found: FoundValues, _ capture: Capture, _ output: inout [UInt8]
    ) -> EventBatch.TextRange? {
        let start = output.count
        switch capture.kind {
        case .escapedText:
            output.append(addingCapacity: capture.end &- capture.start) {
                JSONString.appendUnescaped(found.text, capture.range, to: &$0)
            }
        case .integer:
            // Minus zero is no number of its own, and must not become a key of its own.
            let first = capture.start
            let isMinusZero =
                capture.end &- capture.start == 2 && found.text.byte(at: first) == UInt8(ascii: "-")
                && found.text.byte(at: first &+ 1) == UInt8(ascii: "0")
            guard !isMinusZero else { return nil }
            found.text.append(capture.start, capture.end, to: &output)
        default: return nil
        }
        return EventBatch.TextRange(
            start: UInt32(truncatingIfNeeded: start),
            count: UInt32(truncatingIfNeeded: output.count &- start))
    }
}
