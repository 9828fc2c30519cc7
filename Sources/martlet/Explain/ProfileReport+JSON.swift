import MartletProfile

/// The report as one JSON object: the members of a `profiles` record, and a reason per segment.
extension ProfileReport {
    /// One object, in one line.
    ///
    /// `reasons` has the `rule` and `values` of a segment change's reasons, for each segment, and
    /// the rule's parts in `clauses`.
    var json: String {
        let known = features.compactMap { feature in
            feature.json.map { "\(JSONString.quoted(feature.name)):\($0)" }
        }
        let inside = segments.filter(\.explanation.isMember).map {
            JSONString.quoted($0.definition.name)
        }
        let reasons = segments.map { "\(JSONString.quoted($0.definition.name)):\($0.json)" }
        var members = [
            ("customer_id", JSONString.quoted(customer)), ("at", InstantText.json(at)),
            ("features", "{\(known.joined(separator: ","))}"),
            ("segments", "[\(inside.joined(separator: ","))]"),
            ("reasons", "{\(reasons.joined(separator: ","))}"),
            ("next_change_at", InstantText.json(nextChange)), ("rules", JSONString.quoted(rules)),
        ]
        if !alerts.isEmpty {
            let entries = alerts.map { ($0.definition.name, $0.json) }
            members.append(("alerts", JSONString.object(entries)))
        }
        if let persona { members.append(("persona", persona.json)) }
        return JSONString.object(members)
    }
}

extension ProfileReport.Segment {
    /// The reason why the customer is inside or not.
    fileprivate var json: String {
        var members = [
            ("inside", explanation.isMember ? "true" : "false"),
            ("since", InstantText.json(changedAt)),
            ("changes_at", InstantText.json(explanation.changesAt)),
        ]
        members += when.members
        if let exitWhen {
            members.append(("exit_when", JSONString.object(exitWhen.members)))
        }
        for (name, duration) in [
            ("min_dwell", definition.minDwell), ("cooldown", definition.cooldown),
        ] where duration > 0 {
            members.append((name, JSONString.quoted(SettingSyntax.text(ofDuration: duration))))
        }
        if explanation.heldUntil != nil {
            members.append(("held_until", InstantText.json(explanation.heldUntil)))
        }
        return JSONString.object(members)
    }
}

extension ProfileReport.Rule {
    /// What a record's reason says, and the parts.
    var members: [(String, String)] {
        let clauses = clause.parts.isEmpty ? [clause] : clause.parts
        return [
            ("rule", JSONString.quoted(text)), ("values", "{\(values)}"),
            ("truth", clause.explanation.verdict.truthJSON),
            ("holds_until", InstantText.json(clause.explanation.verdict.until)),
            ("form", JSONString.quoted(clause.explanation.form.rawValue)),
            ("clauses", "[\(clauses.map(\.json).joined(separator: ","))]"),
        ]
    }
}

extension ProfileReport.Clause {
    fileprivate var json: String {
        let verdict = explanation.verdict
        var members = [
            ("text", JSONString.quoted(explanation.text)),
            ("form", JSONString.quoted(explanation.form.rawValue)),
            ("truth", verdict.truthJSON), ("since", InstantText.json(since)),
            ("holds_until", InstantText.json(verdict.until)),
        ]
        for (name, value) in [
            ("value", explanation.value), ("threshold", explanation.threshold),
        ] {
            if let value { members.append((name, ValueText.json(value, marksDoubles: false))) }
        }
        if let error = verdict.error {
            members.append(("error", JSONString.quoted(error.description)))
        }
        if !parts.isEmpty {
            members.append(("clauses", "[\(parts.map(\.json).joined(separator: ","))]"))
        }
        return JSONString.object(members)
    }
}

extension Verdict {
    /// `true`, `false`, or `null` if it is unknown.
    fileprivate var truthJSON: String {
        switch truth {
        case .yes: "true"
        case .no: "false"
        case .unknown: "null"
        }
    }
}
