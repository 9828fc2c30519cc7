import MartletKafka
import MartletProfile
import MartletStream

/// The plan for people.
extension PlanReport {
    /// Everything, as tables.
    var text: String {
        """
        \(Self.count(features.count, "feature")), \(Self.count(segments.count, "segment")), \
        \(alerts.isEmpty ? "" : Self.count(alerts.count, "churn alert") + ", ")\
        \(Self.count(inputs.count, "input")); rules \(rules), clock \(clock), time zone \(timeZone)

        Inputs
        \(inputTable)
        Features
        \(featureTable)
        Memory of a profile
        \(memoryTable)
        \(listTable)Segments
        \(segmentTable)
        \(alertTable)\(personas?.text ?? "")Topics
        \(topicTable)
        """
    }

    private static func count(_ number: Int, _ noun: String) -> String {
        "\(number) \(noun)\(number == 1 ? "" : "s")"
    }

    private var inputTable: String {
        var table = TextTable(["TOPIC", "EVENT TYPE"])
        for input in inputs { table.append([input.topic, input.type ?? "as the events say"]) }
        return table.text(indent: 2)
    }

    private var featureTable: String {
        var table = TextTable(["FEATURE", "KIND", "OF", "WINDOW", "COSTS", "WHERE"])
        for feature in features {
            let definition = feature.definition
            table.append([
                definition.name, definition.kindText,
                definition.sourceNames.joined(separator: ", "), definition.windowText ?? "all time",
                feature.costText, definition.filter ?? "",
            ])
        }
        return table.text(indent: 2)
    }

    private var memoryTable: String {
        let bytes = { (count: Int) in "\(ProgressLine.grouped(count)) bytes" }
        var table = TextTable(["PART", "EACH", "AT MOST", "IN ALL"])
        table.append(["row", bytes(cost.row), "1", bytes(cost.row)])
        if cost.ids > 0 {
            table.append(["event ids", bytes(8), "\(cost.ids)", bytes(cost.ids * 8)])
        }
        for list in cost.buckets {
            table.append([
                "\(list.unit)s with \(list.types.joined(separator: " or "))", bytes(list.bytes),
                "\(list.length)",
                bytes(list.bytes * list.length),
            ])
        }
        for feature in features {
            guard let keys = feature.cost.keys else { continue }
            table.append([
                "keys of \(feature.definition.name)", bytes(keys.bytes), "\(keys.limit)",
                bytes(keys.bytes * keys.limit),
            ])
        }
        for feature in features {
            for list in feature.cost.occasions {
                table.append([
                    "\(list.noun) of \(feature.definition.name)", bytes(8), "\(list.limit)",
                    bytes(8 * list.limit),
                ])
            }
        }
        table.append(["all", "", "", bytes(cost.most)])
        return table.text(indent: 2)
    }

    private var segmentTable: String {
        var table = TextTable(["SEGMENT", "WHEN", "EXIT WHEN", "MIN DWELL", "COOLDOWN", "READS"])
        for segment in segments {
            let definition = segment.definition
            let duration = { (milliseconds: Int64) in
                milliseconds > 0 ? SettingSyntax.text(ofDuration: milliseconds) : ""
            }
            table.append([
                definition.name, definition.when, definition.exitWhen ?? "",
                duration(definition.minDwell), duration(definition.cooldown),
                segment.reads.joined(separator: ", "),
            ])
        }
        return table.text(indent: 2)
    }

    /// With its title; nothing if there are no churn alerts.
    private var alertTable: String {
        var table = TextTable([
            "CHURN ALERT", "WHEN", "MIN HISTORY", "SEVERITY", "RESOLVE ON", "COOLDOWN", "HORIZON",
            "READS",
        ])
        for alert in alerts {
            let definition = alert.definition
            table.append([
                definition.name, definition.when, definition.minHistory ?? "",
                definition.ladderText, definition.resolutionText,
                definition.cooldown > 0 ? SettingSyntax.text(ofDuration: definition.cooldown) : "",
                SettingSyntax.text(ofDuration: definition.horizon),
                alert.reads.joined(separator: ", "),
            ])
        }
        return alerts.isEmpty ? "" : "Churn alerts\n\(table.text(indent: 2))\n"
    }

    /// With its title; nothing if there are no lists.
    private var listTable: String {
        var table = TextTable(["LIST", "FILE", "CUSTOMERS"])
        for list in lists {
            table.append([list.name, list.file, ProgressLine.grouped(list.customers)])
        }
        return lists.isEmpty ? "" : "Lists\n\(table.text(indent: 2))\n"
    }

    private var topicTable: String {
        var table = TextTable(["TOPIC", "ROLE", "SETTINGS"])
        for topic in topics {
            let settings = topic.plan.settings.sorted { $0.key < $1.key }
                .map { "\($0.key)=\($0.value)" }
            table.append([
                topic.plan.name, topic.role.rawValue, settings.joined(separator: " "),
            ])
        }
        return table.text(indent: 2)
    }
}

extension AlertDefinition {
    /// `high`, or `low: true; high: days_since(seen) > 60`.
    var ladderText: String {
        if ladder.count == 1, ladder[0].when == "true" { return ladder[0].name }
        return ladder.map { "\($0.name): \($0.when)" }.joined(separator: "; ")
    }

    /// The event types, or the rule; empty if episodes end with `when`.
    var resolutionText: String {
        switch resolution {
        case .whenEnds: ""
        case .events(let types): types.joined(separator: ", ")
        case .rule(let rule): rule
        }
    }
}

extension PlanReport.Feature {
    /// What it adds to a profile: `8 bytes`, `16 bytes a day`, `8 bytes a key`.
    var costText: String {
        var parts: [String] = []
        if cost.row > 0, cost.keys == nil { parts.append("\(cost.row) bytes") }
        if cost.bucket > 0, let unit = cost.unit {
            parts.append("\(cost.bucket) bytes \(unit == "hour" ? "an" : "a") \(unit)")
        }
        if let keys = cost.keys {
            let of = keys.unit.map { " and \($0)" } ?? ""
            parts.append("\(keys.bytes) bytes a key\(of)")
        }
        for list in cost.occasions { parts.append("8 bytes for \(list.noun)") }
        if !sharedWith.isEmpty {
            let names = sharedWith.joined(separator: ", ")
            parts.append(parts.isEmpty ? "nothing, shares \(names)" : "shares \(names)")
        }
        return parts.joined(separator: ", ")
    }
}

extension ProfileCost.Occasions {
    /// What an entry stands for.
    fileprivate var noun: String { areDays ? "32 days with purchases" : "each purchase" }
}
