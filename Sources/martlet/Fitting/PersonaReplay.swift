import MartletProfile
import MartletStream

/// Reads event files into what customers are compared by, with the clock of `martlet replay`.
struct PersonaReplay: ~Copyable {
    private var history: History
    private let definition: PersonaDefinition

    /// Most customers that a fit looks at.
    static let mostCustomers = 100_000

    /// Prepares for the personas of a configuration.
    ///
    /// - Returns: nil if there are none, or nothing is to be fitted.
    init?(_ stream: StreamPlan) throws(LogError) {
        guard let definition = stream.plan.personas?.definition,
            !definition.features.isEmpty || !definition.quantiles.isEmpty
        else { return nil }
        var stream = stream
        stream.plan.collectsNumbers = true
        self.definition = definition
        history = try History(plan: stream) { _, _, _, _, _ in }
    }

    /// Applies lines in order.
    mutating func apply(_ lines: RecordBatch) throws(LogError) { try history.apply(lines) }

    /// Finds scales and clusters, the customers being as they are at `end`.
    ///
    /// - Parameters:
    ///   - end: The end of the observation.
    ///   - models: What features read that customers are compared by.
    ///   - previous: The personas that keep their ids.
    ///   - seed: Where the search for clusters starts.
    /// - Returns: What was found.
    /// - Throws: ``FitFailure``, or ``LogError``.
    mutating func fit(
        at end: Instant, models: [String: FeatureModel], previous: PersonaModel?, seed: UInt64
    ) throws -> PersonaFit {
        if end > history.clock { try history.pass(to: end) }
        history.use(models)
        let sample = history.withTable { table in
            var sample = PersonaSample(limit: Self.mostCustomers)
            for row in table.rows {
                let mark = table.withCustomer(row) { CustomerMark.mark($0) }
                sample.add(mark: mark, values: table.personaValues(row, at: end))
            }
            return sample
        }
        return try PersonaFit(
            definition, sample, thresholds: thresholds, previous: previous, seed: seed)
    }

    /// The shop's quantile for each trigger that asks for one; none where no number came.
    private var thresholds: [String: Double] {
        var thresholds: [String: Double] = [:]
        let numbers = history.withTable { $0.personaNumbers }
        for trigger in definition.triggers {
            guard case .unusual(let value) = trigger.condition, let quantile = value.quantile else {
                continue
            }
            thresholds[trigger.name] = numbers[trigger.name]?.quantile(
                quantile, of: PersonaFeature.Clip.whole)
        }
        return thresholds
    }
}
