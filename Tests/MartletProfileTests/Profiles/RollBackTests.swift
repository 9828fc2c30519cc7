import Testing

@testable import MartletProfile

/// Back to the last commit, byte for byte, as if nothing had happened since.
@Suite struct RollBackTests {
    private static func plan() throws -> Plan {
        let buy = FeatureDefinition.Source(type: "buy")
        let look = FeatureDefinition.Source(type: "look")
        let kinds = ["buy", "look"].map { FeatureDefinition.Source(type: $0, field: ["kind"]) }
        let amount = FeatureDefinition.Source(type: "buy", field: ["amount"])
        let make = {
            (
                name: String, aggregate: FeatureDefinition.Aggregate,
                sources: [FeatureDefinition.Source]
            ) in
            FeatureDefinition(name: name, aggregate: aggregate, sources: sources)
        }
        let windowed = {
            (
                name: String, aggregate: FeatureDefinition.Aggregate,
                sources: [FeatureDefinition.Source], hours: Int
            ) in
            FeatureDefinition(
                name: name, aggregate: aggregate, sources: sources,
                window: Window(length: hours, unit: .hour))
        }
        let features =
            [
                windowed("n_3h", .count, [buy, look], 3), windowed("s_9h", .sum, [amount], 9),
                windowed("kinds_5h", .distinct, kinds, 5), make("n", .count, [buy]),
                make("most", .max, [amount]), make("kind", .last, kinds),
                make("kinds", .tally, kinds), make("gap", .meanGap, [buy]),
                make("hour", .peakHour, [look]),
                FeatureDefinition(
                    name: "top", aggregate: .top, sources: kinds, k: 2, halfLife: 86_400_000),
            ] + measures
        let segments = [
            SegmentDefinition(name: "busy", when: "n_3h >= 2"),
            SegmentDefinition(name: "spender", when: "s_9h >= 5", exitWhen: "s_9h < 2"),
            SegmentDefinition(name: "broad", when: "kinds_5h >= 2", minDwell: 3_600_000),
            SegmentDefinition(name: "fan", when: "top == ['a', 'b'] || kinds['c'] >= 3"),
            SegmentDefinition(name: "lost", when: "alive < 0.6 && worth < 4"),
            SegmentDefinition(name: "late", when: "rhythm.mean_days < 0.125"),
        ]
        let alerts = [
            AlertDefinition(
                name: "quiet", when: "n_3h == 0", minHistory: "n >= 2",
                ladder: [.init(name: "low", when: "true"), .init(name: "high", when: "s_9h == 0")],
                resolution: .events(["buy"]), cooldown: 1_800_000, horizon: 14_400_000),
            AlertDefinition(
                name: "dull", when: "kinds_5h <= 1", resolution: .rule("n_3h >= 3"),
                horizon: 7_200_000, score: "1 / n"),
        ]
        var plan = try Plan(features: features, segments: segments, alerts: alerts)
        plan.models = models
        return plan
    }

    /// Features on models.
    private static var measures: [FeatureDefinition] {
        let buy = FeatureDefinition.Source(type: "buy")
        let amount = FeatureDefinition.Source(type: "buy", field: ["amount"])
        return [
            FeatureDefinition(
                name: "alive", aggregate: .pAlive, sources: [buy],
                measure: MeasureDefinition(model: "m")),
            FeatureDefinition(
                name: "worth", aggregate: .expectedSpend, sources: [amount],
                measure: MeasureDefinition(model: "g", purchases: "m", horizon: 86_400_000)),
            FeatureDefinition(
                name: "rhythm", aggregate: .rhythm, sources: [buy],
                measure: MeasureDefinition(model: "r", occasion: .event)),
        ]
    }

    private static var models: [String: FeatureModel] {
        let forecast = PurchaseForecast(
            model: PurchaseModel(kind: .mbgnbd, r: 0.5, alpha: 6, a: 0.9, b: 1.6),
            unit: 3_600_000)
        return [
            "m": .purchases(forecast), "g": .spend(SpendModel(p: 6, q: 4, v: 2)),
            "r": .rhythm(RhythmModel(population: Rhythm(mean: 0.1, spread: 0.1))),
        ]
    }

    /// What a shard does to its table, drawn from a seed.
    private struct Work {
        var random: SplitMix64
        var now: Int64 = 1_735_689_600_000

        mutating func customer() -> String {
            let number = random.next() % 12
            return number % 3 == 0 ? "a customer with a long id, number \(number)" : "c\(number)"
        }

