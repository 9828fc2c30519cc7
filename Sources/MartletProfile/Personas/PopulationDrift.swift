/// How far customers have moved away from what the model in use was fitted to.
public struct PopulationDrift: Sendable, Equatable {
    /// A persona and the share of the customers who have one that it has now.
    public struct Share: Sendable, Equatable {
        /// Name of the persona.
        public var persona: String
        /// Its share, 0 to 1.
        public var share: Double
    }

    /// A feature and its population stability index: see ``Spread/stabilityIndex(_:unknown:)``.
    public struct Index: Sendable, Equatable {
        /// Name of the feature.
        public var feature: String
        /// The index; above 0.25 is a large shift.
        public var index: Double
    }

    /// Shares by the names of the personas.
    public var shares: [Share]
    /// Indices in the order of the features.
    public var indices: [Index]
    /// Mean distance of the customers looked at from the nearest centre; nil without clusters.
    public var meanDistance: Double?

    /// Compares a population with a model.
    public init(_ summary: PopulationSummary, against model: PersonaModel) {
        let total = Double(max(1, summary.personas.values.reduce(0, +)))
        shares = summary.personas.sorted { $0.key < $1.key }
            .map { Share(persona: $0.key, share: Double($0.value) / total) }
        let customers = summary.sample.customers
        indices = model.features.enumerated().map { place, feature in
            let known = customers.compactMap { $0.values[place] }
            let index = feature.spread.stabilityIndex(
                known, unknown: customers.count - known.count)
            return Index(feature: feature.feature.name, index: index)
        }
        let distances = customers.filter { $0.values.contains { $0 != nil } }.compactMap {
            model.distances(from: model.standardised($0.values)).min()
        }
        meanDistance =
            distances.isEmpty
            ? nil : distances.sorted().reduce(0, +) / Double(distances.count)
    }
}
