import Testing

@testable import MartletProfile

/// Numbers of keys in windows against the raw events: late ones, and ones ahead of the clock.
@Suite struct DistinctWindowTests {
    private static let hour: Int64 = 3_600_000
    private static let length: Int64 = 5

    private static func plan() throws -> Plan {
        let feature = FeatureDefinition(
            name: "kinds", aggregate: .distinct, sources: [.init(type: "look", field: ["kind"])],
            window: Window(length: Int(length), unit: .hour))
        return try Plan(features: [feature], segments: [], dedupe: 0)
    }

    private static func count(_ events: [EventStory.Event], at now: Int64) -> Int {
        let current = now / hour
        return Set(
            events.filter { $0.at / hour > current - length && $0.at / hour <= current }
                .map { $0.texts["kind"] }
        ).count
    }

    /// Keys are counted as they are now, and as time alone will make of them.
    @Test(arguments: 0..<60) func countsAreExact(seed: Int) throws {
        var random = SplitMix64(seed: UInt64(seed))
        var table = ProfileTable(plan: try Self.plan())
        var events: [EventStory.Event] = []
        var clock: Int64 = 1_735_689_600_000
        // In half of the stories nothing is ahead of the clock.
        let ahead = seed % 2 == 0 ? 0 : 3
        for _ in 0..<80 {
            clock += Int64(random.next() % 3) * Int64(random.next() % 5_000_000)
            let at = clock + (Int64(random.next() % UInt64(10 + ahead)) - 9) * Self.hour / 2
            let event = EventStory.Event(
                type: "look", at: at, texts: ["kind": "k\(random.next() % 7)"])
            events.append(event)
            table.advance(to: Instant(milliseconds: clock))
            let row = EventStory.fold(event, into: &table)
            let facts = ProfileFacts(table, table.slab.row(row))
            // At unit ends, where alone it can change.
            let instants = [clock] + (1...12).map { (clock / Self.hour + $0) * Self.hour }
            for instant in instants {
                let fact = facts.number(0, at: Instant(milliseconds: instant))
                let expected = Self.count(events, at: instant)
                #expect(fact.number == Number(.int, Int64(expected)), "seed \(seed)")
                let holds = instants.filter { $0 > instant }.first {
                    Self.count(events, at: $0) != expected
                }
                #expect(
                    fact.until.milliseconds <= holds ?? .max, "seed \(seed), at \(instant)")
            }
            let comparison: Comparison = [.greaterOrEqual, .equal, .less][Int(random.next() % 3)]
            let bound = Number(.int, Int64(random.next() % 8))
            let now = Instant(milliseconds: clock)
            #expect(
                facts.flip(0, comparison, bound, from: now)
                    == facts.steppedFlip(0, comparison, bound, from: now), "seed \(seed)")
        }
    }

    /// While a key is ahead of the clock, events of others do not look for what there is to settle.
    @Test func anEventAheadOfTheClockIsRemembered() throws {
        var table = ProfileTable(plan: try Self.plan())
        let clock: Int64 = 1_735_689_600_000
        table.advance(to: Instant(milliseconds: clock))
        let events = [0, 2, 3, 0, 0, -1, 0].enumerated().map { index, hours in
            EventStory.Event(
                type: "look", at: clock + hours * Self.hour, texts: ["kind": "k\(index % 5)"])
        }
        let batch = EventStory.batch(events, table.plan)
        table.lookAhead(batch)
        var states: [Int64] = []
        for index in events.indices {
            let row = table.locate(batch, index).row
            _ = table.fold(batch, index, into: row)
            states.append(table.slab.row(row)[table.plan.features.lists[0].settled])
        }
        let ahead = (clock / Self.hour + 2) * 2
        #expect(states == [1, ahead, ahead, ahead, ahead, ahead, ahead])
        let facts = ProfileFacts(table, table.slab.row(0))
        #expect(facts.number(0, at: table.clock).number == Number(.int, 4))
    }

    /// A key costs one entry, on however many days it was seen.
    @Test func aKeyCostsOneEntry() throws {
        let feature = FeatureDefinition(
            name: "kinds", aggregate: .distinct, sources: [.init(type: "look", field: ["kind"])],
            window: Window(length: 400, unit: .day), limit: 1000)
        let plan = try Plan(features: [feature], segments: [], dedupe: 0)
        let events = (0..<200).flatMap { day in
            (0..<30).map { key in
                EventStory.Event(
                    type: "look", at: Int64(day) * 86_400_000 + Int64(key),
                    texts: ["kind": "k\(key)"])
            }
        }
        let table = EventStory.table(plan, events)
        let list = WordList(table.slab.row(0)[plan.features.lists[0].offset])
        #expect(list.count == 30)
        #expect(FeatureOracle.text(table.value(0, 0, table.clock), table) == "30")
    }

    /// Units are whole words: minutes of the year 9999 are counted as all others.
    @Test(arguments: [FeatureDefinition.Aggregate.distinct, .tally, .count])
    func minutesOfTheFarFuture(aggregate: FeatureDefinition.Aggregate) throws {
        let feature = FeatureDefinition(
            name: "f", aggregate: aggregate,
            sources: [.init(type: "look", field: aggregate == .count ? [] : ["kind"])],
            window: Window(length: 30, unit: .minute))
        let plan = try Plan(features: [feature], segments: [], dedupe: 0)
        let last: Int64 = 253_402_300_799_999
        let events = (0..<60).map { minute in
            EventStory.Event(
                type: "look", at: last - Int64(59 - minute) * 60_000,
                texts: ["kind": minute % 2 == 0 ? "a" : "b"])
        }
        let table = EventStory.table(plan, events)
        let expected: [FeatureDefinition.Aggregate: String] = [
            .distinct: "2", .tally: "a:15,b:15", .count: "30",
        ]
        #expect(FeatureOracle.text(table.value(0, 0, table.clock), table) == expected[aggregate])
    }
}
