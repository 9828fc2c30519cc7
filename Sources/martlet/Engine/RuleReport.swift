import MartletProfile
import MartletWire

/// One rule of a segment for one customer at one instant: its clauses with their values.
struct RuleReport: Equatable {
    /// A condition without parts.
    struct Clause: Equatable {
        /// Its text.
        var text: String
        /// Whether it is true.
        var truth: Truth
        /// The value compared and what it is compared with, as JSON.
        var value: String?
        var threshold: String?
        /// Until when that holds if no event comes.
        var until: Instant
    }

    /// `when` or `exit_when`.
    var key: String
    /// The rule's text.
    var rule: String
    /// Whether it is true.
    var truth: Truth
    /// Until when that holds if no event comes.
    var until: Instant
    /// Its clauses, in the order of the text.
    var clauses: [Clause]
    /// What the rule reads, as members of a JSON object.
    var values: String

    /// The rule that decides: the one to leave by for a member, if the segment has one.
    init(
        _ table: borrowing ProfileTable, _ row: Int, _ segment: Int, at now: Instant,
        isMember: Bool, _ encoder: FeatureEncoder
    ) {
        let rules = table.plan.book.segments[segment]
        let found = table.explainRules(row, segment, at: now)
        let isExit = isMember && found.exitWhen != nil
        let explanation = isExit ? found.exitWhen ?? found.when : found.when
        let program = isExit ? rules.exitWhen ?? rules.when : rules.when
        key = isExit ? "exit_when" : "when"
        rule = program.source
        truth = explanation.verdict.truth
        until = explanation.verdict.until
        clauses = RuleReport.clauses(of: explanation)
        var bytes: [UInt8] = []
        encoder.append(program.readings, table, row, now, to: &bytes)
        values = String(decoding: bytes, as: UTF8.self)
    }

    private static func clauses(of explanation: Explanation) -> [Clause] {
        guard explanation.form == .clause else { return explanation.parts.flatMap(clauses) }
        return [
            Clause(
                text: explanation.text, truth: explanation.verdict.truth,
                value: explanation.value.map(ReportText.json),
                threshold: explanation.threshold.map(ReportText.json),
                until: explanation.verdict.until)
        ]
    }

    /// One line per clause: truth, text, values.
    var lines: [String] {
        let width = clauses.map(\.text.count).max() ?? 0
        return clauses.map { clause in
            let truth = ReportText.padded(ReportText.word(clause.truth), to: 7)
            guard let value = clause.value else { return "\(truth)  \(clause.text)" }
            let line = "\(truth)  \(ReportText.padded(clause.text, to: width))  "
            guard value != "null" else { return line + "no value" }
            return line + value + (clause.threshold.map { " against \($0)" } ?? "")
        }
    }

    /// The report as a JSON object.
    var json: String {
        let list = clauses.map { clause in
            """
            {"text":\(JSONString.quoted(clause.text)),"truth":\(ReportText.json(clause.truth)),\
            "value":\(clause.value ?? "null"),"threshold":\(clause.threshold ?? "null"),\
            "until":\(ReportText.json(clause.until))}
            """
        }
        return """
            {"key":"\(key)","rule":\(JSONString.quoted(rule)),"truth":\(ReportText.json(truth)),\
            "until":\(ReportText.json(until)),"values":{\(values)},\
            "clauses":[\(list.joined(separator: ","))]}
            """
    }
}
