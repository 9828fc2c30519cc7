import Testing

@testable import MartletProfile

/// Civil days of real zones, from their published transitions.
@Suite struct CivilCalendarTests {
    private static let hour: Int64 = 3_600_000

    private func instant(_ text: String) throws -> Instant {
        let bytes = Array(text.utf8)
        let instant = Instant(rfc3339: bytes.span)
        return try #require(instant)
    }

    private func calendar(_ initial: Int, _ transitions: KeyValuePairs<String, Int>) throws
        -> CivilCalendar
    {
        CivilCalendar(
            initialOffset: initial,
            transitions: try transitions.map { .init(at: try instant($0.key), offset: $0.value) })
    }

    private func berlin() throws -> CivilCalendar {
        try calendar(3600, ["2011-03-27T01:00:00Z": 7200, "2011-10-30T01:00:00Z": 3600])
    }

    @Test func utc() throws {
        let calendar = CivilCalendar.utc
        #expect(calendar.day(of: Instant(milliseconds: 0)) == 0)
        #expect(calendar.day(of: Instant(milliseconds: -1)) == -1)
        #expect(calendar.start(ofDay: -1).milliseconds == -RuleFixture.day)
        #expect(calendar.hour(of: Instant(milliseconds: -1)) == 23)
        #expect(calendar.weekday(of: Instant(milliseconds: 0)) == 4)
        #expect(calendar.weekday(of: try instant("2011-03-01T08:26:00Z")) == 2)
        #expect(calendar.weekday(of: try instant("1900-01-07T00:00:00Z")) == 0)
    }

    @Test func shortAndLongDays() throws {
        let calendar = try berlin()
        let spring = calendar.day(of: try instant("2011-03-27T10:00:00Z"))
        #expect(calendar.start(ofDay: spring) == (try instant("2011-03-26T23:00:00Z")))
        #expect(calendar.start(ofDay: spring + 1) == (try instant("2011-03-27T22:00:00Z")))
        let autumn = calendar.day(of: try instant("2011-10-30T10:00:00Z"))
        #expect(calendar.start(ofDay: autumn) == (try instant("2011-10-29T22:00:00Z")))
        #expect(calendar.start(ofDay: autumn + 1) == (try instant("2011-10-30T23:00:00Z")))
        #expect(calendar.hour(of: try instant("2011-03-27T00:59:59Z")) == 1)
        #expect(calendar.hour(of: try instant("2011-03-27T01:00:00Z")) == 3)
        #expect(calendar.hour(of: try instant("2011-10-30T00:30:00Z")) == 2)
        #expect(calendar.hour(of: try instant("2011-10-30T01:30:00Z")) == 2)
        #expect(calendar.weekday(of: try instant("2011-03-27T22:00:00Z")) == 1)
    }

    /// Clocks went from 00:00 to 01:00: the day begins at 01:00.
    @Test func midnightThatDoesNotExist() throws {
        let calendar = try calendar(
            -10_800, ["2018-11-04T03:00:00Z": -7200, "2019-02-17T02:00:00Z": -10_800])
        let day = calendar.day(of: try instant("2018-11-04T12:00:00Z"))
        #expect(calendar.start(ofDay: day) == (try instant("2018-11-04T03:00:00Z")))
        #expect(calendar.hour(of: calendar.start(ofDay: day)) == 1)
        #expect(calendar.start(ofDay: day + 1) == (try instant("2018-11-05T02:00:00Z")))
        #expect(
            calendar.day(of: Instant(milliseconds: calendar.start(ofDay: day).milliseconds - 1))
                == day - 1)
        // 00:00 became 23:00 of the day before, which is 25 hours long.
        let last = calendar.day(of: try instant("2019-02-16T12:00:00Z"))
        #expect(
            calendar.start(ofDay: last + 1).milliseconds - calendar.start(ofDay: last).milliseconds
                == 25 * Self.hour)
    }

    /// Samoa skipped 2011-12-30.
    @Test func skippedDay() throws {
        let calendar = try calendar(-36_000, ["2011-12-30T10:00:00Z": 50_400])
        let day = calendar.day(of: try instant("2011-12-30T09:59:59Z"))
        #expect(calendar.day(of: try instant("2011-12-30T10:00:00Z")) == day + 2)
        #expect(calendar.start(ofDay: day + 1) == (try instant("2011-12-30T10:00:00Z")))
        #expect(calendar.start(ofDay: day + 2) == (try instant("2011-12-30T10:00:00Z")))
        #expect(calendar.start(ofDay: day + 3) == (try instant("2011-12-31T10:00:00Z")))
    }

    /// Clocks set back over midnight do not bring the day back (St John's, 00:01 to 23:01).
    @Test func repeatedMidnight() throws {
        let calendar = try calendar(-9000, ["2010-11-07T02:31:00Z": -12_600])
        let day = calendar.day(of: try instant("2010-11-07T02:30:30Z"))
        #expect(calendar.start(ofDay: day) == (try instant("2010-11-07T02:30:00Z")))
        #expect(calendar.day(of: try instant("2010-11-07T02:31:00Z")) == day)
        #expect(calendar.hour(of: try instant("2010-11-07T02:31:00Z")) == 23)
        #expect(calendar.day(of: try instant("2010-11-07T04:00:00Z")) == day)
    }

    @Test func halfHourZone() throws {
        let calendar = try calendar(19_800, [:])
        #expect(calendar.start(ofDay: 0).milliseconds == -19_800_000)
        #expect(calendar.hour(of: try instant("2011-03-01T18:29:59Z")) == 23)
        #expect(calendar.hour(of: try instant("2011-03-01T18:30:00Z")) == 0)
    }

    /// Days follow one another and hold exactly the instants between their starts.
    @Test func daysAndStartsAgree() throws {
        var random = SplitMix64(seed: 11)
        for _ in 0..<50 {
            var transitions: [CivilCalendar.Transition] = []
            var at: Int64 = 0
            for _ in 0..<Int.random(in: 0...6, using: &random) {
                at += Int64.random(in: 1...400, using: &random) * 1_800_000
                let offset = Int.random(in: -28...28, using: &random) * 1800
                transitions.append(.init(at: Instant(milliseconds: at), offset: offset))
            }
            let calendar = CivilCalendar(initialOffset: 3600, transitions: transitions.reversed())
            for _ in 0..<200 {
                let now = Instant(
                    milliseconds: Int64.random(in: -200...3000, using: &random) * 900_000)
                let day = calendar.day(of: now)
                #expect(calendar.start(ofDay: day) <= now && now < calendar.start(ofDay: day + 1))
                let start = calendar.start(ofDay: day)
                #expect(calendar.day(of: start) == day)
                #expect(calendar.day(of: Instant(milliseconds: start.milliseconds - 1)) < day)
            }
        }
    }
}
