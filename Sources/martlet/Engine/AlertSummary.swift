import MartletProfile
import MartletStream
import MartletWire

/// How one churn alert turned out, as `summary.json` and text have it.
struct AlertSummary {
    /// Name of the alert.
    var name: String
    /// Whether events of some types end its episodes: only then are lapses known.
    var knowsLapses: Bool
    var tally: EpisodeTally

    /// Milliseconds of a day.
    private static let day = 86_400_000.0

    /// One object.
    var json: String {
        let lapses = knowsLapses ? "\(tally.lapses)" : "null"
        let announced = knowsLapses ? "\(tally.announced)" : "null"
        let late = knowsLapses ? "\(tally.falseAlarmsAfterLapse)" : "null"
        let calibration = (0..<10).compactMap { tenth -> String? in
            let (judged, right) = (tally.judgedByScore[tenth], tally.rightByScore[tenth])
            guard judged > 0 else { return nil }
            return """
                {"from":\(Self.tenths(tenth)),"to":\(Self.tenths(tenth + 1)),"episodes":\(judged),\
                "right":\(right),"share":\(Self.number(Double(right) / Double(judged)))}
                """
        }
        return """
            {"episodes":\(tally.raised),"escalated":\(tally.escalated),\
            "open":\(tally.openEpisodes),\
            "right":\(tally.right),"false_alarms":\(tally.falseAlarms),\
            "false_alarms_after_lapse":\(late),\
            "precision":\(Self.number(tally.precision)),"lapses":\(lapses),\
            "announced":\(announced),"recall":\(Self.number(tally.recall)),\
            "lead_time_days":{"mean":\(Self.number(tally.meanLead.map { $0 / Self.day })),\
            "median":\(Self.number(tally.medianLead.map { $0 / Self.day }))},\
            "calibration":[\(calibration.joined(separator: ","))]}
            """
    }

    /// Two lines for a person.
    var text: String {
        let count = ProgressLine.grouped
        var lines = [
            "  \(name)  \(count(tally.raised)) episodes: \(count(tally.right)) right, "
                + "\(count(tally.falseAlarms)) false alarms, \(count(tally.openEpisodes)) open; "
                + "precision \(Self.percent(tally.precision))"
        ]
        if knowsLapses {
            var line =
                "    \(count(tally.lapses)) lapses, \(count(tally.announced)) announced; "
                + "recall \(Self.percent(tally.recall))"
            if let mean = tally.meanLead, let median = tally.medianLead {
                line += ", \(Self.days(mean)) days ahead (median \(Self.days(median)))"
            }
            lines.append(line)
        }
        return lines.joined(separator: "\n")
    }

    /// The columns of a table: episodes, right, false alarms, open, precision, lapses, announced,
    /// recall, mean days ahead.
    var cells: [String] {
        let count = ProgressLine.grouped
        let lapses = knowsLapses ? [count(tally.lapses), count(tally.announced)] : ["-", "-"]
        return [tally.raised, tally.right, tally.falseAlarms, tally.openEpisodes].map(count)
            + [Self.percent(tally.precision)] + lapses
            + [Self.percent(tally.recall), tally.meanLead.map(Self.days) ?? "-"]
    }

    private static func tenths(_ number: Int) -> String {
        number == 0 ? "0" : number == 10 ? "1" : "0.\(number)"
    }

    /// Four digits behind the point; null if there is no number.
    private static func number(_ value: Double?) -> String {
        ReportText.json(value.map { ($0 * 10_000).rounded() / 10_000 } ?? .nan)
    }

    private static func percent(_ share: Double?) -> String {
        share.map { "\(($0 * 1000).rounded() / 10) %" } ?? "-"
    }

    private static func days(_ milliseconds: Double) -> String {
        "\((milliseconds / day * 10).rounded() / 10)"
    }
}

extension AlertSummary {
    /// The churn alerts of a table, in the order of their names.
    static func all(_ table: borrowing ProfileTable) -> [AlertSummary] {
        all(table.plan.alerts.alerts, table.tallies)
    }

    /// The churn alerts of a plan, in the order of their names.
    static func all(_ alerts: [AlertBook.Alert], _ tallies: [EpisodeTally]) -> [AlertSummary] {
        zip(alerts, tallies).map { alert, tally in
            AlertSummary(
                name: alert.definition.name, knowsLapses: alert.resolvesByEvent, tally: tally)
        }
    }
}
