import Testing

@testable import MartletProfile

/// Rules of whole numbers are decided apart from `RuleCode`; the two must never differ.
@Suite struct WholeNumberRuleTests {
    private static let day: Int64 = 86_400_000

    private static func plan(_ rules: [String]) throws -> Plan {
        let window = { (length: Int) in Window(length: length, unit: .day) }
        let source = FeatureDefinition.Source(type: "buy", field: [])
        let amount = FeatureDefinition.Source(type: "buy", field: ["amount"])
        return try Plan(
            features: [
                FeatureDefinition(name: "n", aggregate: .count, sources: [source]),
                FeatureDefinition(
                    name: "n3", aggregate: .count, sources: [source], window: window(3)),
                FeatureDefinition(
                    name: "n9", aggregate: .count, sources: [source], window: window(9)),
                FeatureDefinition(
                    name: "s5", aggregate: .sum, sources: [amount], window: window(5)),
            ],
            segments: rules.enumerated().map {
                SegmentDefinition(name: "s\($0.offset)", when: $0.element)
            }, dedupe: 0)
    }

    private static func randomRule(_ random: inout SplitMix64) -> String {
        let clause = { (random: inout SplitMix64) -> String in
            let feature = ["n", "n3", "n9", "s5"][Int(random.next() % 4)]
            let comparison = ["<", "<=", "==", "!=", ">=", ">"][Int(random.next() % 6)]
            return "\(feature) \(comparison) \(Int(random.next() % 7) - 1)"
        }
        let operation = random.next() % 2 == 0 ? " && " : " || "
        let count = Int(random.next() % 3) + 1
        return (0..<count).map { _ in clause(&random) }.joined(separator: operation)
    }

    @Test(arguments: [1, 2, 3]) func bothWaysAgree(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let rules = (0..<60).map { _ in Self.randomRule(&random) }
        let plan = try Self.plan(rules)
        let programs = plan.book.segments.map(\.when)
        #expect(
            programs.allSatisfy {
                $0.constant != nil || WholeNumberRule($0.code, plan.features.readers) != nil
            })
        var table = ProfileTable(plan: plan)
        var batch = EventBatch(schema: plan.features.schema)
        var clock: Int64 = 20_000 * Self.day
        for step in 0..<300 {
            batch.removeAll()
            batch.text = Array("c".utf8)
            // Late, in time, and ahead of the clock; sums rise and fall.
            let at = clock + (Int64(random.next() % 5) - 2) * Self.day
            let amount = (Int64(random.next() % 9) - 2) * FixedDecimal.scale
            batch.heads.append(
                EventBatch.Head(
                    at: Instant(milliseconds: at),
                    customer: EventBatch.TextRange(start: 0, count: 1), eventID: .none, type: 0,
                    typeName: .none, origin: EventBatch.Origin(input: 0, partition: 0, offset: 0)))
            batch.values.append(.number(FixedDecimal(millionths: amount)))
            let now = Instant(milliseconds: clock)
            table.advance(to: now)
            table.lookAhead(batch)
            let row = table.locate(batch, 0).row
            _ = table.fold(batch, 0, into: row)
            let facts = ProfileFacts(table, table.slab.row(row))
            for (index, program) in programs.enumerated() {
                let rule = table.hot.segments[index].when
                guard !rule.clauses.isEmpty else { continue }
                let verdict = facts.verdict(rule.clauses, needsAll: rule.needsAll, at: now)
                let expected = program.verdict(facts, at: now)
                #expect(verdict == expected, "seed \(seed), step \(step): \(program.source)")
            }
            clock += Int64(random.next() % 3) * Self.day / 2
        }
    }
}
