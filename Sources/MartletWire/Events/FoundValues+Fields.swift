import MartletProfile

/// The fields that features read.
extension FoundValues {
    /// The value of a field; nil if it is missing or null.
    @inline(__always)
    func value(
        _ field: EventLayout.Field, _ unescaped: inout UnescapedTexts
    ) throws(Flaw) -> EventBatch.FieldValue? {
        let capture = self[field.slot]
        if field.requirement == .label, capture.kind == .text {
            return .text(capture.range(from: start))
        }
        guard !capture.isMissing else { return nil }
        return try Self.value(capture, field, text, start, &unescaped)
    }

    @inline(never)
    private static func value(
        _ capture: Capture, _ field: EventLayout.Field, _ text: JSONText, _ start: Int,
        _ unescaped: inout UnescapedTexts
    ) throws(Flaw) -> EventBatch.FieldValue {
        let value: EventBatch.FieldValue?
        switch field.requirement {
        case .label: value = label(capture, text, start, &unescaped).map { .text($0) }
        case .number: value = number(capture, text)
        case .scalar, .unread: value = scalar(capture, text, start, &unescaped)
        }
        guard let value else {
            throw Flaw(
                reason: .invalidField, place: Int(field.slot), requirement: field.requirement)
        }
        return value
    }

    private static func number(_ capture: Capture, _ text: JSONText) -> EventBatch.FieldValue? {
        guard capture.kind == .integer || capture.kind == .fraction else { return nil }
        if let millionths = JSONNumber.shortDecimal(text, capture.start, capture.end) {
            return EventBatch.FieldValue(kind: .number, bits: millionths)
        }
        return longNumber(capture, text)
    }

    @inline(never)
    private static func longNumber(_ capture: Capture, _ text: JSONText) -> EventBatch.FieldValue? {
        // The lowest of all means "no value yet" in minima and maxima.
        FixedDecimal(json: text.span(capture.range)).flatMap {
            $0.millionths == .min ? nil : .number($0)
        }
    }

    private static func scalar(
        _ capture: Capture, _ text: JSONText, _ start: Int, _ unescaped: inout UnescapedTexts
    ) -> EventBatch.FieldValue? {
        switch capture.kind {
        case .integer, .fraction: return number(capture, text)
        case .yes: return .truth(true)
        case .no: return .truth(false)
        default: return label(capture, text, start, &unescaped).map { .text($0) }
        }
    }
}
