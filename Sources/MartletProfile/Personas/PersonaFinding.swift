/// Which cluster a customer belongs to, and how clearly.
public struct PersonaFinding: Sendable, Equatable {
    /// Index of the cluster; nil = none.
    public var cluster: Int?
    /// Distance from its centre, or from the nearest if it is none; nil = nothing is known of the
    /// customer.
    public var distance: Double?
    /// Index of the nearest of the other clusters.
    public var runnerUp: Int?
    /// Distance from its centre.
    public var runnerUpDistance: Double?

    /// Belongs to nobody of whom anything is known.
    public init() {}
}

/// A feature in which a customer stands out.
public struct PersonaTrait: Sendable, Equatable {
    /// Index of the feature.
    public var feature: Int
    /// Its value in plain units.
    public var value: Double
    /// Standard deviations from the mean.
    public var standardised: Double
}

extension PersonaModel {
    /// Finds a customer's cluster; costs clusters times features.
    ///
    /// - Parameters:
    ///   - place: The customer's place: see ``standardised(_:)``.
    ///   - current: Index of the cluster that the customer is in; nil = none.
    ///   - settings: Limit and margin.
    /// - Returns: What was found.
    public func find(
        _ place: [Double], current: Int?, _ settings: PersonaClusters
    ) -> PersonaFinding {
        let distances = distances(from: place)
        var finding = PersonaFinding()
        // The first of equally near ones, as in a fit.
        guard let nearest = distances.indices.min(by: { distances[$0] < distances[$1] }) else {
            return finding
        }
        var chosen: Int? = nearest
        let own = current.flatMap { distances.indices.contains($0) ? $0 : nil }
        // A customer who is in a cluster leaves it a little later than another would enter.
        let limit = (settings.limit ?? .infinity) * (own == nil ? 1 : 1 + settings.margin)
        if let own, distances[own] <= limit,
            distances[nearest] >= distances[own] * (1 - settings.margin)
        {
            chosen = own
        } else if distances[nearest] > limit {
            chosen = nil
        }
        let first = chosen ?? nearest
        finding.cluster = chosen
        finding.distance = distances[first]
        finding.runnerUp = distances.indices.filter { $0 != first }
            .min { distances[$0] < distances[$1] }
        finding.runnerUpDistance = finding.runnerUp.map { distances[$0] }
        return finding
    }

    /// Distances of the clusters' centres from a place.
    func distances(from place: [Double]) -> [Double] {
        clusters.map { cluster in
            zip(cluster.centre, place).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
                .squareRoot()
        }
    }

    /// The features in which a customer stands out most, farthest first, equals in their order.
    public func traits(_ values: [Double?], most: Int = 3) -> [PersonaTrait] {
        var traits: [PersonaTrait] = []
        for (index, value) in values.enumerated() {
            guard let value else { continue }
            traits.append(
                PersonaTrait(
                    feature: index, value: value,
                    standardised: features[index].scale.standardised(value)))
        }
        traits.sort {
            let (left, right) = ($0.standardised.magnitude, $1.standardised.magnitude)
            return left != right ? left > right : $0.feature < $1.feature
        }
        return Array(traits.prefix(most))
    }
}
