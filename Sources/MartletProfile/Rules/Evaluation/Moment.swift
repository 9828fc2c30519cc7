/// The instants of one evaluation.
///
/// To find when a comparison flips, it is evaluated again with today's facts and a later clock.
struct Moment {
    /// Facts are read as of this instant.
    var now: Instant
    /// Time functions measure to this instant, ms since the epoch.
    var clock: Int64
    /// The same, except where time cancels out of a difference: there any instant does, and one is
    /// taken at which nothing is lost to rounding.
    var reading: Int64
    /// Whether only the value counts, not until when it holds beyond its facts.
    var isProbe = false
    /// Whether a condition inside a number is evaluated: the clause around it follows its changes.
    var isInner = false

    /// Evaluation at `now`.
    init(_ now: Instant) {
        self.now = now
        clock = now.milliseconds
        reading = now.milliseconds
    }

    /// Instants from here on are not told apart from "never": records cannot show them.
    static let horizon = Instant.yearTenThousand - 1

    /// The same facts at another time.
    func probe(at clock: Int64) -> Moment {
        var moment = self
        moment.clock = clock
        moment.reading = clock
        moment.isProbe = true
        return moment
    }

    /// Facts that move all the time are read as of this instant.
    var movedNow: Instant { Instant(milliseconds: clock) }

    /// The same for a condition inside a number.
    var inner: Moment {
        var moment = self
        moment.reading = clock
        moment.isInner = true
        return moment
    }

    /// The same, with time functions measuring to `reading`.
    func reading(at reading: Int64) -> Moment {
        var moment = self
        moment.reading = reading
        return moment
    }
}

/// Facts of nobody: what constants are evaluated against.
struct NoFacts: FactSource {
    func number(_ feature: Int, at now: Instant) -> NumericFact { NumericFact(Number(.unknown)) }
    func fact(_ feature: Int, at now: Instant) -> Timed { Timed(.unknown) }
    func entry(_ feature: Int, key: String, at now: Instant) -> Timed { Timed(.unknown) }
    func field(_ index: Int) -> Value { .unknown }
    var calendar: CivilCalendar { .utc }
}
