import MartletProfile

/// The fields that features read.
extension EventLayout {
    /// The value of `field` in an event of `type`; absent if such events are not read for it.
    @inline(__always)
    func value(
        _ found: FoundValues, _ field: Int, of type: EventSchema.TypeID, _ output: inout [UInt8]
    ) throws(Rejection) -> EventBatch.FieldValue {
        let requirement = requirement(type: type, field: field)
        guard requirement != .unread else { return .absent }
        let capture = found.captures[fields[field]]
        guard !capture.isMissing else { return .absent }
        let value: EventBatch.FieldValue?
        switch requirement {
        case .label: value = label(found, capture, &output).map { .text($0) }
        case .number: value = number(found, capture)
        case .scalar, .unread: value = scalar(found, capture, &output)
        }
        guard let value else { throw invalid(fields[field], requirement) }
        return value
    }

    @inline(__always)
    private func number(_ found: FoundValues, _ capture: Capture) -> EventBatch.FieldValue? {
        guard capture.kind == .integer || capture.kind == .fraction else { return nil }
        if let millionths = JSONNumber.shortDecimal(found.text, capture.start, capture.end) {
            return EventBatch.FieldValue(kind: .number, bits: millionths)
        }
        let digits = found.text.bytes.extracting(capture.range)
        // The lowest of all means "no value yet" in minima and maxima.
        return FixedDecimal(json: digits).flatMap { $0.millionths == .min ? nil : .number($0) }
    }

    @inline(never)
    private func scalar(
        _ found: FoundValues, _ capture: Capture, _ output: inout [UInt8]
    ) -> EventBatch.FieldValue? {
        switch capture.kind {
        case .integer, .fraction: return number(found, capture)
        case .yes: return .truth(true)
        case .no: return .truth(false)
        default: return label(found, capture, &output).map { .text($0) }
        }
    }

    @inline(never)
    private func invalid(_ slot: Int, _ requirement: EventSchema.Requirement) -> Rejection {
        let expected: String
        switch requirement {
        case .number: expected = "must be a number between -9.2e12 and 9.2e12"
        case .label: expected = "must be text or an integer"
        case .scalar, .unread:
            expected = "must be text, a truth value or a number between -9.2e12 and 9.2e12"
        }
        return rejection(.invalidField, slot: slot, expected)
    }
}
