import MartletProfile
import MartletWire

/// Everything that `martlet explain` says of one customer.
struct ProfileReport {
    /// One segment.
    struct Segment {
        var definition: SegmentDefinition
        var explanation: SegmentExplanation
        /// When the customer last changed sides; nil = never.
        var changedAt: Instant?
        /// The rule of entering.
        var when: Rule
        /// The rule of leaving, if there is one.
        var exitWhen: Rule?
    }

    /// One rule.
    struct Rule {
        /// Its text.
        var text: String
        /// What it reads, as members of a JSON object.
        var values: String
        /// The whole of it, with its parts.
        var clause: Clause
    }

    /// One part of a rule.
    struct Clause {
        /// What it is, its own parts left out.
        var explanation: Explanation
        /// Since when it has the truth that it has.
        var since: Instant?
        /// Its parts.
        var parts: [Clause]
    }

    /// Customer id.
    var customer: String
    /// The instant that everything is said of.
    var at: Instant
    /// Name of each feature, and its value as JSON and for people; nil = unknown.
    var features: [(name: String, json: String?, text: String)]
    /// In the order of their names.
    var segments: [Segment]
    /// Churn alerts, in the order of their names.
    var alerts: [Alert] = []
    /// The persona; nil if there are none.
    var persona: PersonaStanding?
    /// Fingerprint of the rules.
    var rules: String

    /// Collects what is known of the customer in `row`.
    ///
    /// - Parameters:
    ///   - table: The table.
    ///   - row: The customer's row.
    ///   - changedAt: For each segment when the customer last changed sides.
    ///   - history: Since when clauses are what they are.
    ///   - refresh: The last refresh of the customer's persona.
    init(
        _ table: borrowing ProfileTable, _ row: Int, changedAt: [Instant?],
        _ history: ClauseHistory, refresh: PersonaStanding.Refresh? = nil
    ) {
        let plan = table.plan
        let encoder = FeatureEncoder(plan: plan)
        at = table.clock
        rules = plan.fingerprint
        persona = PersonaStanding(table, row, refresh)
        customer = table.withCustomer(row) { id in
            var bytes: [UInt8] = []
            for index in id.indices { bytes.append(id[index]) }
            return String(decoding: bytes, as: UTF8.self)
        }
        features = []
        for (index, definition) in plan.features.definitions.enumerated() {
            var bytes: [UInt8] = []
            let isKnown = encoder.appendValue(of: index, table.view(row), at, to: &bytes)
            let json = String(decoding: bytes, as: UTF8.self)
            var text = isKnown ? json : "unknown"
            if case .instant(let instant) = table.value(index, row, at).value {
                text = InstantText.plain(instant)
            }
            features.append((definition.name, isKnown ? json : nil, text))
        }
        segments = []
        for (index, compiled) in plan.book.segments.enumerated() {
            let explanation = table.explain(row, index, at: at)
            var segment = Segment(
                definition: compiled.definition, explanation: explanation,
                changedAt: changedAt[index],
                when: Rule(
                    compiled.when, values(compiled.when), explanation.when,
                    history.since(index, .when)))
            if let program = compiled.exitWhen, let exit = explanation.exitWhen {
                segment.exitWhen = Rule(
                    program, values(program), exit, history.since(index, .exitWhen))
            }
            segments.append(segment)
        }
        alerts = plan.alerts.alerts.indices.map { Alert(table, row, $0, encoder, history) }
        func values(_ program: RuleProgram) -> String {
            var values: [UInt8] = []
            encoder.append(program.readings, table, row, table.clock, to: &values)
            return String(decoding: values, as: UTF8.self)
        }
    }

    /// The earliest instant at which time alone changes a segment; nil if it never does.
    var nextChange: Instant? {
        segments.map(\.explanation.changesAt).min().flatMap { $0 == .never ? nil : $0 }
    }
}

extension ProfileReport.Rule {
    init(
        _ program: RuleProgram, _ values: String, _ explanation: Explanation, _ since: [Instant]
    ) {
        var since = since[...]
        self.init(
            text: program.source, values: values,
            clause: ProfileReport.Clause(explanation, &since))
    }
}

extension ProfileReport.Clause {
    /// A part of a rule and its own parts, taking the first of `since` for each.
    fileprivate init(_ explanation: Explanation, _ since: inout ArraySlice<Instant>) {
        self.init(explanation: explanation, since: since.popFirst(), parts: [])
        for part in explanation.parts { parts.append(ProfileReport.Clause(part, &since)) }
        self.explanation.parts = []
    }
}
