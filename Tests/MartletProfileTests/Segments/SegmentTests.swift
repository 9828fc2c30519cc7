import MartletOracles
import MartletProfile
import Testing

/// Worked examples of stays, absences and deadlines.
@Suite struct SegmentTests {
    private typealias Change = SegmentStory.Change
    private static let start = SegmentStory.start
    private static let hour = SegmentStory.hour
    private static let day = SegmentStory.day

    private func buys(_ hours: [Double], amount: Int64 = 10_000_000) -> [SegmentStory.Event] {
        hours.map { hour in
            SegmentStory.Event(
                at: Self.start + Int64(hour * Double(Self.hour)), amount: amount)
        }
    }

    /// The instant some hours after the start.
    private func at(_ hours: Double) -> Int64 { Self.start + Int64(hours * Double(Self.hour)) }

    @Test func aCustomerLeavesAtTheExactInstantWithoutTraffic() throws {
        // The bucket of the hour from 1:00 leaves the window of two hours at 3:00.
        let changes = try SegmentStory.changes(
            buys([1.25, 1.75]), [SegmentDefinition(name: "busy", when: "n_2h >= 2")],
            until: at(72))
        #expect(
            changes == [
                Change(at: at(1.75), customer: "c1", entered: ["busy"]),
                Change(at: at(3), customer: "c1", exited: ["busy"], isDeadline: true),
            ])
        #expect(changes[0].next == at(3) && changes[1].next == .max)
    }

    @Test func silenceIsPassedOneMillisecondAfterItsLength() throws {
        let segment = SegmentDefinition(name: "silent", when: "hours_since(last) > 1.5")
        let atLeast = SegmentDefinition(name: "quiet", when: "hours_since(last) >= 1.5")
        let changes = try SegmentStory.changes(buys([1]), [segment, atLeast], until: at(9))
        #expect(
            changes == [
                Change(at: at(2.5), customer: "c1", entered: ["quiet"], isDeadline: true),
                Change(at: at(2.5) + 1, customer: "c1", entered: ["silent"], isDeadline: true),
            ])
    }

    /// An instant is an instant, the first millisecond of 1970 too.
    @Test func aStayFromTheEpochLastsItsShortestTime() throws {
        let segment = SegmentDefinition(
            name: "busy", when: "n_2h >= 1", minDwell: 5 * Self.hour, cooldown: 40 * Self.hour)
        let events = [0, 6, 50].map {
            SegmentStory.Event(at: $0 * Self.hour, amount: 10_000_000)
        }
        #expect(
            try SegmentStory.changes([events[0]], [segment], until: Self.day) == [
                Change(at: 0, customer: "c1", entered: ["busy"]),
                Change(at: 5 * Self.hour, customer: "c1", exited: ["busy"], isDeadline: true),
            ])
        // The absence ends while the second event counts no more, and before the third.
        #expect(
            try SegmentStory.changes(events, [segment], until: 51 * Self.hour).map(\.at)
                == [0, 5, 50].map { $0 * Self.hour })
    }

    @Test func hysteresisHoldsBetweenTheTwoBounds() throws {
        // 60, then 30 (between the bounds), then 0; three hours are counted.
        let segment = SegmentDefinition(
            name: "big", when: "s_3h >= 50", exitWhen: "s_3h < 20")
        var events = buys([0, 1], amount: 30_000_000)
        #expect(
            try SegmentStory.changes(events, [segment], until: at(9)) == [
                Change(at: at(1), customer: "c1", entered: ["big"]),
                Change(at: at(4), customer: "c1", exited: ["big"], isDeadline: true),
            ])
        // Without `exit_when` it ends with the first bucket.
        let plain = SegmentDefinition(name: "big", when: "s_3h >= 50")
        #expect(try SegmentStory.changes(events, [plain], until: at(9)).last?.at == at(3))
        // Between the bounds nobody enters.
        events = buys([0], amount: 30_000_000)
        #expect(try SegmentStory.changes(events, [segment], until: at(9)) == [])
    }

    @Test func whoeverMayLeaveAtOnceDoesNotEnter() throws {
        let segment = SegmentDefinition(name: "odd", when: "n >= 1", exitWhen: "n_2h >= 1")
        #expect(
            try SegmentStory.changes(buys([0, 1]), [segment], until: at(9)) == [
                Change(at: at(3), customer: "c1", entered: ["odd"], isDeadline: true)
            ])
    }

    @Test func aStayLastsItsShortestTime() throws {
        // The rule ends at 2:00; the stay that began at 0:30 lasts four hours.
        let segment = SegmentDefinition(
            name: "here", when: "n_2h >= 1", minDwell: 4 * Self.hour)
        #expect(
            try SegmentStory.changes(buys([0.5]), [segment], until: at(24)) == [
                Change(at: at(0.5), customer: "c1", entered: ["here"]),
                Change(at: at(4.5), customer: "c1", exited: ["here"], isDeadline: true),
            ])
        // Another purchase at 4:00 makes the rule true again before the stay could end.
        #expect(
            try SegmentStory.changes(buys([0.5, 4]), [segment], until: at(24)) == [
                Change(at: at(0.5), customer: "c1", entered: ["here"]),
                Change(at: at(6), customer: "c1", exited: ["here"], isDeadline: true),
            ])
    }

    @Test func anAbsenceLastsItsShortestTime() throws {
        let segment = SegmentDefinition(
            name: "here", when: "n_2h >= 1", cooldown: 4 * Self.hour)
        // Left at 2:00; back at 6:00 at the earliest, where the purchase of 5:00 still counts.
        #expect(
            try SegmentStory.changes(buys([0.5, 5]), [segment], until: at(24)) == [
                Change(at: at(0.5), customer: "c1", entered: ["here"]),
                Change(at: at(2), customer: "c1", exited: ["here"], isDeadline: true),
                Change(at: at(6), customer: "c1", entered: ["here"], isDeadline: true),
                Change(at: at(7), customer: "c1", exited: ["here"], isDeadline: true),
            ])
        // The purchase of 3:00 is forgotten before the absence ends.
        #expect(try SegmentStory.changes(buys([0.5, 3]), [segment], until: at(24)).count == 2)
    }

    @Test func theFirstEntryNeedsNoAbsence() throws {
        let segment = SegmentDefinition(name: "here", when: "n >= 1", cooldown: Self.day)
        #expect(try SegmentStory.changes(buys([0.5]), [segment]).count == 1)
    }

    @Test func deadlinesComeInTheOrderOfInstantAndCustomer() throws {
        let segments = [
            SegmentDefinition(name: "busy", when: "n_2h >= 1"),
            SegmentDefinition(name: "recent", when: "n_2d >= 1"),
        ]
        let customers = ["b", "c10", "\u{E9}", "a", "c9", "c1", "Z"]
        var events: [SegmentStory.Event] = []
        for (index, customer) in customers.enumerated() {
            events.append(.init(at: Self.start + Int64(index) * 60_000, customer: customer))
        }
        // One customer is an hour later than the others.
        events.append(.init(at: at(1), customer: "aa"))
        let deadlines = try SegmentStory.changes(events, segments, until: at(99))
            .filter(\.isDeadline)
        let order = ["Z", "a", "b", "c1", "c10", "c9", "\u{E9}"]
        #expect(
            deadlines.map(\.customer) == order + ["aa"] + ["Z", "a", "aa"] + order.dropFirst(2))
        #expect(
            deadlines.map(\.at) == order.map { _ in at(2) } + [at(3)]
                + Array(
                    repeating: at(48), count: 8))
    }

    @Test func everyDeadlineIsEvaluatedAtItsOwnInstant() throws {
        // One jump of the clock over two deadlines of the same customer.
        let segments = [
            SegmentDefinition(name: "busy", when: "n_2h >= 1"),
            SegmentDefinition(name: "fresh", when: "hours_since(last) <= 1.5"),
        ]
        let changes = try SegmentStory.changes(
            buys([0.25]) + [.init(at: at(50), customer: "other", type: "nothing")], segments)
        #expect(
            changes == [
                Change(at: at(0.25), customer: "c1", entered: ["busy", "fresh"]),
                Change(at: at(1.75) + 1, customer: "c1", exited: ["fresh"], isDeadline: true),
                Change(at: at(2), customer: "c1", exited: ["busy"], isDeadline: true),
            ])
    }

    @Test func aDeadlineComesBeforeAnEventOfTheSameInstant() throws {
        let segment = SegmentDefinition(name: "busy", when: "n_2h >= 1")
        #expect(
            try SegmentStory.changes(buys([0.5, 2]), [segment]) == [
                Change(at: at(0.5), customer: "c1", entered: ["busy"]),
                Change(at: at(2), customer: "c1", exited: ["busy"], isDeadline: true),
                Change(at: at(2), customer: "c1", entered: ["busy"]),
            ])
    }

    @Test func aRuleThatIsAlwaysTrueHoldsFromTheFirstEvent() throws {
        let segments = [
            SegmentDefinition(name: "all", when: "true"),
            SegmentDefinition(name: "none", when: "false"),
            SegmentDefinition(name: "window", when: "n_2h == 0"),
        ]
        #expect(
            try SegmentStory.changes([.init(at: at(1), type: "nothing")], segments, until: at(99))
                == [Change(at: at(1), customer: "c1", entered: ["all", "window"])])
    }

    @Test func moreSegmentsThanAWordHasBits() throws {
        let segments = (0..<130).map { index in
            SegmentDefinition(
                name: "s\(1000 + index)", when: "n >= \(index % 3 + 1)",
                minDwell: index % 2 == 0 ? 0 : 1)
        }
        let changes = try SegmentStory.changes(buys([0, 1, 2]), segments, until: at(9))
        #expect(changes.map(\.entered.count) == [44, 43, 43])
        #expect(changes.flatMap(\.exited) == [])
    }

    @Test func membersAreCounted() throws {
        var story = SegmentStory(
            try SegmentStory.plan([SegmentDefinition(name: "busy", when: "n_2h >= 1")]))
        for customer in ["a", "b", "c"] {
            story.apply(.init(at: at(0), customer: customer), clock: at(0))
        }
        story.apply(.init(at: at(1), customer: "a"), clock: at(1))
        #expect(story.table.members == [3])
        story.pass(to: at(2))
        #expect(story.table.members == [1])
        #expect(story.table.entries == [3] && story.table.exits == [2])
    }
}
