/// A calendar as an object.
final class CalendarBox: Sendable {
    let calendar: CivilCalendar

    init(_ calendar: CivilCalendar) { self.calendar = calendar }
}

/// A calendar, referred to without being counted.
///
/// SAFETY: the table that holds it also holds the plan, and the plan keeps the calendar alive.
@safe
struct CalendarReference: BitwiseCopyable {
    private let box: Unmanaged<CalendarBox>

    init(_ box: CalendarBox) { unsafe self.box = .passUnretained(box) }

    /// The calendar itself.
    var calendar: CivilCalendar { unsafe box._withUnsafeGuaranteedRef { $0.calendar } }

    /// The number of the unit that holds `instant`.
    @inline(__always)
    func number(of instant: Instant, _ unit: TimeUnit) -> Int64 {
        unsafe box._withUnsafeGuaranteedRef { unit.number(of: instant, $0.calendar) }
    }

    /// The first instant of unit `number`.
    @inline(__always)
    func start(of number: Int64, _ unit: TimeUnit) -> Instant {
        unsafe box._withUnsafeGuaranteedRef { unit.start(of: number, $0.calendar) }
    }
}
