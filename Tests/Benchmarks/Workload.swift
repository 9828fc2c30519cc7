import MartletProfile
import MartletStream
import MartletWire

/// Events of the shape of workload W1, made from a seed: 254 bytes each, skewed over customers.
struct Workload {
    /// NDJSON, one event a line.
    let bytes: [UInt8]
    /// Where each line stands in ``bytes``.
    let lines: [Range<Int>]

    /// Makes `count` events of `customers` customers over 90 days.
    init(count: Int, customers: Int, seed: UInt64 = 1) {
        var random = SplitMix64(seed: seed)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count * 260)
        var lines: [Range<Int>] = []
        let names = ["audio", "baby", "beauty", "books", "camera", "garden", "fashion", "fitness"]
        for index in 0..<count {
            let start = bytes.count
            let at = 1_735_689_600_000 + Int64(index) * 7_776_000_000 / Int64(count)
            let jitter = Int64(random.next() % 60_000)
            // The square of a uniform number favours the first customers.
            let skewed = Double(random.next() % 1_000_000) / 1_000_000
            let customer = Int(skewed * skewed * skewed * Double(customers))
            let isPurchase = random.next() % 100 < 15
            let category = Int(random.next() % 8)
            let cents = random.next() % 10_000
            let amount = isPurchase ? "\"amount\":\(cents / 100).\(10 + cents % 90)," : ""
            let line = """
                {"event_id":"e\(1_000_000_000_000 + index)",\
                "type":"\(isPurchase ? "purchase" : "browse")",\
                "customer_id":"c\(1_000_000 + customer)",\
                "ts":\(max(1_735_689_600_000, at - jitter)),\
                "product_id":"p\(10_000 + random.next() % 20_000)",\
                "category":"cat_0\(category)_\(names[category])",\
                "brand":"brand_\(100 + random.next() % 200)","channel":"web",\(amount)\
                "quantity":\(1 + random.next() % 5),"discount":0.\(10 + random.next() % 80),\
                "session_id":"s-\(String(random.next() | 1 << 63, radix: 16))0123456789abcdef"}
                """
            bytes += Array(line.utf8)
            lines.append(start..<bytes.count)
            bytes.append(0x0A)
        }
        self.bytes = bytes
        self.lines = lines
    }

    /// The configuration of workload W1.
    static func plan(segments count: Int = 5) throws -> Plan {
        let buys = FeatureDefinition.Source(type: "purchase")
        let all = [buys, FeatureDefinition.Source(type: "browse")]
        let amount = [FeatureDefinition.Source(type: "purchase", field: ["amount"])]
        let field = { (name: String) in
            all.map { FeatureDefinition.Source(type: $0.type, field: [name]) }
        }
        let days = { (length: Int) in Window(length: length, unit: .day) }
        let features: [FeatureDefinition] = [
            .init(name: "events", aggregate: .count, sources: all),
            .init(name: "purchases", aggregate: .count, sources: [buys]),
            .init(name: "spend", aggregate: .sum, sources: amount),
            .init(name: "last_event", aggregate: .last, sources: field("ts")),
            .init(name: "last_purchase", aggregate: .last, sources: [field("ts")[0]]),
            .init(name: "categories", aggregate: .tally, sources: field("category")),
            .init(name: "events_7d", aggregate: .count, sources: all, window: days(7)),
            .init(name: "purchases_7d", aggregate: .count, sources: [buys], window: days(7)),
            .init(name: "purchases_30d", aggregate: .count, sources: [buys], window: days(30)),
            .init(name: "purchases_31d", aggregate: .count, sources: [buys], window: days(31)),
            .init(name: "spend_30d", aggregate: .sum, sources: amount, window: days(30)),
        ]
        let rules = [
            "events_7d >= 10", "purchases == 0 && events >= 20", "spend_30d >= 500",
            "purchases >= 1 && purchases_31d == 0", "purchases_30d >= 3",
        ]
        let segments = (0..<count).map { index in
            SegmentDefinition(name: "s\(1000 + index)", when: rules[index % rules.count])
        }
        return try Plan(features: features, segments: segments, dedupe: 0)
    }

    /// Thirty features, and as many segments over them as asked for.
    static func wide(segments count: Int) throws -> Plan {
        let buys = FeatureDefinition.Source(type: "purchase")
        let all = [buys, FeatureDefinition.Source(type: "browse")]
        let amount = [FeatureDefinition.Source(type: "purchase", field: ["amount"])]
        let moment = all.map { FeatureDefinition.Source(type: $0.type, field: ["ts"]) }
        let category = all.map { FeatureDefinition.Source(type: $0.type, field: ["category"]) }
        var features: [FeatureDefinition] = [
            .init(name: "events", aggregate: .count, sources: all),
            .init(name: "purchases", aggregate: .count, sources: [buys]),
            .init(name: "spend", aggregate: .sum, sources: amount),
            .init(name: "biggest", aggregate: .max, sources: amount),
            .init(name: "first_event", aggregate: .first, sources: moment),
            .init(name: "last_event", aggregate: .last, sources: moment),
            .init(name: "last_purchase", aggregate: .last, sources: [moment[0]]),
            .init(name: "categories", aggregate: .tally, sources: category),
            .init(name: "gap_days", aggregate: .meanGap, sources: [buys]),
        ]
        let days = [1, 3, 7, 14, 30, 60, 90]
        for length in days {
            let window = Window(length: length, unit: .day)
            features += [
                .init(name: "events_\(length)d", aggregate: .count, sources: all, window: window),
                .init(name: "buys_\(length)d", aggregate: .count, sources: [buys], window: window),
                .init(name: "spend_\(length)d", aggregate: .sum, sources: amount, window: window),
            ]
        }
        let segments = (0..<count).map { index in
            let (length, step) = (days[index % days.count], index / 10 + 1)
            let rules = [
                "events_\(length)d >= \(5 * step)", "spend_\(length)d >= \(100 * step)",
                "buys_\(length)d >= \(step)", "purchases == 0 && events >= \(10 * step)",
                "purchases >= \(step) && buys_\(length)d == 0",
                "days_since(last_purchase) > \(7 * step)", "biggest >= \(20 * step)",
                "days_since(last_event) > \(step) * gap_days", "spend >= \(250 * step)",
                "hours_since(first_event) < \(24 * step) && events >= \(step)",
            ]
            return SegmentDefinition(name: "s\(1000 + index)", when: rules[index % rules.count])
        }
        return try Plan(features: features, segments: segments)
    }

    /// The same events decoded, `size` to a batch.
    func batches(_ plan: Plan, size: Int = 128) -> [EventBatch] {
        var decoder = EventDecoder(schema: plan.features.schema)
        var batches: [EventBatch] = []
        var batch = EventBatch(schema: plan.features.schema)
        for (index, line) in lines.enumerated() {
            let origin = EventBatch.Origin(input: 0, partition: 0, offset: Int64(index))
            _ = decoder.decode(
                bytes.span.extracting(line), origin: origin, fixedType: nil, latest: .never,
                into: &batch)
            if batch.count == size {
                batches.append(batch)
                batch = EventBatch(schema: plan.features.schema)
            }
        }
        if batch.count > 0 { batches.append(batch) }
        return batches
    }
}
