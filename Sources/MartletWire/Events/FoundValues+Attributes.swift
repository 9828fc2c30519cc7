import MartletProfile

/// The standard attributes of an event.
extension FoundValues {
    /// The customer id.
    @inline(__always)
    func customer(
        _ slots: EventLayout.Slots, _ unescaped: inout UnescapedTexts
    ) throws(Flaw) -> EventBatch.TextRange {
        let capture = self[slots.customerID]
        guard let range = label(capture, &unescaped), range.count &- 1 < Limits.customerID else {
            throw Flaw(
                reason: capture.isMissing ? .missingCustomerID : .invalidCustomerID,
                place: Int(slots.customerID))
        }
        return range
    }

    /// The instant at which it happened.
    @inline(__always)
    func instant(_ slots: EventLayout.Slots) throws(Flaw) -> Instant {
        let capture = self[slots.timestamp]
        if capture.kind == .integer {
            if let milliseconds = JSONNumber.integer(text, capture.start, capture.end),
                milliseconds >= Instant.yearZero, milliseconds < Instant.yearTenThousand
            {
                return Instant(milliseconds: milliseconds)
            }
        } else if let instant = Self.instant(capture, text) {
            return instant
        }
        throw Flaw(
            reason: capture.isMissing ? .missingTimestamp : .invalidTimestamp,
            place: Int(slots.timestamp))
    }

    @inline(never)
    private static func instant(_ capture: Capture, _ text: JSONText) -> Instant? {
        if capture.kind == .text { return Instant(rfc3339: text.span(capture.range)) }
        guard capture.kind == .escapedText else { return nil }
        return Instant(rfc3339: JSONString.unescaped(text, capture.range).span)
    }

    /// The type, as its id, and its name if no feature reads events of that type.
    @inline(__always)
    func type(
        _ slots: EventLayout.Slots, _ fixedType: EventSchema.TypeID?, _ types: KeyTable.View,
        _ unescaped: inout UnescapedTexts
    ) throws(Flaw) -> (EventSchema.TypeID, EventBatch.TextRange) {
        if let fixedType { return (fixedType, .none) }
        let capture = self[slots.type]
        switch capture.kind {
        case .text:
            let id = types.value(of: capture.start, capture.end, in: text)
            if id >= 0 { return (EventSchema.TypeID(truncatingIfNeeded: id), .none) }
        case .escapedText:
            let id = Self.type(capture, text, types)
            if id >= 0 { return (EventSchema.TypeID(truncatingIfNeeded: id), .none) }
        default: break
        }
        guard capture.kind == .text || capture.kind == .escapedText,
            let name = label(capture, &unescaped), name.count &- 1 < Limits.typeName
        else {
            throw Flaw(
                reason: capture.isMissing ? .missingType : .invalidType, place: Int(slots.type))
        }
        return (EventSchema.unnamed, name)
    }

    /// The id of a type whose name has escapes, or a negative number.
    @inline(never)
    private static func type(
        _ capture: Capture, _ text: JSONText, _ types: KeyTable.View
    ) -> Int {
        let name = PaddedBytes(JSONString.unescaped(text, capture.range).span)
        return types.value(of: 0, name.text.count, in: name.text)
    }

    /// The event id; none if it is missing or null.
    @inline(__always)
    func eventID(
        _ slots: EventLayout.Slots, _ unescaped: inout UnescapedTexts
    ) throws(Flaw) -> EventBatch.TextRange {
        let capture = self[slots.eventID]
        guard !capture.isMissing else { return .none }
        guard let range = label(capture, &unescaped), range.count <= Limits.eventID else {
            throw Flaw(reason: .invalidField, place: Int(slots.eventID))
        }
        return range
    }
}
