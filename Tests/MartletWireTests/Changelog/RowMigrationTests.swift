import MartletProfile
import Testing

@testable import MartletWire

/// Rows of one plan under another: what both have stays, the rest is as in a new profile.
@Suite struct RowMigrationTests {
    /// Brings every profile of a table over, of another description if there is one.
    private func migrated(
        _ table: borrowing ProfileTable, _ description: RowDescription? = nil, to plan: Plan
    ) throws -> ProfileTable {
        // Through the record, as a program finds it.
        var record: [UInt8] = []
        PlanCodec.append(description ?? table.plan.rowDescription, to: &record)
        let migration = RowMigration(from: try PlanCodec.read(record.span), to: plan)
        var result = ProfileTable(plan: plan)
        var (image, other) = (RowImage(), RowImage())
        for row in table.rows {
            table.export(row, into: &image)
            let isSound = migration.migrate(image, into: &other)
            let isRestored = result.restore(table.customer(row), from: other) != nil
            #expect(isSound && isRestored)
        }
        result.advance(to: table.clock)
        result.scheduleAll()
        return result
    }

    /// The features of each profile: customer and feature to JSON.
    private func values(_ table: borrowing ProfileTable) -> [String: [String: String]] {
        let encoder = FeatureEncoder(plan: table.plan)
        var values: [String: [String: String]] = [:]
        for row in table.rows {
            let customer = table.withCustomer(row) { id in
                String(decoding: id.indices.map { id[$0] }, as: UTF8.self)
            }
            var own: [String: String] = [:]
            for (index, definition) in table.plan.features.definitions.enumerated() {
                var bytes: [UInt8] = []
                _ = encoder.appendValue(of: index, table.view(row), table.clock, to: &bytes)
                own[definition.name] = String(decoding: bytes, as: UTF8.self)
            }
            values[customer] = own
        }
        return values
    }

    /// A plan of some of the features and segments, in another order.
    private func plan(seed: UInt64, timeZone: String = Plan.utc) throws -> Plan {
        let all = try EveryKind.plan()
        var random = SplitMix64(seed: seed)
        var features = all.features.definitions.filter { _ in random.next() % 3 != 0 }
        for index in features.indices.reversed() {
            features.swapAt(index, Int(random.next() % UInt64(index + 1)))
        }
        let names = Set(features.map(\.name))
        var segments: [SegmentDefinition] = []
        for (index, segment) in all.book.segments.map(\.definition).enumerated() {
            let reads = [["count_6h"], ["until"], ["sum_2d"], ["gap", "hour"]]
            let order = ["active", "quiet", "rich", "steady"]
            let place = order.firstIndex(of: segment.name) ?? index
            guard names.isSuperset(of: reads[place]), random.next() % 4 != 0 else { continue }
            segments.append(segment)
        }
        return try Plan(
            features: features, segments: segments, dedupe: Int(random.next() % 4),
            timeZone: timeZone)
    }

