/// What rules read: a profile, the variables of `martlet eval`, or an event.
///
/// Every answer for an instant later than now is what time alone makes of today's profile: rules
/// look ahead through these functions to find the instant at which they change.
public protocol FactSource: ~Copyable, ~Escapable {
    /// The value of a feature as a number; the hot path of every comparison with a number.
    ///
    /// `.other` for a feature whose value is a text, list or map; `.unknown` if it has none.
    func number(_ feature: Int, at now: Instant) -> NumericFact

    /// The value of any feature.
    func fact(_ feature: Int, at now: Instant) -> Timed

    /// The entry of a tally; `.int(0)` where the key is absent.
    func entry(_ feature: Int, key: String, at now: Instant) -> Timed

    /// One of the values of a feature that has several, by its number.
    func part(_ feature: Int, _ part: Int, at now: Instant) -> NumericFact

    /// The answer of `feature comparison bound` for a feature whose value falls all the time, exact
    /// in its truth and in its end.
    func compare(
        forecast feature: Int, _ comparison: Comparison, _ bound: Number, at now: Instant
    ) -> Verdict

    /// Bounds of the values of a feature whose value falls all the time, from one instant to
    /// another, rounding included; nil = none are known.
    func bounds(_ feature: Int, from start: Instant, to end: Instant) -> ClosedRange<Double>?

    /// The value of `event.x`, by its index in ``RuleProgram/fieldPaths``; `.unknown` if absent.
    ///
    /// A JSON number is a double, as in CEL.
    func field(_ index: Int) -> Value

    /// The same as a number.
    func number(field index: Int) -> NumericFact

    /// Whether a feature is this text (UTF-8); `.unknown` if it has no value.
    func compare(feature: Int, with text: Span<UInt8>, at now: Instant) -> Verdict

    /// Whether a field of the event is this text (UTF-8); `.unknown` if it is absent.
    func compare(field index: Int, with text: Span<UInt8>) -> Truth

    /// Whether a feature that is a list of texts has this one; nil if that is to be found by way of
    /// ``fact(_:at:)``.
    func contains(_ feature: Int, _ text: String, at now: Instant) -> Verdict?

    /// Whether the customer is in a list, by its index in ``RuleScope/lists``.
    func isListed(_ list: Int) -> Bool

    /// The first instant after `now` at which `feature comparison bound` has another truth (of the
    /// three) than at `now`; `.never` if there is none.
    func flip(
        _ feature: Int, _ comparison: Comparison, _ bound: Number, from now: Instant
    ) -> Instant

    /// The answer of `feature comparison bound`, exact in its truth and in its end.
    func compare(
        _ feature: Int, _ comparison: Comparison, _ bound: Number, at now: Instant
    ) -> Verdict

    /// Whether looking at the value of a feature once more costs so much that the search for the
    /// instant at which a rule changes had better be put off: it ends early then.
    func isCostly(_ feature: Int) -> Bool

    /// The calendar of the configured time zone, for `hour()` and `weekday()`.
    var calendar: CivilCalendar { get }
}

extension FactSource where Self: ~Copyable, Self: ~Escapable {
    /// The field's value as a number, by way of ``field(_:)``.
    public func number(field index: Int) -> NumericFact { NumericFact(field(index).number) }

    /// Whether the feature is this text, by way of ``fact(_:at:)``.
    public func compare(feature: Int, with text: Span<UInt8>, at now: Instant) -> Verdict {
        let fact = fact(feature, at: now)
        if case .error(let error) = fact.value {
            return Verdict(.unknown, error: error, until: fact.until)
        }
        return Verdict(fact.value.truth(ofText: text), until: fact.until)
    }

    /// Whether the field is this text, by way of ``field(_:)``.
    public func compare(field index: Int, with text: Span<UInt8>) -> Truth {
        field(index).truth(ofText: text)
    }

    /// No feature has several values.
    public func part(_ feature: Int, _ part: Int, at now: Instant) -> NumericFact {
        NumericFact(Number(.unknown))
    }

    /// The answer from the number now: no feature's value moves all the time.
    public func compare(
        forecast feature: Int, _ comparison: Comparison, _ bound: Number, at now: Instant
    ) -> Verdict {
        compare(feature, comparison, bound, at: now)
    }

    /// Nothing is known.
    public func bounds(
        _ feature: Int, from start: Instant, to end: Instant
    ) -> ClosedRange<Double>? { nil }

    /// The answer from the number now, and the flip if time can change it.
    @inline(__always)
    public func compare(
        _ feature: Int, _ comparison: Comparison, _ bound: Number, at now: Instant
    ) -> Verdict {
        comparedByValue(feature, comparison, bound, at: now)
    }

    /// The answer from the number now, for sources that know a shorter way for some features.
    @inline(never)
    func comparedByValue(
        _ feature: Int, _ comparison: Comparison, _ bound: Number, at now: Instant
    ) -> Verdict {
        let fact = number(feature, at: now)
        var verdict = fact.number.verdict(comparison, bound, until: fact.until)
        if fact.until != .never {
            verdict.until = flip(feature, comparison, bound, from: now)
        }
        return verdict
    }

    /// Knows no shorter way.
    public func contains(_ feature: Int, _ text: String, at now: Instant) -> Verdict? { nil }

    /// No feature costs much.
    public func isCostly(_ feature: Int) -> Bool { false }

    /// Nobody is in any list.
    public func isListed(_ list: Int) -> Bool { false }

    /// Steps from one change of the feature to the next; as many steps as it has changes.
    public func flip(
        _ feature: Int, _ comparison: Comparison, _ bound: Number, from now: Instant
    ) -> Instant {
        steppedFlip(feature, comparison, bound, from: now)
    }

    /// The same, for sources that know a shorter way for some features.
    func steppedFlip(
        _ feature: Int, _ comparison: Comparison, _ bound: Number, from now: Instant
    ) -> Instant {
        var fact = number(feature, at: now)
        let truth = fact.number.verdict(comparison, bound, until: .never).truth
        while fact.until < .never {
            let next = number(feature, at: fact.until)
            if next.number.verdict(comparison, bound, until: .never).truth != truth { break }
            guard next.until > fact.until else { break }
            fact = next
        }
        return fact.until
    }
}

extension Value {
    /// Whether the value is the text; unknown if there is no value.
    fileprivate func truth(ofText text: Span<UInt8>) -> Truth {
        guard isKnown else { return .unknown }
        guard case .string(let own) = self, own.utf8.count == text.count else { return .no }
        var index = 0
        for byte in own.utf8 {
            guard byte == text[index] else { return .no }
            index += 1
        }
        return .yes
    }
}
