import MartletProfile

/// Churn alerts, personas found, and when things did happen.
extension RuleTestCheck {
    /// Compares what happens to an episode, or whether one is open.
    func compare(
        _ demand: AlertDemand, _ table: borrowing ProfileTable, _ row: Int?
    ) -> RuleTestFailure? {
        let alerts = table.plan.alerts.alerts
        guard let index = alerts.firstIndex(where: { $0.definition.name == demand.name }) else {
            return nil
        }
        let (verb, change): (String, EpisodeChange)
        switch demand.state {
        case .open, .none: return compareStanding(demand, index, table, row)
        case .raised: (verb, change) = ("has no alert raised by", .raised)
        case .escalated: (verb, change) = ("has no alert escalated by", .escalated)
        case .resolved: (verb, change) = ("has no alert resolved of", .resolved)
        case .expired: (verb, change) = ("has no alert expired of", .expired)
        }
        let entries = timeline.alerts[expectation.customer] ?? []
        let isThere = entries.contains {
            $0.at == at && $0.alert == demand.name && $0.change == change
                && $0.severity == demand.severity ?? $0.severity
        }
        if isThere { return nil }
        return failure("\(verb) '\(demand.name)'", demand.text, "", [], table, row)
    }

    private func compareStanding(
        _ demand: AlertDemand, _ index: Int, _ table: borrowing ProfileTable, _ row: Int?
    ) -> RuleTestFailure? {
        let found = row.map { table.explain($0, alert: index, at: at) }
        let isOpen = found?.standing == .open
        if isOpen == (demand.state == .open),
            !isOpen || found?.severity == demand.severity ?? found?.severity
        {
            return nil
        }
        let severity = isOpen ? found?.severity : nil
        let actual = AlertDemand(
            name: demand.name, state: isOpen ? .open : .none, severity: severity)
        return failure("has '\(actual.text)'", demand.text, actual.text, [], table, row)
    }

    /// Compares the moment at which a persona is found.
    func refreshed(
        _ trigger: String, _ table: borrowing ProfileTable, _ row: Int?
    ) -> RuleTestFailure? {
        let entries = timeline.refreshes[expectation.customer] ?? []
        if entries.contains(where: { $0.at == at && $0.trigger == trigger }) { return nil }
        return failure(
            "has no persona found by '\(trigger)'", "refreshed \(trigger)", "", [], table, row)
    }

    /// When it did happen, where a moment is expected; known once all has happened.
    static func found(_ expectation: Expectation, _ timeline: CustomerTimeline) -> String? {
        let customer = expectation.customer
        let changes = timeline.entries[customer] ?? []
        var moments: [(at: Instant, what: String)]
        switch expectation.demand {
        case .enters(let name):
            moments = changes.filter { $0.entered.contains(name) }.map { ($0.at, "") }
        case .leaves(let name):
            moments = changes.filter { $0.exited.contains(name) }.map { ($0.at, "") }
        case .refreshed:
            // Which of several reasons counts is easily mistaken: all are shown.
            moments = (timeline.refreshes[customer] ?? []).map { ($0.at, " (\($0.trigger))") }
        case .alert(let demand) where demand.state != .open && demand.state != .none:
            moments = (timeline.alerts[customer] ?? []).filter { $0.alert == demand.name }.map {
                ($0.at, " (\($0.change.rawValue), \($0.severity))")
            }
        default: return nil
        }
        return moments.isEmpty ? "never" : "at " + text(moments, around: expectation.at)
    }

    /// The moments next to an instant; points stand for the others.
    private static func text(
        _ moments: [(at: Instant, what: String)], around instant: Instant?
    ) -> String {
        let split = moments.firstIndex { $0.at > instant ?? .never } ?? moments.count
        let shown = moments[max(0, split - 4)..<min(moments.count, split + 3)]
        var parts = shown.map { ReportText.text($0.at) + $0.what }
        if shown.startIndex > 0 { parts.insert("...", at: 0) }
        if shown.endIndex < moments.count { parts.append("...") }
        return parts.joined(separator: ", ")
    }
}