    @Test(arguments: 0..<40) func whatBothPlansHaveStays(seed: Int) throws {
        let old = try plan(seed: UInt64(seed))
        let new = try plan(seed: UInt64(seed) + 1_000)
        let events = EveryKind.events(seed: UInt64(seed), count: 60)
        let table = EveryKind.table(old, events)
        let result = try migrated(table, to: new)
        let (before, after) = (values(table), values(result))
        // A profile of the new plan that has seen nothing of interest.
        let empty = values(
            EveryKind.table(new, [#"{"customer_id":"c","ts":1735689600000,"type":"x"}"#]))["c"]
        let kept = Set(old.features.definitions.map(\.name))
        #expect(before.count == after.count && before.count == 4)
        for (customer, values) in after {
            for (name, value) in values {
                let expected = kept.contains(name) ? before[customer]?[name] : empty?[name]
                #expect(value == expected, "seed \(seed), \(name)")
            }
        }
        checkMembers(table, result, seed)
    }

    private func checkMembers(
        _ table: borrowing ProfileTable, _ result: borrowing ProfileTable, _ seed: Int
    ) {
        for (index, segment) in result.plan.book.segments.enumerated() {
            let name = segment.definition.name
            let before = table.plan.book.segments.firstIndex { $0.definition.name == name }
            let expected = before.map { table.members[$0] } ?? 0
            #expect(result.members[index] == expected, "seed \(seed), \(name)")
        }
        for row in table.rows {
            let (other, before) = (result.find(table.customer(row)) ?? -1, table.sequence(row))
            let after = result.sequence(other)
            #expect(after == before)
        }
    }

    /// What is brought over goes on as if the new plan had always been there.
    @Test(arguments: 0..<20) func keptFeaturesGoOn(seed: Int) throws {
        let all = try EveryKind.plan()
        let some = try plan(seed: UInt64(seed))
        let events = EveryKind.events(seed: UInt64(seed), count: 80)
        let table = EveryKind.table(all, Array(events[..<50]))
        var result = try migrated(table, to: some)
        EveryKind.apply(&result, Array(events[50...]), from: 50)
        let expected = values(EveryKind.table(some, events))
        #expect(values(result) == expected, "seed \(seed)")
    }

    @Test func theSamePlanBringsEverything() throws {
        let plan = try EveryKind.plan()
        let table = EveryKind.table(plan, EveryKind.events(seed: 1, count: 60))
        let migration = RowMigration(from: plan.rowDescription, to: plan)
        #expect(migration.started.isEmpty && migration.dropped.isEmpty)
        #expect(migration.kept.count == plan.features.definitions.count)
        var (image, other) = (RowImage(), RowImage())
        for row in table.rows {
            table.export(row, into: &image)
            let isSound = migration.migrate(image, into: &other)
            #expect(isSound && image == other)
        }
    }

    /// Days and hours of another time zone are others: they start empty, the rest stays.
    @Test func anotherTimeZoneDropsDaysAndHours() throws {
        let all = try EveryKind.plan()
        let other = try Plan(
            features: all.features.definitions, segments: [], timeZone: "Europe/Berlin")
        #expect(other.layoutHash != all.layoutHash && other.fingerprint != all.fingerprint)
        let migration = RowMigration(from: all.rowDescription, to: other)
        let local = all.features.definitions.filter {
            $0.window?.unit == .day || $0.aggregate == .peakHour
        }
        #expect(migration.started == local.map(\.name))
        #expect(migration.dropped == local.map(\.name))
    }

    /// A mean that comes beside an old sum must not divide the one's history by the other's.
    @Test func quotientsStartWholly() throws {
        let amount = FeatureDefinition.Source(type: "purchase", field: ["amount"])
        let sum = FeatureDefinition(name: "sum", aggregate: .sum, sources: [amount])
        let mean = FeatureDefinition(name: "mean", aggregate: .mean, sources: [amount])
        let old = try Plan(features: [sum], segments: [])
        let new = try Plan(features: [sum, mean], segments: [])
        let event = { (amount: Int) in
            #"{"customer_id":"c","ts":1735689600000,"type":"purchase","amount":\#(amount)}"#
        }
        var result = try migrated(EveryKind.table(old, [event(1000), event(2000)]), to: new)
        EveryKind.apply(&result, [event(3)], from: 2)
        #expect(values(result) == ["c": ["sum": "3003", "mean": "3"]])
    }

    /// Two windows over one count share its cells: the new one has the history that there is.
    @Test func anotherWindowOfAKeptCountHasItsHistory() throws {
        let source = [FeatureDefinition.Source(type: "purchase")]
        let count = { (days: Int) in
            FeatureDefinition(
                name: "count_\(days)d", aggregate: .count, sources: source,
                window: Window(length: days, unit: .day))
        }
        let old = try Plan(features: [count(2)], segments: [])
        let event = #"{"customer_id":"c","ts":1735689600000,"type":"purchase"}"#
        let table = EveryKind.table(old, [event, event])
        let beside = try migrated(table, to: Plan(features: [count(2), count(3)], segments: []))
        #expect(values(beside) == ["c": ["count_2d": "2", "count_3d": "2"]])
        let instead = try migrated(table, to: Plan(features: [count(3)], segments: []))
        #expect(values(instead) == ["c": ["count_3d": "0"]])
    }

    /// Sets of windows used to be counted by units: what they need of that stays.
    @Test func keysOfASetThatWereCountedStay() throws {
        let plan = { (aggregate: FeatureDefinition.Aggregate) in
            let kind = FeatureDefinition.Source(type: "purchase", field: ["kind"])
            return try Plan(
                features: [
                    FeatureDefinition(
                        name: "kinds", aggregate: aggregate, sources: [kind],
                        window: Window(length: 3, unit: .day))
                ], segments: [])
        }
        let events = [(0, "a"), (0, "b"), (1, "b"), (1, "c"), (2, "b"), (2, "b")].map { day, kind in
            #"{"customer_id":"c","ts":\#(1_735_689_600_000 + day * 86_400_000),"#
                + #""type":"purchase","kind":"\#(kind)"}"#
        }
        let table = EveryKind.table(try plan(.tally), events)
        var description = table.plan.rowDescription
        description.features = try plan(.distinct).rowDescription.features
        var result = try migrated(table, description, to: plan(.distinct))
        for (day, count) in [(2, "3"), (3, "2"), (4, "1"), (5, "0")] {
            result.advance(to: Instant(milliseconds: 1_735_689_600_000 + Int64(day) * 86_400_000))
            #expect(values(result) == ["c": ["kinds": count]])
        }
    }

    @Test func imagesThatAreNotWhatTheySayAreRefused() throws {
        let plan = try EveryKind.plan()
        let table = EveryKind.table(plan, EveryKind.events(seed: 3, count: 60))
        let migration = RowMigration(from: plan.rowDescription, to: plan)
        var random = SplitMix64(seed: 5)
        var (image, other) = (RowImage(), RowImage())
        table.export(table.rows[0], into: &image)
        for count in 0..<image.words.count {
            var short = image
            short.words.removeLast(image.words.count - count)
            let isSound = migration.migrate(short, into: &other)
            #expect(!isSound)
        }
        for _ in 0..<2_000 {
            var wrong = image
            wrong.words[Int(random.next() % UInt64(wrong.words.count))] = Int64(
                bitPattern: random.next())
            guard migration.migrate(wrong, into: &other) else { continue }
            var target = ProfileTable(plan: plan)
            _ = target.restore([65].span, from: other)
        }
    }

    @Test func damagedDescriptionsNeverCrash() throws {
        let plan = try EveryKind.plan()
        var record: [UInt8] = []
        PlanCodec.append(plan.rowDescription, to: &record)
        let table = EveryKind.table(plan, EveryKind.events(seed: 3, count: 20))
        var (image, other) = (RowImage(), RowImage())
        table.export(table.rows[0], into: &image)
        var random = SplitMix64(seed: 6)
        for index in 0..<2_000 {
            var bytes = Array(record.dropLast(4))
            bytes[5 + Int(random.next() % UInt64(bytes.count - 5))] ^= 1 << UInt8(index % 8)
            RowCodec(layout: 0).appendChecksum(of: 0, to: &bytes)
            guard let description = try? PlanCodec.read(bytes.span) else { continue }
            _ = RowMigration(from: description, to: plan).migrate(image, into: &other)
        }
    }
}
