import MartletProfile

/// What came out of two rule books over one history.
struct ComparisonReport {
    /// Records read.
    var events: Int
    /// Events taken by each book.
    var accepted: [Int]
    /// Segments entered and left under each book.
    var changes: [Int]
    /// Earliest event, and how far time passed.
    var firstEvent: Instant
    var clock: Instant
    /// Customers.
    var customers = 0
    /// The segments of either book, sorted by name.
    var segments: [SegmentDifference] = []
    /// How the churn alerts of either book turned out, sorted by name; nil = the book has none.
    var alerts: [(name: String, sides: [AlertSummary?])] = []
    /// Customers of each persona, sorted by name; none if neither book has personas.
    var personas: [PersonaDifference] = []
    /// Customers whose segments differ at the end.
    var differingCustomers = 0
    /// The first of them.
    var differences: [CustomerDifference] = []

    /// Length of the history in days.
    var days: Double {
        guard firstEvent < clock else { return 0 }
        return Double(clock.milliseconds - firstEvent.milliseconds) / 86_400_000
    }
}

extension ComparisonReport {
    /// The report for a person; `a` and `b` are the names of the configurations.
    func text(a: String, b: String) -> String {
        let number = ProgressLine.grouped
        var text = "A: \(a)\nB: \(b)\n\n\(number(events)) events, \(number(customers)) customers"
        if firstEvent < clock {
            text += ", \(ReportText.text(firstEvent)) to \(ReportText.text(clock))"
        }
        if accepted[0] != accepted[1] {
            text += "\naccepted: \(number(accepted[0])) by A, \(number(accepted[1])) by B"
        }
        text += "\n\n" + ReportText.table(rows) + "\n"
        if !alerts.isEmpty { text += ReportText.table(alertRows) + "\n" }
        if !personas.isEmpty {
            let titles = ["PERSONA", "A", "ONLY IN A", "B", "ONLY IN B"]
            text += ReportText.table([titles] + personas.map(\.cells)) + "\n"
        }
        if differingCustomers == 0 { return text + "no customer is in other segments at the end\n" }
        text += "\(number(differingCustomers)) of \(number(customers)) customers are in other "
        text += "segments at the end"
        if differences.isEmpty { return text + "\n" }
        text +=
            differences.count < differingCustomers ? "; the first \(differences.count):\n" : ":\n"
        return text + differences.map(Self.text).joined()
    }

    private var rows: [[String]] {
        var rows = [
            [
                "SEGMENT", "", "MEMBERS", "ONLY HERE", "MIN", "MAX", "MEAN", "ENTRIES", "EXITS",
                "FLAPS", "FLAPS/DAY",
            ]
        ]
        for segment in segments {
            rows.append([segment.name, "A"] + Self.cells(segment.a))
            rows.append(["", "B"] + Self.cells(segment.b))
        }
        return rows
    }

    private var alertRows: [[String]] {
        var rows = [
            [
                "CHURN ALERT", "", "EPISODES", "RIGHT", "FALSE ALARMS", "OPEN", "PRECISION",
                "LAPSES", "ANNOUNCED", "RECALL", "DAYS AHEAD",
            ]
        ]
        for alert in alerts {
            for (index, book) in ["A", "B"].enumerated() {
                rows.append(
                    [index == 0 ? alert.name : "", book] + (alert.sides[index]?.cells ?? ["none"]))
            }
        }
        return rows
    }

    private static func cells(_ side: SegmentDifference.Side?) -> [String] {
        guard let side else { return ["none"] }
        let whole = [
            side.members, side.only, side.minimum, side.maximum,
        ].map(ProgressLine.grouped)
        let counts = [side.entries, side.exits, side.flaps].map(ProgressLine.grouped)
        return whole + [tenths(side.mean)] + counts + [tenths(side.flapsPerDay)]
    }

    private static func tenths(_ number: Double) -> String {
        let tenths = Int((number * 10).rounded())
        return "\(ProgressLine.grouped(tenths / 10)).\(tenths % 10)"
    }

    private static func text(_ difference: CustomerDifference) -> String {
        let list = { (names: [String]) in
            names.isEmpty ? "no segment" : names.joined(separator: ", ")
        }
        var text = "\n\(difference.customer)\n  A: \(list(difference.segmentsInA))\n"
        text += "  B: \(list(difference.segmentsInB))\n"
        for segment in difference.segments {
            text += "  \(segment.name), only in \(segment.isInA ? "A" : "B")\n"
            for (book, report) in [("A", segment.a), ("B", segment.b)] {
                guard let report else {
                    text += "    \(book)  no such segment\n"
                    continue
                }
                text += "    \(book)  \(report.key): \(report.rule)  is "
                text += "\(ReportText.word(report.truth))\n"
                text += report.lines.map { "         \($0)\n" }.joined()
            }
        }
        return text
    }
}

extension ComparisonReport {
    /// The report as a JSON object; `a` and `b` are the names of the configurations.
    func json(a: String, b: String) -> String {
        let books = [a, b].enumerated().map { index, name in
            """
            {"config":\(JSONString.quoted(name)),"accepted":\(accepted[index]),\
            "changes":\(changes[index])}
            """
        }
        let segments = segments.map { segment in
            """
            \(JSONString.quoted(segment.name)):{"a":\(Self.json(segment.a)),\
            "b":\(Self.json(segment.b)),"both":\(segment.both),\
            "only_a":\(segment.a?.only ?? 0),"only_b":\(segment.b?.only ?? 0)}
            """
        }
        let customers = differences.map(Self.json)
        return """
            {"a":\(books[0]),"b":\(books[1]),"events":\(events),\
            "customers":\(self.customers),\
            "first_event_at":\(ReportText.json(firstEvent)),"clock_at":\(ReportText.json(clock)),\
            "segments":{\(segments.joined(separator: ",\n "))},
             "alerts":{\(alertsJSON)},
             "personas":{\(personas.map(\.json).joined(separator: ",\n "))},
             "differing_customers":\(differingCustomers),
             "differences":[\(customers.joined(separator: ",\n "))]}

            """
    }

    private var alertsJSON: String {
        alerts.map { alert in
            let sides = alert.sides.map { $0?.json ?? "null" }
            return "\(JSONString.quoted(alert.name)):{\"a\":\(sides[0]),\"b\":\(sides[1])}"
        }.joined(separator: ",\n ")
    }

    private static func json(_ side: SegmentDifference.Side?) -> String {
        guard let side else { return "null" }
        let mean = ReportText.json((side.mean * 1000).rounded() / 1000)
        let perDay = ReportText.json((side.flapsPerDay * 1000).rounded() / 1000)
        return """
            {"members":\(side.members),"only":\(side.only),"min":\(side.minimum),\
            "max":\(side.maximum),"mean":\(mean),"last":\(side.members),\
            "entries":\(side.entries),"exits":\(side.exits),"flaps":\(side.flaps),\
            "flaps_per_day":\(perDay)}
            """
    }

    private static func json(_ difference: CustomerDifference) -> String {
        let segments = difference.segments.map { segment in
            """
            \(JSONString.quoted(segment.name)):{"only_in":"\(segment.isInA ? "a" : "b")",\
            "a":\(segment.a?.json ?? "null"),"b":\(segment.b?.json ?? "null")}
            """
        }
        return """
            {"customer_id":\(JSONString.quoted(difference.customer)),\
            "a":\(ReportText.json(difference.segmentsInA)),\
            "b":\(ReportText.json(difference.segmentsInB)),\
            "segments":{\(segments.joined(separator: ","))}}
            """
    }
}
