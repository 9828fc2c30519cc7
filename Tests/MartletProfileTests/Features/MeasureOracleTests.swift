import Testing

@testable import MartletProfile

/// Every feature on a model against the whole list of events.
@Suite struct MeasureOracleTests {
    private static func check(
        _ table: borrowing ProfileTable, _ events: [EventStory.Event], _ note: String
    ) {
        let plan = table.plan
        let clock = table.clock
        for (index, definition) in plan.features.definitions.enumerated() {
            let got = FeatureOracle.text(table.value(index, 0, clock), table)
            let want = MeasureFixture.value(
                definition, events, clock.milliseconds, plan.calendar)
            #expect(got == want, "\(definition.name), \(note)")
        }
    }

    @Test(arguments: 1...12) func everyKindAgreesWithTheRawEvents(seed: Int) throws {
        var random = SplitMix64(seed: UInt64(seed))
        for round in 0..<25 {
            let calendar = round % 2 == 0 ? CivilCalendar.utc : MeasureFixture.berlin
            let plan = try MeasureFixture.plan([], calendar)
            let days = [3, 40, 400][Int(random.next() % 3)]
            var events = MeasureFixture.story(
                &random, count: Int(random.next() % 30) + 1, days: days)
            if random.next() % 2 == 0 { events.sort { $0.at < $1.at } }
            let last = events.map(\.at).max() ?? 0
            let clock = last + Int64(random.next() % UInt64(60 * MeasureFixture.day))
            let table = EventStory.table(plan, events, clockAtEnd: clock)
            Self.check(table, events, "seed \(seed), round \(round)")
        }
    }

    /// What records of a profile hold is enough to go on as if nothing had happened.
    @Test(arguments: 1...6) func recordsHoldWhatCounts(seed: Int) throws {
        var random = SplitMix64(seed: UInt64(seed))
        let plan = try MeasureFixture.plan([], MeasureFixture.berlin)
        var events = MeasureFixture.story(&random, count: 40, days: 300)
        let table = EventStory.table(plan, Array(events[..<20]))
        var image = RowImage()
        table.export(0, into: &image)
        var restored = ProfileTable(plan: plan)
        restored.advance(to: table.clock)
        #expect(restored.restore(Array("c1".utf8).span, from: image) == 0)
        var again = RowImage()
        restored.export(0, into: &again)
        #expect(again == image)
        Self.check(restored, Array(events[..<20]), "seed \(seed), restored")
        let batch = EventStory.batch(Array(events[20...]), plan)
        restored.lookAhead(batch)
        for index in 0..<batch.count {
            restored.advance(to: batch.heads[index].at)
            _ = restored.fold(batch, index, into: 0)
        }
        events.shuffle(using: &random)
        Self.check(restored, events, "seed \(seed), going on")
    }

    /// A list that is full forgets the oldest days, in whatever order they come.
    @Test func fullListsKeepTheLatest() throws {
        let plan = try MeasureFixture.plan()
        var random = SplitMix64(seed: 5)
        // One purchase in every other block of 32 days, for more blocks than are kept.
        let events = (0..<700).map { index in
            EventStory.Event(
                type: "buy", at: MeasureFixture.start + Int64(index) * 64 * MeasureFixture.day)
        }
        let one = EventStory.table(plan, events)
        let other = EventStory.table(
            plan, events.shuffled(using: &random), clockAtEnd: events[699].at)
        for (index, definition) in plan.features.definitions.enumerated() {
            let got = FeatureOracle.text(other.value(index, 0, other.clock), other)
            let want = FeatureOracle.text(one.value(index, 0, one.clock), one)
            #expect(got == want, "\(definition.name)")
        }
        let rhythm = plan.features.definitions.firstIndex { $0.name == "rhythm" } ?? 0
        guard case .rhythm(_, let gaps) = one.value(rhythm, 0, one.clock).value else {
            Issue.record("no rhythm")
            return
        }
        #expect(gaps == 511)
    }
}
