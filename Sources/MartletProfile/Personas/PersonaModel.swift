/// What a fit found: the scales of the features, the clusters, and what is large for the shop.
public struct PersonaModel: Sendable, Equatable {
    /// A feature with its scale and its distribution.
    public struct Feature: Sendable, Equatable {
        /// What it is.
        public var feature: PersonaFeature
        /// Its scale.
        public var scale: PersonaScale
        /// How its values were spread when the model was fitted.
        public var spread: Spread

        /// Makes a feature.
        public init(feature: PersonaFeature, scale: PersonaScale, spread: Spread) {
            self.feature = feature
            self.scale = scale
            self.spread = spread
        }
    }

    /// A cluster.
    public struct Cluster: Sendable, Equatable {
        /// Which cluster it is, from one fit to the next; counts from 1.
        public var id: Int
        /// The name of its persona.
        public var name: String
        /// Customers in it when it was fitted.
        public var size: Int
        /// Its centre in standard deviations from the means, one number per feature.
        public var centre: [Double]

        /// Makes a cluster.
        public init(id: Int, name: String, size: Int, centre: [Double]) {
            self.id = id
            self.name = name
            self.size = size
            self.centre = centre
        }
    }

    /// The features, in the order of the configuration.
    public var features: [Feature]
    /// The clusters by ascending id; none where personas go by rules.
    public var clusters: [Cluster]
    /// The shop's quantile for each trigger that asks for one, by the trigger's name.
    public var thresholds: [String: Double]

    /// Makes a model.
    public init(features: [Feature], clusters: [Cluster], thresholds: [String: Double] = [:]) {
        self.features = features
        self.clusters = clusters
        self.thresholds = thresholds
    }

    /// Eight hexadecimal digits that change with whatever decides about personas.
    ///
    /// Costs as much as writing the model down.
    public var fingerprint: String {
        var lines = features.map { feature in
            let scale = feature.scale
            let numbers = [scale.low, scale.high, scale.mean, scale.deviation]
            return "\(feature.feature.canonicalText)|\(numbers.map { $0.map { "\($0)" } ?? "" })"
        }
        lines += clusters.map { "\($0.id)|\($0.name)|\($0.centre)" }
        lines += thresholds.sorted { $0.key < $1.key }.map { "\($0.key)|\($0.value)" }
        return Plan.digits(of: lines.joined(separator: "\n"))
    }

    /// The customer's place: standard deviations from the means.
    public func standardised(_ values: [Double?]) -> [Double] {
        zip(features, values).map { $0.scale.standardised($1) }
    }
}
