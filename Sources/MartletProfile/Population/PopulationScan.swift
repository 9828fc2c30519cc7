/// A walk over all profiles of a table, a slice at a time, that sums them up.
///
/// Purchases are looked at as of one instant, so that customers who are alike stay so.
package struct PopulationScan {
    private let rows: [Int]
    private let now: Instant
    private let hasPersonas: Bool
    private let readings: [ModelReading]
    private var next = 0
    private var sample: PersonaSample
    /// What is known for each reading.
    private var models: [ModelSummary]

    /// Prepares for the profiles that a table has now, as of its clock.
    package init(_ table: borrowing ProfileTable) {
        let features = table.plan.personas?.definition.features.count ?? 0
        rows = table.rows
        now = table.clock
        hasPersonas = table.plan.personas != nil
        sample = PersonaSample(limit: PopulationSummary.limit(features: features))
        readings = table.plan.features.modelReadings
        models = readings.map { ModelSummary($0.kind) }
    }

    /// Goes on; costs a hash per profile and model, and an evaluation for those that are kept.
    ///
    /// - Returns: The summary if this was the last slice.
    package mutating func go(
        on table: borrowing ProfileTable, limit: Int
    ) -> PopulationSummary? {
        let end = min(rows.count, next + limit)
        for row in rows[next..<end] where table.isInUse(row) {
            if hasPersonas { lookForPersonas(row, table) }
            table.count(row, readings, at: now, in: &models)
        }
        next = end
        guard end == rows.count else { return nil }
        let personas = table.personaMembers.filter { $0.members > 0 }
        var summary = PopulationSummary(
            sample: sample, numbers: table.personaNumbers,
            personas: Dictionary(uniqueKeysWithValues: personas.map { ($0.name, $0.members) }))
        for (reading, model) in zip(readings, models) { summary.models[reading.name] = model }
        return summary
    }

    private mutating func lookForPersonas(_ row: Int, _ table: borrowing ProfileTable) {
        let mark = table.withCustomer(row) { CustomerMark.mark($0) }
        if sample.keeps(mark) {
            sample.add(mark: mark, values: table.personaValues(row, at: table.clock))
        } else {
            sample.count()
        }
    }
}

extension ProfileTable {
    /// Counts a profile in a summary for each reading.
    fileprivate func count(
        _ row: Int, _ readings: [ModelReading], at now: Instant, in models: inout [ModelSummary]
    ) {
        let facts = ProfileFacts(self, slab.row(row))
        for (index, reading) in readings.enumerated() {
            facts.count(reading, at: now, in: &models[index])
        }
    }
}
