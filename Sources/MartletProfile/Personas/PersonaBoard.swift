/// What a table knows of personas beside its rows; each table has its own.
final class PersonaBoard {
    /// The compiled personas.
    let book: PersonaBook
    /// For each event type the triggers that look at it.
    let triggers: [[PersonaTrigger]]
    /// For each event type whether a forecast reads a feature that it changes.
    let touchesForecasts: [Bool]
    /// Triggers that look at segments.
    let segmentTriggers: [PersonaTrigger]
    /// What was counted.
    var tally = PersonaTally()
    /// The last refresh.
    var last: PersonaRefresh?

    /// What a fit found; nil = nothing was fitted yet.
    private(set) var model: PersonaModel?
    /// Its fingerprint.
    private(set) var fingerprint: String?
    /// Codes of the model's personas, by cluster.
    private(set) var codes: [UInt32] = []
    /// Names of personas by their codes, those of models before included.
    private(set) var names: [UInt32: String]

    init(_ book: PersonaBook, _ schema: EventSchema, _ definitions: [FeatureDefinition]) {
        self.book = book
        triggers = schema.types.indices.map { type in
            book.triggers.filter { $0.types.contains(EventSchema.TypeID(type)) }
        }
        let read = Set(book.forecasts.flatMap(\.features))
        touchesForecasts = schema.types.map { name in
            read.contains { definitions[$0].sources.contains { $0.type == name } }
        }
        segmentTriggers = book.triggers.filter {
            if case .segments = $0.condition { true } else { false }
        }
        names = book.names
    }

    /// Puts a model in the place of another.
    func replace(_ model: PersonaModel?) {
        self.model = model
        fingerprint = model?.fingerprint
        let clusters = model?.clusters ?? []
        codes = clusters.map { PersonaCode.code($0.name) }
        names.merge(PersonaCode.names(clusters.map(\.name))) { known, _ in known }
    }
}
