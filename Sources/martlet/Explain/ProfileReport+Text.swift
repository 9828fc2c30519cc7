import MartletProfile

/// The report for people.
extension ProfileReport {
    /// Features, then each segment with its clauses.
    var text: String {
        var table = TextTable(["FEATURE", "VALUE"])
        for feature in features {
            table.append([feature.name, feature.text])
        }
        var text = "customer \(customer) at \(InstantText.plain(at))\n"
        if !table.isEmpty { text += "\n" + table.text(indent: 2) }
        for segment in segments { text += "\n" + segment.text }
        for alert in alerts { text += "\n" + alert.text }
        return text + (persona?.text ?? "")
    }
}

extension ProfileReport.Segment {
    /// How the customer stands to the segment, and the table of clauses.
    fileprivate var text: String {
        var lines = ["\(definition.name): \(standing)"]
        lines += holds
        var text = lines.joined(separator: "\n") + "\n" + when.text("when")
        if let exitWhen { text += exitWhen.text("exit_when") }
        return text
    }

    private var standing: String {
        var text = explanation.isMember ? "inside" : "outside"
        if let changedAt {
            text += " since \(InstantText.plain(changedAt))"
        } else if !explanation.isMember {
            text += ", never entered"
        }
        guard explanation.changesAt < .never else {
            return text + "; time alone does not change that"
        }
        let change = explanation.isMember ? "leaves" : "enters"
        return text
            + "; \(change) at \(InstantText.plain(explanation.changesAt)) if no event comes"
    }

    /// What `min_dwell` and `cooldown` say.
    private var holds: [String] {
        let held = explanation.heldUntil.map { " until \(InstantText.plain($0))" }
        return [
            ("min_dwell", definition.minDwell, explanation.isMember, "kept inside"),
            ("cooldown", definition.cooldown, !explanation.isMember, "kept outside"),
        ].compactMap { name, duration, isOfThisSide, effect in
            guard duration > 0 else { return nil }
            let length = SettingSyntax.text(ofDuration: duration)
            guard isOfThisSide, let held else { return "  \(name): \(length)" }
            return "  \(name): \(length), \(effect)\(held)"
        }
    }
}

extension ProfileReport.Rule {
    /// The rule, and the table of its clauses.
    func text(_ name: String) -> String {
        var table = TextTable([
            "TRUTH", "CLAUSE", "VALUE", "THRESHOLD", "SINCE", "HOLDS UNTIL",
        ])
        clause.add(to: &table, depth: 0)
        return "  \(name): \(text)\n" + table.text(indent: 4)
    }
}

extension ProfileReport.Clause {
    fileprivate func add(to table: inout TextTable, depth: Int) {
        let verdict = explanation.verdict
        let isEndless = verdict.until.milliseconds >= Instant.yearTenThousand
        table.append([
            verdict.truthText, String(repeating: "  ", count: depth) + title,
            verdict.error?.description ?? explanation.value.map(ValueText.plain) ?? "",
            explanation.threshold.map(ValueText.plain) ?? "",
            since.map(InstantText.plain) ?? "",
            isEndless ? "for ever" : InstantText.plain(verdict.until),
        ])
        for part in parts { part.add(to: &table, depth: depth + 1) }
    }

    private var title: String {
        switch explanation.form {
        case .all: "all of"
        case .any: "any of"
        case .not: "not"
        case .choose: "the first decides between the others"
        case .clause: explanation.text
        }
    }
}

extension Verdict {
    fileprivate var truthText: String {
        switch truth {
        case .yes: "true"
        case .no: "false"
        case .unknown: "unknown"
        }
    }
}
