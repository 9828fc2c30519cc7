/// What the rule of a trigger reads: a profile, and the event at hand.
struct TriggerFacts: FactSource, ~Escapable {
    let profile: ProfileFacts
    let event: EventFacts

    @_lifetime(copy event)
    init(profile: ProfileFacts, event: EventFacts) {
        self.profile = profile
        self.event = event
    }

    func number(_ feature: Int, at now: Instant) -> NumericFact {
        profile.number(feature, at: now)
    }

    func fact(_ feature: Int, at now: Instant) -> Timed { profile.fact(feature, at: now) }

    func entry(_ feature: Int, key: String, at now: Instant) -> Timed {
        profile.entry(feature, key: key, at: now)
    }

    func part(_ feature: Int, _ part: Int, at now: Instant) -> NumericFact {
        profile.part(feature, part, at: now)
    }

    func compare(
        forecast feature: Int, _ comparison: Comparison, _ bound: Number, at now: Instant
    ) -> Verdict {
        profile.compare(forecast: feature, comparison, bound, at: now)
    }

    func bounds(_ feature: Int, from start: Instant, to end: Instant) -> ClosedRange<Double>? {
        profile.bounds(feature, from: start, to: end)
    }

    func isCostly(_ feature: Int) -> Bool { profile.isCostly(feature) }

    func field(_ index: Int) -> Value { event.field(index) }

    func number(field index: Int) -> NumericFact { event.number(field: index) }

    func compare(field index: Int, with text: Span<UInt8>) -> Truth {
        event.compare(field: index, with: text)
    }

    func isListed(_ list: Int) -> Bool { profile.isListed(list) }

    var calendar: CivilCalendar { profile.calendar }
}
