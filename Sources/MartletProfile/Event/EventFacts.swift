/// One event as a `where` or a trigger sees it: `event.x` and nothing of the profile.
struct EventFacts: FactSource {
    let batch: EventBatch
    let index: Int
    /// Index into the schema of each field that the program reads.
    let fields: [Int]
    let calendar: CivilCalendar

    func number(_ feature: Int, at now: Instant) -> NumericFact { NumericFact(Number(.unknown)) }

    func fact(_ feature: Int, at now: Instant) -> Timed { Timed(.unknown) }

    func entry(_ feature: Int, key: String, at now: Instant) -> Timed {
        Timed(.unknown)
    }

    func isListed(_ list: Int) -> Bool { false }

    func field(_ index: Int) -> Value {
        let value = batch.values[self.index * batch.fieldCount + fields[index]]
        switch value.kind {
        case .absent: return .unknown
        case .truth: return .bool(value.bits != 0)
        case .number:
            // As in CEL, where every JSON number is a double.
            return .double(FixedDecimal(millionths: value.bits).double)
        case .text:
            let start = Int(value.range.start)
            return .string(
                String(decoding: batch.text[start..<start + Int(value.range.count)], as: UTF8.self))
        }
    }
}

extension ProfileTable {
    /// Whether an event satisfies a `where`; unknown does not.
    @inline(never)
    mutating func passes(_ filter: Int, _ batch: borrowing EventBatch, _ index: Int) -> Bool {
        let filter = plan.features.filters[filter]
        let facts = EventFacts(
            batch: copy batch, index: index, fields: filter.fields, calendar: plan.calendar)
        let verdict = filter.program.verdict(facts, at: batch.heads[index].at)
        if verdict.error != nil { counters.evaluationErrors += 1 }
        return verdict.truth == .yes
    }
}
