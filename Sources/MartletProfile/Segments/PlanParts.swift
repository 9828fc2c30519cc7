/// What a plan is made of, compiled and fitted together, before places in a row are final.
struct PlanParts {
    let definitions: [FeatureDefinition]
    let dedupe: Int
    let book: RuleBook
    let alerts: AlertBook
    let personas: PersonaBook?
    let features: FeaturePlan

    /// Compiles the parts; the words of a row go to segments, alerts, personas and features.
    ///
    /// - Throws: ``Plan/CompilationError`` with everything that cannot be understood.
    init(
        _ definitions: [FeatureDefinition], _ segments: [SegmentDefinition],
        _ alertDefinitions: [AlertDefinition], _ personaDefinition: PersonaDefinition?,
        dedupe: Int, lists: CustomerLists
    ) throws(Plan.CompilationError) {
        var problems = Plan.CompilationError()
        var book: RuleBook?
        do throws(RuleBook.CompilationErrors) {
            book = try RuleBook(segments, features: definitions, lists: lists.names)
        } catch { problems.rules = error.errors }
        var alerts: AlertBook?
        do throws(AlertBook.CompilationErrors) {
            alerts = try AlertBook(
                alertDefinitions, features: definitions, lists: lists.names,
                firstWord: book?.headerWords ?? 0)
        } catch { problems.alerts = error.errors }
        var schema = EventSchema(types: [], fields: [], requirements: [])
        let personas = PersonaBook.compile(
            personaDefinition, definitions, book, lists.names, &schema, &problems.personas,
            firstWord: alerts?.headerWords ?? 0)
        var features: FeaturePlan?
        do throws(FeaturePlan.FilterErrors) {
            features = try FeaturePlan(
                definitions, dedupe: dedupe,
                headerWords: personas?.layout.end ?? alerts?.headerWords ?? 0,
                watching: alerts?.alerts.map(\.definition.returningTypes) ?? [],
                schema: schema)
        } catch { problems.filters = error.errors }
        guard var book, var alerts, let features, problems.personas.isEmpty else { throw problems }
        book.noteTypes(of: features)
        alerts.noteTypes(of: features)
        self.definitions = definitions
        self.dedupe = dedupe
        self.book = book
        self.alerts = alerts
        self.personas = personas
        self.features = features
    }

    /// Eight hexadecimal digits that change with anything that decides an answer.
    func fingerprint(timeZone: String) -> String {
        let traits = definitions.map(\.canonicalText).joined(separator: "\n")
        let rules =
            book.segments.map(\.definition.canonicalText)
            + alerts.alerts.map { "alert|" + $0.definition.canonicalText }
        let divisions = personas.map { "\n\n" + $0.definition.canonicalText } ?? ""
        let zone = timeZone == Plan.utc ? "" : "\n\n" + timeZone
        return Plan.digits(
            of: traits + "\n\n" + rules.joined(separator: "\n") + divisions + zone)
    }

    /// A hash of everything that decides the meaning of a row.
    ///
    /// Membership bits and kept instants go by segment, so names count, rules do not; nor do places
    /// in memory, which no record holds.
    func layoutHash(_ wordNames: [Int: String], timeZone: String) -> UInt32 {
        let kept = book.segments.map { "\($0.definition.name)|\($0.changedAt >= 0)" }
        let layouts = definitions.map { $0.layoutText(timeZone) }.joined(separator: "\n")
        let named = wordNames.sorted { $0.key < $1.key }.map(\.value)
        let parts = ["\(FeaturePlan.layoutVersion)", layouts, "\(dedupe)"] + kept + named
        return Plan.hash(parts.joined(separator: "\n"))
    }
}
