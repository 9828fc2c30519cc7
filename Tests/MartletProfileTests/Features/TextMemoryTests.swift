import Testing

@testable import MartletProfile

/// Memory for texts is bounded by what profiles refer to.
@Suite struct TextMemoryTests {
    private static let day: Int64 = 86_400_000

    private static func plan(
        _ aggregate: FeatureDefinition.Aggregate, limit: Int = 1000, window: Window? = nil
    ) throws -> Plan {
        let feature = FeatureDefinition(
            name: "f", aggregate: aggregate, sources: [.init(type: "look", field: ["url"])],
            window: window, limit: limit)
        return try Plan(features: [feature], segments: [], dedupe: 0)
    }

    /// Applies events one by one, each a commit cycle of its own.
    private static func apply(_ events: [EventStory.Event], to table: inout ProfileTable) {
        for event in events {
            let batch = EventStory.batch([event], table.plan)
            table.advance(to: batch.heads[0].at)
            table.lookAhead(batch)
            let row = table.locate(batch, 0).row
            _ = table.fold(batch, 0, into: row)
            table.endCycle()
        }
    }

    private static func look(_ url: String, at: Int64) -> EventStory.Event {
        EventStory.Event(type: "look", at: at, texts: ["url": url])
    }

    @Test(arguments: [nil, Window(length: 3, unit: .day)])
    func aFullTallyTakesInNoTexts(window: Window?) throws {
        var table = ProfileTable(plan: try Self.plan(.tally, limit: 3, window: window))
        Self.apply((0..<2000).map { Self.look("u\($0)", at: 1000) }, to: &table)
        let capacity = 3 * (window?.length ?? 1)
        #expect(table.symbols.count == capacity)
        #expect(table.counters.limited == 2000 - capacity)
    }

    @Test func aFullSetTakesInNoTexts() throws {
        let window = Window(length: 3, unit: .day)
        var table = ProfileTable(plan: try Self.plan(.distinct, limit: 3, window: window))
        Self.apply((0..<2000).map { Self.look("u\($0)", at: 1000) }, to: &table)
        #expect(table.symbols.count == 3)
        #expect(FeatureOracle.text(table.value(0, 0, table.clock), table) == "3")
    }

    @Test(arguments: [
        FeatureDefinition.Aggregate.last, .first, .distinct, .tally, .top,
    ])
    func textsThatNobodyRefersToAreGivenBack(aggregate: FeatureDefinition.Aggregate) throws {
        let window = Window(length: 2, unit: .day)
        var table = ProfileTable(plan: try Self.plan(aggregate, window: window))
        table.textsAtReclaim = 100
        let events = (0..<ProfileTable.fewTexts + 1000).map { index in
            Self.look("a long enough text \(index)", at: Int64(index) * Self.day / 10)
        }
        Self.apply(Array(events.prefix(200)), to: &table)
        #expect(table.symbols.count < 150)
        Self.apply(Array(events.dropFirst(200)), to: &table)
        #expect(table.symbols.count < ProfileTable.fewTexts)
        // What is left means what it meant.
        let recent = EventStory.table(table.plan, Array(events.suffix(100)))
        #expect(
            FeatureOracle.text(table.value(0, 0, table.clock), table)
                == FeatureOracle.text(recent.value(0, 0, recent.clock), recent))
    }

    @Test func numbersOfTextsGivenBackAreUsedAgain() {
        var symbols = SymbolTable()
        let texts = (0..<300).map { Array("\($0) with more than fifteen bytes".utf8) }
        let numbers = texts.map { symbols.intern($0.span) }
        symbols.reclaim(except: numbers.map { $0 % 3 == 0 })
        #expect(symbols.count == 100)
        for (index, text) in texts.enumerated() {
            let found = symbols.find(text.span)
            #expect(found == (numbers[index] % 3 == 0 ? numbers[index] : nil))
        }
        let others = (0..<250).map { symbols.intern(Array("other \($0)".utf8).span) }
        #expect(symbols.limit == 350)
        #expect(Set(others).count == 250)
        for (index, number) in others.enumerated() {
            #expect(symbols.text(number) == "other \(index)")
        }
        for (index, text) in texts.enumerated() where numbers[index] % 3 == 0 {
            #expect(symbols.text(numbers[index]) == String(decoding: text, as: UTF8.self))
        }
        // Places in the order of texts are those of the texts of now.
        let ordered = others.sorted { symbols.precedes($0, $1) }
        let ranks = ordered.compactMap { symbols.rank($0) }
        #expect(ranks.count == 250)
        #expect(ranks == ranks.sorted())
    }
}
