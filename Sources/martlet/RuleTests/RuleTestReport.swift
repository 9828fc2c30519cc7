import MartletProfile

/// The results of one file of rule tests, for a person.
struct RuleTestReport {
    /// The file.
    var name: String
    /// Its text and that of its configuration.
    var sources: [SourceText]
    /// How its cases went.
    var results: [RuleTestResult]
    /// Whether to use ANSI colours.
    var isColored = false

    /// Everything: a line per case, and what is wrong with those that failed.
    var text: String {
        var text = paint(name, "1") + "\n"
        for result in results {
            let mark = result.hasPassed ? paint("ok  ", "32") : paint("FAIL", "1;31")
            text += "  \(mark)  \(result.name)\n"
            for failure in result.failures { text += self.text(of: failure) }
        }
        return text
    }

    /// One failure: the place, expected and found, the customer's changes, the clauses.
    private func text(of failure: RuleTestFailure) -> String {
        let renderer = DiagnosticRenderer(isColored: isColored, sources: sources)
        let place = Diagnostic(
            subject: name, span: failure.origin.span, message: failure.message)
        var text = "\n" + indented(renderer.render(place), by: 4)
        let parts =
            [difference(failure), timeline(failure)]
            + failure.reasons.map { lines(of: $0.report, $0.segment) }
        for part in parts where !part.isEmpty { text += "\n" + indented(part, by: 6) }
        return text + "\n"
    }

    private func difference(_ failure: RuleTestFailure) -> String {
        guard !failure.expected.isEmpty else { return "" }
        var text = "expected  \(failure.expected)\nfound     \(failure.found)\n"
        for name in failure.missing { text += paint("  missing   \(name)", "31") + "\n" }
        for name in failure.extra { text += paint("  too many  \(name)", "31") + "\n" }
        return text
    }

    /// The customer's changes, and where the expectation stands among them.
    private func timeline(_ failure: RuleTestFailure) -> String {
        guard let customer = failure.customer else { return "" }
        var lines = failure.timeline.map { entry in
            let moves = entry.entered.map { "+\($0)" } + entry.exited.map { "-\($0)" }
            let now = entry.segments.isEmpty ? "none" : entry.segments.joined(separator: ", ")
            return (
                entry.at,
                "  \(ReportText.text(entry.at))  \(moves.joined(separator: " "))"
                    + "  by \(entry.cause), then in: \(now)"
            )
        }
        if lines.isEmpty { return "\(customer) enters and leaves no segment\n" }
        if let at = failure.at, !failure.timeline.contains(where: { $0.at == at }) {
            let place = lines.firstIndex { $0.0 > at } ?? lines.count
            lines.insert((at, paint("> \(ReportText.text(at))  the expectation", "1")), at: place)
        }
        return "\(customer)'s segments:\n" + lines.map { $0.1 + "\n" }.joined()
    }

    private func lines(of report: RuleReport, _ segment: String) -> String {
        let until = report.until == .never ? "" : " until \(ReportText.text(report.until))"
        let head = "\(segment), \(report.key): \(report.rule)  is "
        return head + "\(ReportText.word(report.truth))\(until)\n"
            + report.lines.map { "  \($0)\n" }.joined()
    }

    private func indented(_ text: String, by width: Int) -> String {
        let margin = String(repeating: " ", count: width)
        return text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
            .map { $0.isEmpty ? "\n" : "\(margin)\($0)\n" }.joined()
    }

    private func paint(_ text: String, _ style: String) -> String {
        isColored ? "\u{1B}[\(style)m\(text)\u{1B}[0m" : text
    }
}

extension RuleTestReport {
    /// What a failure says, without colours, for reports that hold text.
    func plainText(of failure: RuleTestFailure) -> String {
        var report = self
        report.isColored = false
        return report.text(of: failure)
    }

    /// The results as a JSON object.
    var json: String {
        let cases = results.map { result in
            let failures = result.failures.map(json).joined(separator: ",")
            let line = result.origin.span.map { "\($0.start.line)" } ?? "null"
            return """
                {"name":\(JSONString.quoted(result.name)),"line":\(line),\
                "status":"\(result.hasPassed ? "passed" : "failed")",\
                "seconds":\(ReportText.json((result.seconds * 1e6).rounded() / 1e6)),\
                "failures":[\(failures)]}
                """
        }
        return #"{"file":\#(JSONString.quoted(name)),"cases":[\#(cases.joined(separator: ","))]}"#
    }

    private func json(_ failure: RuleTestFailure) -> String {
        let start = failure.origin.span?.start
        let timeline = failure.timeline.map { entry in
            """
            {"at":\(ReportText.json(entry.at)),"entered":\(ReportText.json(entry.entered)),\
            "exited":\(ReportText.json(entry.exited)),"cause":\(JSONString.quoted(entry.cause)),\
            "segments":\(ReportText.json(entry.segments))}
            """
        }
        let reasons = failure.reasons.map { "\(JSONString.quoted($0.segment)):\($0.report.json)" }
        return """
            {"message":\(JSONString.quoted(failure.message)),\
            "line":\(start.map { "\($0.line)" } ?? "null"),\
            "column":\(start.map { "\($0.column)" } ?? "null"),\
            "customer_id":\(failure.customer.map(JSONString.quoted) ?? "null"),\
            "at":\(failure.at.map(ReportText.json) ?? "null"),\
            "expected":\(JSONString.quoted(failure.expected)),\
            "found":\(JSONString.quoted(failure.found)),\
            "missing":\(ReportText.json(failure.missing)),\
            "extra":\(ReportText.json(failure.extra)),\
            "timeline":[\(timeline.joined(separator: ","))],\
            "reasons":{\(reasons.joined(separator: ","))}}
            """
    }
}
