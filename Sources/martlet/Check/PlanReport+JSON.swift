import MartletKafka
import MartletProfile
import MartletStream

/// The plan for programs.
extension PlanReport {
    /// One object.
    var json: String {
        JSONString.object([
            ("name", Self.text(name)), ("clock", Self.text(clock)),
            ("time_zone", Self.text(timeZone)), ("rules", Self.text(rules)),
            ("inputs", Self.list(inputs.map(Self.input))),
            ("features", Self.list(features.map(\.json))),
            ("lists", Self.list(lists.map(Self.customers))),
            ("memory", memory), ("segments", Self.list(segments.map(Self.segment))),
            ("churn_alerts", Self.list(alerts.map(Self.alert))),
            ("personas", personas?.json ?? "null"),
            ("topics", Self.list(topics.map(Self.topic))),
        ])
    }

    /// Bytes of a profile: the row, the buckets of each unit, and the most that it can have.
    private var memory: String {
        let buckets = cost.buckets.map { list in
            JSONString.object([
                ("unit", Self.text(list.unit)),
                ("types", Self.list(list.types.map(Self.text))), ("length", "\(list.length)"),
                ("bytes", "\(list.bytes)"),
            ])
        }
        return JSONString.object([
            ("row_bytes", "\(cost.row)"), ("header_bytes", "\(cost.header)"),
            ("event_ids", "\(cost.ids)"), ("buckets", Self.list(buckets)),
            ("most_bytes", "\(cost.most)"),
        ])
    }

    private static func input(_ input: StreamPlan.Input) -> String {
        JSONString.object([("topic", text(input.topic)), ("type", input.type.map(text) ?? "null")])
    }

    private static func customers(
        _ list: (name: String, file: String, customers: Int)
    ) -> String {
        JSONString.object([
            ("name", text(list.name)), ("file", text(list.file)),
            ("customers", "\(list.customers)"),
        ])
    }

    private static func segment(_ segment: Segment) -> String {
        let definition = segment.definition
        let duration = { (milliseconds: Int64) in
            milliseconds > 0 ? text(SettingSyntax.text(ofDuration: milliseconds)) : "null"
        }
        return JSONString.object([
            ("name", text(definition.name)), ("when", text(definition.when)),
            ("exit_when", definition.exitWhen.map(text) ?? "null"),
            ("min_dwell", duration(definition.minDwell)),
            ("cooldown", duration(definition.cooldown)),
            ("reads", list(segment.reads.map(text))),
        ])
    }

    private static func alert(_ alert: Alert) -> String {
        let definition = alert.definition
        let resolveOn: String
        switch definition.resolution {
        case .whenEnds: resolveOn = "null"
        case .events(let types): resolveOn = list(types.map(text))
        case .rule(let rule): resolveOn = text(rule)
        }
        let duration = { (milliseconds: Int64) in
            milliseconds > 0 ? text(SettingSyntax.text(ofDuration: milliseconds)) : "null"
        }
        let rungs = definition.ladder.map {
            JSONString.object([("name", text($0.name)), ("when", text($0.when))])
        }
        return JSONString.object([
            ("name", text(definition.name)), ("when", text(definition.when)),
            ("min_history", definition.minHistory.map(text) ?? "null"), ("severity", list(rungs)),
            ("resolve_on", resolveOn), ("cooldown", duration(definition.cooldown)),
            ("horizon", duration(definition.horizon)),
            ("value_at_risk", definition.valueAtRisk.map(text) ?? "null"),
            ("score", definition.score.map(text) ?? "null"),
            ("reads", list(alert.reads.map(text))),
        ])
    }

    private static func topic(_ topic: TopicLayout.Topic) -> String {
        let settings = topic.plan.settings.sorted { $0.key < $1.key }
        return JSONString.object([
            ("topic", text(topic.plan.name)), ("role", text(topic.role.rawValue)),
            ("settings", JSONString.object(settings.map { ($0.key, text($0.value)) })),
        ])
    }

    fileprivate static func text(_ text: String) -> String { JSONString.quoted(text) }

    fileprivate static func list(_ items: [String]) -> String {
        "[" + items.joined(separator: ",") + "]"
    }
}

extension PlanReport.Feature {
    fileprivate var json: String {
        let text = { (text: String) in JSONString.quoted(text) }
        var members = [
            ("name", text(definition.name)), ("kind", text(definition.aggregate.rawValue)),
            ("sources", PlanReport.list(definition.sourceNames.map(text))),
            ("window", definition.windowText.map(text) ?? "null"),
            ("where", definition.filter.map(text) ?? "null"), ("row_bytes", "\(cost.row)"),
        ]
        if let unit = cost.unit {
            members += [("bucket_bytes", "\(cost.bucket)"), ("unit", text(unit))]
        }
        if let keys = cost.keys {
            members += [("key_bytes", "\(keys.bytes)"), ("most_keys", "\(keys.limit)")]
        }
        if let measure = definition.measure {
            let names = [measure.model, measure.purchases].compactMap { $0 }
            members.append(("models", PlanReport.list(names.map(text))))
        }
        if !cost.occasions.isEmpty {
            members.append(("most_occasions", "\(cost.occasions.reduce(0) { $0 + $1.limit })"))
        }
        if !sharedWith.isEmpty {
            members.append(("shares", PlanReport.list(sharedWith.map(text))))
        }
        return JSONString.object(members)
    }
}
