import MartletProfile

/// Compares one expectation with the profiles as they are at its instant.
struct RuleTestCheck {
    let expectation: Expectation
    let at: Instant
    let timeline: CustomerTimeline

    /// What is not as expected; nil if all is.
    func failure(in table: borrowing ProfileTable) -> RuleTestFailure? {
        let customer = Array(expectation.customer.utf8)
        let row = table.find(customer.span)
        let segments = row.map { timeline.segments(table, $0) } ?? []
        switch expectation.demand {
        case .exactly(let names): return compare(names, segments, table, row)
        case .member(let name):
            if segments.contains(name) { return nil }
            return failure(
                "is not in '\(name)'", "in \(name)", Self.list(segments), [name], table, row)
        case .stranger(let name):
            if !segments.contains(name) { return nil }
            return failure(
                "is in '\(name)'", "not in \(name)", Self.list(segments), [name], table, row)
        case .enters(let name):
            return compare("enter", "entered", name, table, row) { $0.entered.contains(name) }
        case .leaves(let name):
            return compare("leave", "exited", name, table, row) { $0.exited.contains(name) }
        case .feature(let name, let value): return compare(name, value, table, row)
        case .persona(let name):
            let persona = row.flatMap { table.persona($0) }
            if persona == name { return nil }
            return failure(
                "is not '\(name)'", "persona \(name)", "persona \(persona ?? "none yet")", [],
                table, row)
        case .refreshed(let trigger): return refreshed(trigger, table, row)
        case .alert(let demand): return compare(demand, table, row)
        case .never: return nil
        }
    }

    private func compare(
        _ names: [String], _ segments: [String], _ table: borrowing ProfileTable, _ row: Int?
    ) -> RuleTestFailure? {
        let missing = names.filter { !segments.contains($0) }
        let extra = segments.filter { !names.contains($0) }
        guard !missing.isEmpty || !extra.isEmpty else { return nil }
        var parts = missing.map { "not in '\($0)'" }
        parts += extra.map { "in '\($0)'" }
        var failure = failure(
            "is " + parts.joined(separator: " and "), Self.list(names), Self.list(segments),
            missing + extra, table, row)
        failure.missing = missing
        failure.extra = extra
        return failure
    }

    private func compare(
        _ verb: String, _ verbed: String, _ name: String, _ table: borrowing ProfileTable,
        _ row: Int?, _ isIt: (CustomerTimeline.Entry) -> Bool
    ) -> RuleTestFailure? {
        let entries = timeline.entries[expectation.customer] ?? []
        if entries.contains(where: { $0.at == at && isIt($0) }) { return nil }
        return failure(
            "does not \(verb) '\(name)'", "\(verbed) \(name)", "", [name], table, row)
    }

    private func compare(
        _ name: String, _ value: ExpectedValue, _ table: borrowing ProfileTable, _ row: Int?
    ) -> RuleTestFailure? {
        let definitions = table.plan.features.definitions
        guard let feature = definitions.firstIndex(where: { $0.name == name }) else { return nil }
        guard let row else {
            return failure(
                "has no '\(name)'", "\(name): \(value.json)", "", [], table, nil)
        }
        let (actual, keys) = table.value(feature, row, at)
        if value.matches(actual, keys, of: table) { return nil }
        let found = timeline.value(of: feature, table, row, at)
        return failure(
            "has '\(name)' \(found)", "\(name): \(value.json)", "\(name): \(found)", [], table, row)
    }

    /// A failure with everything that is known at the instant.
    func failure(
        _ what: String, _ expected: String, _ found: String, _ segments: [String],
        _ table: borrowing ProfileTable, _ row: Int?
    ) -> RuleTestFailure {
        var failure = RuleTestFailure(
            origin: expectation.origin,
            message: "\(expectation.customer) \(what) at \(ReportText.text(at))")
        failure.customer = expectation.customer
        failure.at = at
        failure.expected = expected
        failure.found = row == nil ? "no event of this customer by then" : found
        guard let row else { return failure }
        for name in segments {
            guard let segment = timeline.index(of: name) else { continue }
            var isMember = table.isMember(row, of: segment)
            if case .enters = expectation.demand { isMember = false }
            if case .leaves = expectation.demand { isMember = true }
            failure.reasons.append(
                (name, timeline.report(table, row, segment, at, isMember: isMember)))
        }
        return failure
    }

    private static func list(_ names: [String]) -> String {
        names.isEmpty ? "no segment" : names.joined(separator: ", ")
    }
}
