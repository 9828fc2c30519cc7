/// A fit of clusters to a sample of customers.
public struct PersonaFit: Sendable, Equatable {
    /// What was found.
    public let model: PersonaModel
    /// Customers that it was fitted to.
    public let customers: Int
    /// Of them those too far from every centre.
    public let unassigned: Int
    /// Sum of squared distances from the centres, in squared standard deviations.
    public let withinSum: Double
    /// Mean silhouette of some of them; nil with fewer than two clusters.
    public let silhouette: Double?
    /// For each cluster the distance from the centre that it had before; nil = it is new.
    public let moves: [Double?]

    /// Customers whose distances decide where centres are; those that are more are only counted.
    static let mostPoints = 20_000
    /// Customers whose silhouettes are looked at: that costs the square of their number.
    static let mostSilhouettes = 2_000

    /// Fits scales and clusters.
    ///
    /// The same sample, definition, previous model and seed give the same model, bit for bit. A
    /// cluster keeps the id of the old one whose centre it is nearest to, by the pairing with the
    /// least total distance.
    ///
    /// - Parameters:
    ///   - definition: The personas.
    ///   - sample: Customers with the values of the definition's features.
    ///   - thresholds: The shop's quantiles by trigger.
    ///   - previous: The model that this one takes the place of; nil = it is the first.
    ///   - seed: Where the search starts.
    /// - Throws: ``FitFailure/tooFewCustomers(found:needed:)`` without a distinct customer for each
    ///   cluster.
    public init(
        _ definition: PersonaDefinition, _ sample: PersonaSample,
        thresholds: [String: Double] = [:], previous: PersonaModel? = nil, seed: UInt64
    ) throws(FitFailure) {
        let customers = sample.customers
        var features: [PersonaModel.Feature] = []
        for (index, feature) in definition.features.enumerated() {
            let known = customers.compactMap { $0.values[index] }.sorted()
            features.append(
                PersonaModel.Feature(
                    feature: feature, scale: PersonaScale(feature, sorted: known),
                    spread: Spread(sorted: known, unknown: customers.count - known.count)))
        }
        var model = PersonaModel(features: features, clusters: [], thresholds: thresholds)
        self.customers = customers.count
        guard let settings = definition.clusters else {
            self.model = model
            (unassigned, withinSum, silhouette, moves) = (0, 0, nil, [])
            return
        }
        // Of somebody of whom nothing is known there is nothing to learn.
        let known = customers.filter { $0.values.contains { $0 != nil } }
        let points = known.prefix(Self.mostPoints).map { model.standardised($0.values) }
        let found = try Self.clusters(points, settings, seed)
        let pairing = CentrePairing(
            found.centres, scales: features, settings: settings, previous: previous)
        model.clusters = found.centres.indices.map { index in
            let id = pairing.ids[index]
            return PersonaModel.Cluster(
                id: id, name: pairing.name(ofID: id), size: 0, centre: found.centres[index])
        }
        model.clusters.sort { $0.id < $1.id }
        moves = model.clusters.map { pairing.moves[$0.id] }
        var (sum, outside) = (0.0, 0)
        for customer in known {
            let place = model.standardised(customer.values)
            let finding = model.find(place, current: nil, settings)
            guard let cluster = finding.cluster, let distance = finding.distance else {
                outside += 1
                continue
            }
            model.clusters[cluster].size += 1
            sum += distance * distance
        }
        unassigned = outside + customers.count - known.count
        withinSum = sum
        silhouette = found.silhouette
        self.model = model
    }

    /// Divides points into clusters.
    private static func clusters(
        _ points: [[Double]], _ settings: PersonaClusters, _ seed: UInt64
    ) throws(FitFailure) -> (centres: [[Double]], silhouette: Double?) {
        guard let first = points.first else {
            throw .tooFewCustomers(found: 0, needed: settings.count)
        }
        var set = PointSet(dimensions: first.count)
        for point in points { set.append(point) }
        var generator = SplitMix64(seed: seed)
        let clustering = KMeans(clusters: settings.count).divide(set, using: &generator)
        guard clustering.centres.count == settings.count else {
            throw .tooFewCustomers(found: clustering.centres.count, needed: settings.count)
        }
        guard points.count > mostSilhouettes else {
            return (clustering.centres, clustering.silhouette(of: set))
        }
        var some = PointSet(dimensions: first.count)
        for point in points.prefix(mostSilhouettes) { some.append(point) }
        let part = clustering.prefix(mostSilhouettes)
        return (clustering.centres, part.silhouette(of: some))
    }
}

extension Clustering {
    /// The same clusters with their first points only.
    fileprivate func prefix(_ count: Int) -> Clustering {
        var part = self
        part.assignments = Array(assignments.prefix(count))
        part.sizes = centres.indices.map { cluster in
            part.assignments.count { $0 == cluster }
        }
        return part
    }
}
