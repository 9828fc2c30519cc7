import MartletProfile
import MartletWire

/// A plan with every kind of feature, and tables filled under it from JSON events.
enum EveryKind {
    static let start: Int64 = 1_735_689_600_000

    static func plan() throws -> Plan {
        let purchase = FeatureDefinition.Source(type: "purchase")
        let browse = FeatureDefinition.Source(type: "browse")
        let field = { (name: String) in FeatureDefinition.Source(type: "purchase", field: [name]) }
        let keys = ["purchase", "browse"].map {
            FeatureDefinition.Source(type: $0, field: ["category"])
        }
        let windows: [(String, Window?)] = [
            ("", nil), ("_2d", Window(length: 2, unit: .day)),
            ("_6h", Window(length: 6, unit: .hour)),
        ]
        var features: [FeatureDefinition] = []
        for (suffix, window) in windows {
            let add = { (name: String, kind, sources: [FeatureDefinition.Source]) in
                features.append(
                    FeatureDefinition(
                        name: name + suffix, aggregate: kind, sources: sources, window: window))
            }
            add("count", .count, [purchase, browse])
            add("sum", .sum, [field("amount")])
            add("min", .min, [field("amount")])
            add("max", .max, [field("amount")])
            add("mean", .mean, [field("amount")])
            add("since", .first, [field("ts")])
            add("until", .last, [field("ts")])
            add("first", .first, [field("note")])
            add("last", .last, [field("note")])
            add("distinct", .distinct, keys)
            add("tally", .tally, keys)
            add("gap", .meanGap, [purchase])
            add("hour", .peakHour, [purchase, browse])
        }
        features.append(
            FeatureDefinition(
                name: "share", aggregate: .share, sources: [purchase], filter: "event.amount > 50",
                window: Window(length: 3, unit: .day)))
        features.append(
            FeatureDefinition(
                name: "top", aggregate: .top, sources: keys, k: 2, halfLife: 43_200_000))
        let segments = [
            SegmentDefinition(name: "active", when: "count_6h >= 2", minDwell: 3_600_000),
            SegmentDefinition(name: "quiet", when: "days_since(until) > 1", cooldown: 60_000),
            SegmentDefinition(name: "rich", when: "sum_2d > 100", exitWhen: "sum_2d < 50"),
            SegmentDefinition(name: "steady", when: "gap < 0.2 && hour >= 0"),
        ]
        return try Plan(features: features, segments: segments, dedupe: 3)
    }

    /// A table that has applied `events`, each with its customer, and evaluated its rules.
    static func table(_ plan: Plan, _ events: [String]) -> ProfileTable {
        var table = ProfileTable(plan: plan)
        apply(&table, events)
        return table
    }

    /// Applies more events, of which the first is the `first`-th of the story.
    static func apply(_ table: inout ProfileTable, _ events: [String], from first: Int = 0) {
        let schema = table.plan.features.schema
        var decoder = EventDecoder(schema: schema)
        var batch = EventBatch(schema: schema)
        for (offset, event) in events.enumerated() {
            let origin = EventBatch.Origin(
                input: 0, partition: 0, offset: Int64(first + offset))
            let rejection = decoder.decode(
                Array(event.utf8).span, origin: origin, fixedType: nil, latest: .never, into: &batch
            )
            precondition(rejection == nil, "\(event): \(rejection?.detail ?? "")")
        }
        table.lookAhead(batch)
        for index in 0..<batch.count {
            pass(&table, to: batch.heads[index].at)
            let (row, isNew) = table.locate(batch, index)
            guard table.fold(batch, index, into: row) else { continue }
            _ = table.evaluate(
                row, isNew ? .everything : .event(type: batch.heads[index].type), at: table.clock)
        }
    }

    /// Fires every deadline up to an instant.
    static func pass(_ table: inout ProfileTable, to instant: Instant) {
        var due: [Int] = []
        while table.firstWake <= instant {
            let at = table.takeDue(into: &due)
            table.advance(to: at)
            for row in due { _ = table.evaluate(row, .everything, at: at) }
        }
        table.advance(to: instant)
    }

    /// Random events of a few customers over a few days.
    static func events(seed: UInt64, count: Int) -> [String] {
        var random = SplitMix64(seed: seed)
        var at = start
        return (0..<count).map { index in
            at += Int64(random.next() % 9_000_000)
            let late = random.next() % 5 == 0 ? Int64(random.next() % 200_000_000) : 0
            var text = #"{"customer_id":"c\#(random.next() % 4)","ts":\#(at - late)"#
            text += random.next() % 3 == 0 ? #","type":"browse""# : #","type":"purchase""#
            if random.next() % 4 != 0 { text += #","event_id":"e\#(index)""# }
            if random.next() % 5 != 0 {
                text += #","amount":\#(Int(random.next() % 20_000) - 2_000).25"#
            }
            let notes = ["7.5", "\"gr\u{FC}n\"", "true", "false", "\"\"", "-1"]
            if random.next() % 4 != 0 { text += #","note":\#(notes[Int(random.next() % 6)])"# }
            let keys = ["\"hats\"", "\"shoes\"", "12", "\"\u{1F45F}\""]
            if random.next() % 5 != 0 { text += #","category":\#(keys[Int(random.next() % 4)])"# }
            return text + "}"
        }
    }

    /// Every profile as JSON, sorted.
    static func profiles(_ table: borrowing ProfileTable) -> [String] {
        let encoder = ProfileEncoder(
            plan: table.plan, segments: SegmentChangeEncoder(plan: table.plan, inputs: []))
        return table.rows.map { row in
            var (bytes, keys): ([UInt8], [KeyCount]) = ([], [])
            encoder.append(table, row, at: table.clock, keys: &keys, to: &bytes)
            return String(decoding: bytes, as: UTF8.self)
        }.sorted()
    }

    /// The changelog records of a table, by customer id.
    static func records(_ table: borrowing ProfileTable) -> [(customer: [UInt8], value: [UInt8])] {
        let codec = RowCodec(layout: table.plan.layoutHash)
        var image = RowImage()
        return table.rows.map { row in
            var value: [UInt8] = []
            table.export(row, into: &image)
            codec.append(image, to: &value)
            let customer = table.withCustomer(row) { id in id.indices.map { id[$0] } }
            return (customer, value)
        }.sorted { $0.0.lexicographicallyPrecedes($1.0) }
    }
}
