import MartletOracles
import MartletProfile
import Testing

/// Rules over features whose values are of any kind, and over lists and maps.
@Suite struct ValueRuleTests {
    private static func plan(_ rule: String) throws -> Plan {
        let note = FeatureDefinition.Source(type: "buy", field: ["note"])
        let keys = [FeatureDefinition.Source(type: "buy", field: ["note"])]
        let hours = Window(length: 2, unit: .hour)
        let features = [
            FeatureDefinition(name: "note", aggregate: .last, sources: [note]),
            FeatureDefinition(name: "note_2h", aggregate: .last, sources: [note], window: hours),
            FeatureDefinition(name: "kinds", aggregate: .tally, sources: keys, window: hours),
            FeatureDefinition(name: "best", aggregate: .top, sources: keys),
            FeatureDefinition(name: "hour", aggregate: .peakHour, sources: [.init(type: "buy")]),
        ]
        return try Plan(
            features: features, segments: [SegmentDefinition(name: "in", when: rule)])
    }

    /// Whether a customer is in after an event, and the instant (in ms) of the next change.
    private func evaluate(
        _ rule: String, _ value: EventBatch.FieldValue?, text: String = ""
    ) throws -> (isIn: Bool, next: Int64) {
        var table = ProfileTable(plan: try Self.plan(rule))
        var batch = EventBatch(schema: table.plan.features.schema)
        batch.text = Array("c1".utf8) + Array(text.utf8)
        batch.heads = [
            EventBatch.Head(
                at: Instant(milliseconds: SegmentStory.start),
                customer: .init(start: 0, count: 2), eventID: .none, type: 0, typeName: .none,
                origin: .init(input: 0, partition: 0, offset: 0))
        ]
        batch.values = [value ?? .absent]
        table.advance(to: batch.heads[0].at)
        table.lookAhead(batch)
        let (row, _) = table.locate(batch, 0)
        _ = table.fold(batch, 0, into: row)
        _ = table.evaluate(row, .everything, at: table.clock)
        #expect(table.counters.evaluationErrors == 0, "\(rule)")
        return (table.isMember(row, of: 0), table.nextChange(row, at: table.clock).milliseconds)
    }

    private static let number = EventBatch.FieldValue.number(FixedDecimal(millionths: 7_500_000))
    private static let text = EventBatch.FieldValue.text(.init(start: 2, count: 4))

    @Test(arguments: [
        ("note > 7", true), ("note == 7.5", true), ("note < 7", false), ("has(note)", true),
        ("note_2h * 2.0 == 15.0", true), ("has(note_2h)", true), ("!has(note)", false),
    ])
    func aLastNumberIsANumber(rule: String, expected: Bool) throws {
        let (isIn, next) = try evaluate(rule, Self.number)
        #expect(isIn == expected)
        let leaves = SegmentStory.start + 2 * SegmentStory.hour
        #expect(next == (rule.contains("2h") ? leaves : .max), "\(rule)")
    }

    @Test(arguments: [
        ("note == 'shoe'", true), ("note != 'shoe'", false), ("note in ['hat', 'shoe']", true),
        ("has(note)", true), ("kinds['shoe'] == 1", true), ("size(kinds) == 1", true),
        ("best == ['shoe']", true), ("has(best)", true), ("'shoe' in best", true),
        ("note.startsWith('sh')", true),
    ])
    func aLastTextIsAText(rule: String, expected: Bool) throws {
        let (isIn, next) = try evaluate(rule, Self.text, text: "shoe")
        #expect(isIn == expected)
        let leaves = SegmentStory.start + 2 * SegmentStory.hour
        #expect(next == (rule.contains("kinds") ? leaves : .max), "\(rule)")
    }

    @Test(arguments: [("note == true", true), ("note == false", false), ("has(note)", true)])
    func aLastTruthIsATruth(rule: String, expected: Bool) throws {
        #expect(try evaluate(rule, .truth(true)).isIn == expected)
    }

    @Test(arguments: [
        ("has(note)", false), ("!has(note)", true), ("note == 'x'", false), ("note != 'x'", false),
        ("note > 1", false), ("!(note > 1)", false), ("has(note_2h)", false), ("has(best)", false),
        ("best == []", false), ("size(kinds) == 0", true), ("kinds['shoe'] == 0", true),
        ("has(kinds)", true), ("has(hour)", true),
    ])
    func withoutAValueThereIsNone(rule: String, expected: Bool) throws {
        #expect(try evaluate(rule, nil).isIn == expected, "\(rule)")
    }
}
