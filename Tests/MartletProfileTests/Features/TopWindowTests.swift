import Testing

@testable import MartletProfile

/// The heaviest keys of long lists against the raw events: late ones, ones ahead of the clock, and
/// after going back.
@Suite struct TopWindowTests {
    private static let hour: Int64 = 3_600_000
    private static let length: Int64 = 8

    private static func feature(_ name: String, k: Int, decays: Bool) -> FeatureDefinition {
        FeatureDefinition(
            name: name, aggregate: .top, sources: [.init(type: "look", field: ["kind"])],
            window: decays ? nil : Window(length: Int(length), unit: .hour), limit: 4_000, k: k,
            halfLife: decays ? hour : nil)
    }

    private static func plan(
        decays: Bool = false, segments: [SegmentDefinition] = []
    ) throws -> Plan {
        try Plan(
            features: [
                feature("few", k: 2, decays: decays), feature("more", k: 5, decays: decays),
            ], segments: segments, dedupe: 0)
    }

    private static func top(_ k: Int, _ events: [EventStory.Event], at now: Int64) -> [String] {
        let current = now / hour
        let counted = events.filter { $0.at / hour > current - length && $0.at / hour <= current }
        let weights = Dictionary(grouping: counted) { $0.texts["kind"] ?? "" }.mapValues(\.count)
        return weights.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(k).map(\.key)
    }

    private static func names(
        _ feature: Int, _ row: Int, _ table: borrowing ProfileTable, at now: Int64
    ) -> [String] {
        let facts = ProfileFacts(table, table.slab.row(row))
        let fact = facts.fact(feature, at: Instant(milliseconds: now))
        guard case .list(let names) = fact.value else { return [] }
        return names.map { name in
            guard case .string(let text) = name else { return "?" }
            return text
        }
    }

    @Test(arguments: 0..<24) func theHeaviestAreExact(seed: Int) throws {
        var random = SplitMix64(seed: UInt64(seed))
        var table = ProfileTable(plan: try Self.plan())
        table.keepImages()
        var events: [EventStory.Event] = []
        var committed = 0
        var clock: Int64 = 1_735_689_600_000
        var clockThen = clock
        for step in 0..<700 {
            clock += Int64(random.next() % 4) * Int64(random.next() % 60_000)
            table.advance(to: Instant(milliseconds: clock))
            // Late ones, and in half of the stories ones ahead of the clock.
            var at = clock
            if random.next() % 3 == 0 {
                at += (Int64(random.next() % UInt64(20 + seed % 2 * 3)) - 19) * Self.hour / 2
            }
            let kind = random.next() % 2 == 0 ? random.next() % 12 : random.next() % 300
            let event = EventStory.Event(type: "look", at: at, texts: ["kind": "k\(kind)"])
            events.append(event)
            let row = EventStory.fold(event, into: &table)
            // Somebody else, whose keys are none of theirs.
            if step % 3 == 0 { _ = EventStory.fold(event, into: &table, customer: "c2") }
            for (feature, k) in [(0, 2), (1, 5)] where random.next() % 4 != 0 {
                let ahead = random.next() % 4 == 0 ? Int64(random.next() % 12) * Self.hour : 0
                let found = Self.names(feature, row, table, at: clock + ahead)
                #expect(
                    found == Self.top(k, events, at: clock + ahead), "seed \(seed), step \(step)")
            }
            switch random.next() % 40 {
            case 0...4:
                table.endCycle()
                (committed, clockThen) = (events.count, clock)
            case 5:
                table.rollBack()
                events.removeSubrange(committed...)
                clock = clockThen
            case 6:
                // The customer as a record has them.
                var image = RowImage()
                table.export(row, into: &image)
                let id = Array("c1".utf8)
                #expect(table.restore(id.span, from: image) == row)
            default: break
            }
        }
    }

    /// Halves of an hour, over long lists: the shorter way finds what the walk finds.
    @Test(arguments: 0..<8) func decayingWeights(seed: Int) throws {
        var random = SplitMix64(seed: UInt64(100 + seed))
        var table = ProfileTable(plan: try Self.plan(decays: true))
        var clock: Int64 = 1_735_689_600_000
        for step in 0..<900 {
            clock += Int64(random.next() % 300_000)
            table.advance(to: Instant(milliseconds: clock))
            let late = random.next() % 3 == 0 ? Int64(random.next() % 24) * Self.hour : 0
            let kind = random.next() % 2 == 0 ? random.next() % 12 : random.next() % 300
            let row = EventStory.fold(
                EventStory.Event(type: "look", at: clock - late, texts: ["kind": "k\(kind)"]),
                into: &table)
            let found = Self.names(1, row, table, at: clock)
            table.symbols.tops.forgetAll()
            #expect(found == Self.names(1, row, table, at: clock), "seed \(seed), step \(step)")
        }
    }

    /// Thousands of keys and a rule about them: an event does not walk over all of them, and the
    /// rule holds when it says.
    @Test func eventsOfManyKeysAreCheap() throws {
        let segment = SegmentDefinition(name: "fan", when: "'k3' in more")
        var table = ProfileTable(plan: try Self.plan(segments: [segment]))
        var random = SplitMix64(seed: 7)
        var events: [EventStory.Event] = []
        let start: Int64 = 1_735_689_600_000
        for step in 0..<3_000 {
            let clock = start + Int64(step) * 20_000
            while table.firstWake.milliseconds <= clock {
                var due: [Int] = []
                let at = table.takeDue(into: &due)
                table.advance(to: at)
                for row in due { _ = table.evaluate(row, .everything, at: at) }
            }
            table.advance(to: Instant(milliseconds: clock))
            let kind = random.next() % 4 == 0 ? random.next() % 8 : random.next() % 2_000
            events.append(
                EventStory.Event(type: "look", at: clock, texts: ["kind": "k\(kind)"]))
            let row = EventStory.fold(events[step], into: &table)
            _ = table.evaluate(row, step == 0 ? .everything : .event(type: 0), at: table.clock)
            guard step % 10 == 0 else { continue }
            #expect(
                table.isMember(row, of: 0) == Self.top(5, events, at: clock).contains("k3"),
                "step \(step)")
        }
        // Some seventeen hours: a walk at each, and few more.
        #expect(table.symbols.tops.walks < 80)
    }
}
