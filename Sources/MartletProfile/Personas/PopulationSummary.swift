/// What is known of the customers of one partition, or of several: what a refit needs, and no more.
///
/// Summaries of parts, merged in any order, are that of the whole.
public struct PopulationSummary: Sendable, Equatable {
    /// Some of the customers, with what they are compared by.
    public var sample: PersonaSample
    /// Numbers that triggers have looked at since the process started, by the trigger's name.
    public var numbers: [String: QuantileSketch]
    /// Customers by persona; those without one are left out.
    public var personas: [String: Int]

    /// A summary of nobody, for samples of at most `limit` customers.
    public init(limit: Int) {
        sample = PersonaSample(limit: limit)
        numbers = [:]
        personas = [:]
    }

    /// Makes a summary of its parts.
    public init(
        sample: PersonaSample, numbers: [String: QuantileSketch], personas: [String: Int]
    ) {
        self.sample = sample
        self.numbers = numbers
        self.personas = personas
    }

    /// Customers.
    public var customers: Int { sample.seen }

    /// Adds the customers of another summary with samples of the same size.
    public mutating func merge(_ other: PopulationSummary) {
        sample.merge(other.sample)
        for (name, sketch) in other.numbers {
            numbers[name, default: QuantileSketch()].merge(sketch)
        }
        personas.merge(other.personas) { $0 + $1 }
    }

    /// Most customers of a sample, so that the record of a summary stays below 600 KiB.
    public static func limit(features: Int) -> Int {
        max(100, min(5_000, 600 * 1024 / (8 * (features + 2))))
    }
}

/// A walk over all profiles of a table, a slice at a time, that sums them up.
package struct PopulationScan {
    private let rows: [Int]
    private var next = 0
    private var sample: PersonaSample

    /// Prepares for the profiles that a table has now.
    package init(_ table: borrowing ProfileTable) {
        let features = table.plan.personas?.definition.features.count ?? 0
        rows = table.rows
        sample = PersonaSample(limit: PopulationSummary.limit(features: features))
    }

    /// Goes on; costs a hash per profile, and an evaluation for those that are kept.
    ///
    /// - Returns: The summary if this was the last slice.
    package mutating func go(
        on table: borrowing ProfileTable, limit: Int
    ) -> PopulationSummary? {
        let end = min(rows.count, next + limit)
        for row in rows[next..<end] where table.isInUse(row) {
            let mark = table.withCustomer(row) { CustomerMark.mark($0) }
            if sample.keeps(mark) {
                sample.add(mark: mark, values: table.personaValues(row, at: table.clock))
            } else {
                sample.count()
            }
        }
        next = end
        guard end == rows.count else { return nil }
        let personas = table.personaMembers.filter { $0.members > 0 }
        return PopulationSummary(
            sample: sample, numbers: table.personaNumbers,
            personas: Dictionary(uniqueKeysWithValues: personas.map { ($0.name, $0.members) }))
    }
}
