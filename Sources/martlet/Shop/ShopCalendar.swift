/// When people shop: turns evenly flowing business time into instants.
///
/// Business time runs fast in busy hours and slowly at night, so that a process which is steady in
/// business time has the shop's seasons by hour, weekday and month. An average day has 24,000
/// ticks.
struct ShopCalendar: Sendable {
    /// Business time of an average day.
    static let ticksPerDay: Int64 = 24_000
    private static let hour: Int64 = 3_600_000
    /// Days behind the end that still have seasons, for a shop that takes longer than planned.
    private static let reserve = 200

    private static let workdayHours: [Int64] = [
        300, 150, 80, 60, 60, 120, 350, 700, 950, 1_050, 1_150, 1_200,
        1_500, 1_400, 1_100, 1_050, 1_100, 1_300, 1_500, 1_800, 2_200, 2_300, 1_600, 800,
    ]
    private static let weekendHours: [Int64] = [
        500, 300, 150, 80, 60, 80, 180, 400, 750, 1_100, 1_500, 1_700,
        1_600, 1_500, 1_550, 1_600, 1_550, 1_450, 1_350, 1_450, 1_700, 1_700, 1_200, 750,
    ]
    /// Per mille, Monday first.
    private static let weekdays: [Int64] = [920, 880, 900, 950, 1_050, 1_250, 1_100]
    /// Per mille, January first: quiet summers, a busy end of the year.
    private static let months: [Int64] = [
        960, 920, 960, 1_000, 1_000, 960, 900, 900, 1_000, 1_060, 1_300, 1_500,
    ]

    /// Business time at the start of each hour since the first midnight.
    private let ticks: [Int64]

    /// Makes the calendar of `days` days.
    ///
    /// - Parameters:
    ///   - firstDay: Days since the epoch.
    ///   - days: Days planned.
    ///   - salePerMille: How busy a sale makes a day; 1000 = no busier.
    init(firstDay: Int, days: Int, salePerMille: Int64) {
        var ticks: [Int64] = [0]
        ticks.reserveCapacity((days + Self.reserve) * 24 + 1)
        var total: Int64 = 0
        for day in firstDay..<(firstDay + days + Self.reserve) {
            let weekday = CivilDate.weekday(daysSinceEpoch: day)
            let hours = weekday >= 5 ? Self.weekendHours : Self.workdayHours
            let month = CivilDate(daysSinceEpoch: day).month
            var perMille = Self.weekdays[weekday] * Self.months[month - 1] / 1_000
            if Self.isSale(daysSinceEpoch: day) { perMille = perMille * salePerMille / 1_000 }
            for hour in hours {
                total += max(1, hour * perMille / 1_000)
                ticks.append(total)
            }
        }
        self.ticks = ticks
    }

    /// Whether a day belongs to a sale: Friday to Sunday around each month's second Saturday.
    static func isSale(daysSinceEpoch day: Int) -> Bool {
        let weekday = CivilDate.weekday(daysSinceEpoch: day)
        guard weekday >= 4 else { return false }
        return (8...14).contains(CivilDate(daysSinceEpoch: day + 5 - weekday).day)
    }

    /// The instant, in ms since the first midnight, at which business time reaches `tick`.
    func milliseconds(at tick: Int64) -> Int64 {
        guard tick > 0 else { return 0 }
        let end = ticks[ticks.count - 1]
        guard tick < end else {
            // No more seasons: every hour has as many ticks.
            let (hours, rest) = (tick - end).quotientAndRemainder(dividingBy: 1_000)
            return (Int64(ticks.count - 1) + hours) * Self.hour + rest * Self.hour / 1_000
        }
        var low = 0
        var high = ticks.count - 1
        while high - low > 1 {
            let middle = (low + high) >> 1
            if ticks[middle] <= tick { low = middle } else { high = middle }
        }
        return Int64(low) * Self.hour + (tick - ticks[low]) * Self.hour / (ticks[high] - ticks[low])
    }

    /// Business time at the end of `days` days.
    func ticks(days: Int) -> Int64 { ticks[min(days * 24, ticks.count - 1)] }
}
