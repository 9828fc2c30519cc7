/// Why a customer has a persona, and which they would have if it were found now.
package struct PersonaExplanation: Sendable {
    /// The persona found last; nil before the first refresh.
    package var persona: String?
    /// The persona that would be found now; nil as long as nothing was fitted.
    package var now: String?
    /// Name of each cluster and the distance from its centre, nearest first.
    package var distances: [(name: String, distance: Double)] = []
    /// For each feature its value, if it is known, and standard deviations from the mean.
    package var values: [(value: Double?, standardised: Double?)] = []
    /// The rules that make personas, in their order.
    package var rules: [Explanation] = []
    /// The forecasts, in their order.
    package var forecasts: [Explanation] = []
    /// The instant of the next refresh by schedule; nil without one.
    package var scheduledAt: Instant?
}

extension ProfileTable {
    /// Explains how the customer in `row` stands to personas at `now`; nil if there are none.
    package func explainPersona(_ row: Int, at now: Instant) -> PersonaExplanation? {
        guard let board = personas else { return nil }
        let words = slab.row(row)
        let facts = ProfileFacts(self, words)
        let book = board.book
        var explanation = PersonaExplanation(persona: persona(row))
        let values = personaValues(row, at: now)
        explanation.values = values.enumerated().map { index, value in
            (value, value.flatMap { board.model?.features[index].scale.standardised($0) })
        }
        explanation.rules = book.rules.map { $0.explain(facts, at: now) }
        explanation.forecasts = book.forecasts.map { $0.explain(facts, at: now) }
        if book.layout.next >= 0, words[book.layout.next] != 0 {
            explanation.scheduledAt = Instant(milliseconds: words[book.layout.next])
        }
        guard let settings = book.definition.clusters else {
            let first = explanation.rules.firstIndex { $0.verdict.truth == .yes }
            explanation.now =
                first.map { book.definition.rules[$0].name } ?? PersonaDefinition.unassigned
            return explanation
        }
        guard let model = board.model else { return explanation }
        let place = model.standardised(values)
        explanation.distances = model.distances(from: place).enumerated()
            .map { (model.clusters[$0].name, $1) }
            .sorted { $0.distance < $1.distance }
        let code = PersonaTable.code(words, book.layout)
        let isKnown = values.contains { $0 != nil }
        let finding = model.find(place, current: board.codes.firstIndex(of: code), settings)
        explanation.now =
            (isKnown ? finding.cluster : nil).map { model.clusters[$0].name }
            ?? PersonaDefinition.unassigned
        return explanation
    }
}
