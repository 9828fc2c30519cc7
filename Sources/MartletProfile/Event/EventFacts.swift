/// One event as a `where` or a trigger sees it: `event.x` and nothing of the profile.
///
/// A view of the batch, which is not copied.
struct EventFacts: FactSource, ~Escapable {
    /// The fields of the event that the plan reads.
    private let values: Span<EventBatch.FieldValue>
    private let text: Span<UInt8>
    /// Index into the schema of each field that the program reads.
    private let fields: Span<Int>
    private let calendars: CalendarReference

    @_lifetime(borrow batch, borrow fields)
    init(
        _ batch: borrowing EventBatch, _ index: Int, _ fields: borrowing [Int],
        _ calendars: CalendarReference
    ) {
        let first = index * batch.fieldCount
        values = batch.values.span.extracting(first..<first + batch.fieldCount)
        text = batch.text.span
        self.fields = fields.span
        self.calendars = calendars
    }

    var calendar: CivilCalendar { calendars.calendar }

    func number(_ feature: Int, at now: Instant) -> NumericFact { NumericFact(Number(.unknown)) }

    func fact(_ feature: Int, at now: Instant) -> Timed { Timed(.unknown) }

    func entry(_ feature: Int, key: String, at now: Instant) -> Timed {
        Timed(.unknown)
    }

    func isListed(_ list: Int) -> Bool { false }

    func number(field index: Int) -> NumericFact {
        let value = values[fields[index]]
        switch value.kind {
        case .absent: return NumericFact(Number(.unknown))
        case .truth: return NumericFact(Number(.bool, value.bits))
        case .number:
            // As in CEL, where every JSON number is a double.
            return NumericFact(Number(FixedDecimal(millionths: value.bits).double))
        case .text: return NumericFact(Number(.other))
        }
    }

    func compare(field index: Int, with text: Span<UInt8>) -> Truth {
        let value = values[fields[index]]
        guard value.kind == .text else { return value.kind == .absent ? .unknown : .no }
        let own = self.text.extracting(value.range.bytes)
        return Truth(own.count == text.count && ByteHash.equal(own, text))
    }

    func field(_ index: Int) -> Value {
        let value = values[fields[index]]
        guard value.kind == .text else {
            return Value(number(field: index).number) ?? .unknown
        }
        let bytes = text.extracting(value.range.bytes)
        return .string(String(decoding: bytes.indices.map { bytes[$0] }, as: UTF8.self))
    }
}

extension EventBatch.TextRange {
    /// The range in the batch's text.
    fileprivate var bytes: Range<Int> { Int(start)..<Int(start) + Int(count) }
}

extension ProfileTable {
    /// Whether an event satisfies a `where`; unknown does not.
    @inline(never)
    mutating func passes(_ filter: Int, _ batch: borrowing EventBatch, _ index: Int) -> Bool {
        let filter = plan.features.filters[filter]
        let facts = EventFacts(batch, index, filter.fields, calendar)
        let verdict = filter.program.verdict(facts, at: batch.heads[index].at)
        if verdict.error != nil { counters.evaluationErrors += 1 }
        return verdict.truth == .yes
    }
}
