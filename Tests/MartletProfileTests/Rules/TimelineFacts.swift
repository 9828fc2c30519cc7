@testable import MartletProfile

/// Facts that change at given instants and are constant in between.
struct TimelineFacts: FactSource {
    /// One feature: ascending instants, each with the value from then on.
    struct Timeline: Sendable {
        var pieces: [(from: Int64, value: Value)]

        /// A value that never changes.
        init(_ value: Value) { pieces = [(.min, value)] }

        init(_ value: Value, _ changes: KeyValuePairs<Int64, Value>) {
            pieces = [(.min, value)] + changes.map { (from: $0.key, value: $0.value) }
        }

        func value(at instant: Int64) -> Timed {
            let next = pieces.firstIndex { $0.from > instant } ?? pieces.count
            let until = next < pieces.count ? pieces[next].from : .max
            return Timed(pieces[next - 1].value, until: Instant(milliseconds: until))
        }
    }

    var timelines: [Timeline]
    var calendar = CivilCalendar.utc

    func fact(_ feature: Int, at now: Instant) -> Timed {
        timelines[feature].value(at: now.milliseconds)
    }

    func number(_ feature: Int, at now: Instant) -> NumericFact {
        let timed = timelines[feature].value(at: now.milliseconds)
        return NumericFact(timed.value.number, until: timed.until)
    }

    func entry(_ feature: Int, key: String, at now: Instant) -> Timed {
        let timed = timelines[feature].value(at: now.milliseconds)
        guard case .map(let entries) = timed.value else { return timed }
        return Timed(entries[key] ?? 0, until: timed.until)
    }

    func field(_ index: Int) -> Value { .unknown }
}
