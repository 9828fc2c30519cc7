import MartletProfile

/// The standard attributes of an event.
extension EventLayout {
    /// The customer id.
    @inline(__always)
    func customer(
        _ found: FoundValues, _ output: inout [UInt8]
    ) throws(Rejection) -> EventBatch.TextRange {
        let capture = found.captures[customerID]
        guard let range = label(found, capture, &output), range.count &- 1 < Limits.customerID
        else { throw invalidCustomer(capture) }
        return range
    }

    @inline(never)
    private func invalidCustomer(_ capture: Capture) -> Rejection {
        guard !capture.isMissing else {
            return rejection(.missingCustomerID, slot: customerID, "is missing or null")
        }
        return rejection(
            .invalidCustomerID, slot: customerID,
            "must be text of 1 to \(Limits.customerID) bytes or an integer")
    }

    /// The instant at which it happened.
    @inline(__always)
    func instant(_ found: FoundValues) throws(Rejection) -> Instant {
        let capture = found.captures[timestamp]
        if capture.kind == .integer {
            if let milliseconds = JSONNumber.integer(found.text, capture.start, capture.end),
                milliseconds >= Instant.yearZero, milliseconds < Instant.yearTenThousand
            {
                return Instant(milliseconds: milliseconds)
            }
        } else if let instant = instant(found, text: capture) {
            return instant
        }
        guard !capture.isMissing else {
            throw rejection(.missingTimestamp, slot: timestamp, "is missing or null")
        }
        throw rejection(
            .invalidTimestamp, slot: timestamp,
            "must be RFC 3339 text or integer milliseconds, in the years 0000 to 9999")
    }

    @inline(never)
    private func instant(_ found: FoundValues, text capture: Capture) -> Instant? {
        if capture.kind == .text {
            return Instant(rfc3339: found.text.bytes.extracting(capture.range))
        }
        guard capture.kind == .escapedText else { return nil }
        return Instant(rfc3339: JSONString.unescaped(found.text, capture.range).span)
    }

    /// The type, as its id, and its name if no feature reads events of that type.
    @inline(__always)
    func type(
        _ found: FoundValues, _ fixedType: EventSchema.TypeID?, _ output: inout [UInt8]
    ) throws(Rejection) -> (EventSchema.TypeID, EventBatch.TextRange) {
        if let fixedType { return (fixedType, .none) }
        let capture = found.captures[type]
        if capture.kind == .text {
            let id = types.view.value(of: capture.start, capture.end, in: found.text)
            if id >= 0 { return (EventSchema.TypeID(truncatingIfNeeded: id), .none) }
        }
        return try unusualType(found, &output)
    }

    @inline(never)
    private func unusualType(
        _ found: FoundValues, _ output: inout [UInt8]
    ) throws(Rejection) -> (EventSchema.TypeID, EventBatch.TextRange) {
        let capture = found.captures[type]
        guard capture.kind == .text || capture.kind == .escapedText,
            let range = label(found, capture, &output), range.count > 0,
            range.count <= Limits.typeName
        else {
            guard !capture.isMissing else {
                throw rejection(.missingType, slot: type, "is missing or null")
            }
            throw rejection(
                .invalidType, slot: type, "must be text of 1 to \(Limits.typeName) bytes")
        }
        let start = Int(range.start)
        let id = types.view.value(of: start, output.count, in: JSONText(output.span))
        guard id >= 0 else { return (EventSchema.unnamed, range) }
        output.removeLast(output.count - start)
        return (EventSchema.TypeID(truncatingIfNeeded: id), .none)
    }

    /// The event id; none if it is missing or null.
    @inline(__always)
    func eventID(
        _ found: FoundValues, _ output: inout [UInt8]
    ) throws(Rejection) -> EventBatch.TextRange {
        let capture = found.captures[eventID]
        guard !capture.isMissing else { return .none }
        guard let range = label(found, capture, &output), range.count <= Limits.eventID else {
            throw rejection(
                .invalidField, slot: eventID,
                "must be text of at most \(Limits.eventID) bytes or an integer")
        }
        return range
    }
}
