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
    /// What is known for each model that features read, by its name.
    public var models: [String: ModelSummary] = [:]

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
        for (name, summary) in other.models {
            models[name, default: ModelSummary(summary.kind)].merge(summary)
        }
    }

    /// Most customers of a sample, so that the record of a summary stays below 600 KiB.
    public static func limit(features: Int) -> Int {
        max(100, min(5_000, 600 * 1024 / (8 * (features + 2))))
    }
}