        /// A few events, the passage of time, and now and then the end of a profile.
        mutating func happen(to table: inout ProfileTable) -> [String] {
            var changes: [String] = []
            for _ in 0..<(random.next() % 6) {
                if random.next() % 9 == 0 { table.remove(Array(customer().utf8).span) }
                if random.next() % 4 == 0 { now += Int64(random.next() % 9_000_000) }
                let late = random.next() % 5 == 0 ? Int64(random.next() % 40_000_000) : 0
                var event = EventStory.Event(
                    type: ["buy", "look", "wink"][Int(random.next() % 3)], at: now - late)
                event.id = "e\(random.next() % 40)"
                event.numbers["amount"] = Int64(random.next() % 4_000_000)
                event.texts["kind"] = ["a", "b", "c", "d"][Int(random.next() % 4)]
                let batch = EventStory.batch([event], table.plan, customer: customer())
                changes += Work.pass(&table, to: event.at)
                table.lookAhead(batch)
                let (row, isNew) = table.locate(batch, 0)
                guard table.fold(batch, 0, into: row) else { continue }
                let occasion: ProfileTable.Occasion =
                    isNew ? .everything : .event(type: batch.heads[0].type)
                if table.evaluate(row, occasion, at: table.clock) {
                    changes.append("\(row) \(table.entered) \(table.exited)")
                }
                changes += table.alertChanges.map { "\(row) \($0)" }
            }
            now += Int64(random.next() % 3_000_000)
            return changes + Work.pass(&table, to: now)
        }

        static func pass(_ table: inout ProfileTable, to instant: Int64) -> [String] {
            var changes: [String] = []
            var due: [Int] = []
            while table.firstWake.milliseconds <= instant {
                let at = table.takeDue(into: &due)
                table.advance(to: at)
                for row in due {
                    if table.evaluate(row, .everything, at: at) {
                        changes.append("\(at) \(row) \(table.entered) \(table.exited)")
                    }
                    changes += table.alertChanges.map { "\(at) \(row) \($0)" }
                }
            }
            table.advance(to: Instant(milliseconds: instant))
            return changes
        }
    }

    private static func images(_ table: borrowing ProfileTable) -> [String: RowImage] {
        var images: [String: RowImage] = [:]
        for row in table.rows {
            let id = table.withCustomer(row) { span in
                String(decoding: span.indices.map { span[$0] }, as: UTF8.self)
            }
            var image = RowImage()
            table.export(row, into: &image)
            images[id] = image
        }
        return images
    }

    @Test(arguments: 0..<60) func whatWasUndoneNeverHappened(seed: Int) throws {
        let plan = try Self.plan()
        var table = ProfileTable(plan: plan)
        var plain = ProfileTable(plan: plan)
        // Texts of work that was undone stay; their numbers show in the order of keys.
        for kind in ["a", "b", "c", "d"] {
            _ = table.symbols.intern(Array(kind.utf8).span)
            _ = plain.symbols.intern(Array(kind.utf8).span)
        }
        table.keepImages()
        var work = Work(random: SplitMix64(seed: UInt64(seed)))
        for round in 0..<60 {
            let before = TableDump(table)
            for attempt in 0..<(round % 3) {
                var undone = Work(random: SplitMix64(seed: work.random.next()), now: work.now)
                for _ in 0...attempt { _ = undone.happen(to: &table) }
                table.rollBack()
                let after = TableDump(table)
                #expect(after == before, "seed \(seed), round \(round)")
            }
            var again = work
            for _ in 0..<3 {
                let changes = work.happen(to: &table)
                let expected = again.happen(to: &plain)
                #expect(changes == expected, "seed \(seed), round \(round)")
            }
            table.endCycle()
            plain.endCycle()
        }
        let images = Self.images(table)
        let expected = Self.images(plain)
        #expect(images == expected, "seed \(seed)")
        let counters = [table.counters, plain.counters]
        #expect(counters[0] == counters[1], "seed \(seed)")
        let entries = [table.entries, plain.entries]
        #expect(entries[0] == entries[1] && entries[0].allSatisfy { $0 > 0 }, "seed \(seed)")
        let tallies = [table.tallies, plain.tallies]
        #expect(tallies[0] == tallies[1], "seed \(seed)")
        #expect(
            tallies[0].allSatisfy { $0.raised > 0 && $0.right + $0.falseAlarms > 0 },
            "seed \(seed)")
    }

    /// Going back costs what was done, not what is there.
    @Test func imagesAreOfWhatWasTouched() throws {
        let plan = try Self.plan()
        var table = ProfileTable(plan: plan)
        for number in 0..<5_000 { _ = table.findOrInsert(Array("c\(number)".utf8).span) }
        table.keepImages()
        var work = Work(random: SplitMix64(seed: 1))
        let isEmpty = table.hasImages
        #expect(!isEmpty)
        _ = work.happen(to: &table)
        _ = work.happen(to: &table)
        var changed = 0
        while table.undo.pop() != nil { changed += 1 }
        #expect((1...30).contains(changed))
    }

    @Test func marksOfCyclesLongPastMeanNothing() throws {
        var table = ProfileTable(plan: try Self.plan())
        table.keepImages()
        let batch = EventStory.batch([.init(type: "buy", at: 5)], table.plan)
        table.lookAhead(batch)
        let (row, _) = table.locate(batch, 0)
        _ = table.fold(batch, 0, into: row)
        let mark = table.slab.row(row)[RowHeader.sequence] >> 32
        table.cycle = 0x7FFF_FFFF
        table.endCycle()
        while table.cycle < mark { table.endCycle() }
        let touched = table.touched
        #expect(table.cycle == mark && touched.isEmpty)
        _ = table.fold(batch, 0, into: row)
        let again = table.touched
        #expect(again == [row] && table.hasImages)
    }
}
