import MartletProfile

/// Clusters as they were fitted, and to what.
struct FittedPersonas: Sendable, Equatable {
    /// What was found.
    var model: PersonaModel
    /// Customers that it was fitted to.
    var customers: Int
    /// Of them those too far from every centre, or of whom nothing was known.
    var unassigned: Int
    /// Sum of squared distances from the centres.
    var withinSum: Double
    /// Mean silhouette; nil with fewer than two clusters.
    var silhouette: Double?
    /// Where the search started.
    var seed: UInt64

    /// What a fit found.
    init(_ fit: PersonaFit, seed: UInt64) {
        model = fit.model
        customers = fit.customers
        unassigned = fit.unassigned
        withinSum = fit.withinSum
        silhouette = fit.silhouette
        self.seed = seed
    }

    /// What a file says.
    init(
        model: PersonaModel, customers: Int, unassigned: Int, withinSum: Double,
        silhouette: Double?, seed: UInt64
    ) {
        self.model = model
        self.customers = customers
        self.unassigned = unassigned
        self.withinSum = withinSum
        self.silhouette = silhouette
        self.seed = seed
    }
}

extension FittedPersonas {
    /// The object in a file of models, from its first brace on, indented by two.
    var json: String {
        let features = model.features.map { "      \($0.json)" }.joined(separator: ",\n")
        let clusters = model.clusters.map { "      \(json(of: $0))" }.joined(separator: ",\n")
        let thresholds = model.thresholds.sorted { $0.key < $1.key }
            .map { "\(JSONString.quoted($0.key)): \(ReportText.json($0.value))" }
        return """
            {
                "fingerprint": "\(model.fingerprint)",
                "seed": \(seed),
                "customers": \(customers),
                "unassigned": \(unassigned),
                "within_sum": \(ReportText.json(withinSum)),
                "silhouette": \(silhouette.map(ReportText.json) ?? "null"),
                "thresholds": {\(thresholds.joined(separator: ", "))},
                "features": {
            \(features)
                },
                "clusters": [
            \(clusters)
                ]
              }
            """
    }

    private func json(of cluster: PersonaModel.Cluster) -> String {
        let names = model.features.map { JSONString.quoted($0.feature.name) }
        let centre = zip(names, cluster.centre).map { "\($0): \(ReportText.json($1))" }
        return """
            {"id": \(cluster.id), "name": \(JSONString.quoted(cluster.name)), \
            "size": \(cluster.size), "centre": {\(centre.joined(separator: ", "))}}
            """
    }
}

extension PersonaModel.Feature {
    /// The member of the features.
    fileprivate var json: String {
        var members = [
            ("value", JSONString.quoted(feature.value)), ("scale", "\"\(scale.bend.rawValue)\""),
        ]
        if let clip = feature.clip {
            let parts = [clip.low, clip.high].map {
                ReportText.json(Double($0) / Double(PersonaFeature.Clip.whole))
            }
            members.append(("clip", "[\(parts.joined(separator: ", "))]"))
        }
        for (name, bound) in [("low", scale.low), ("high", scale.high)] {
            if let bound { members.append((name, ReportText.json(bound))) }
        }
        members += [
            ("mean", ReportText.json(scale.mean)), ("deviation", ReportText.json(scale.deviation)),
            ("cuts", Self.json(spread.cuts)), ("shares", Self.json(spread.shares)),
        ]
        let text = members.map { "\"\($0.0)\": \($0.1)" }.joined(separator: ", ")
        return "\(JSONString.quoted(feature.name)): {\(text)}"
    }

    private static func json(_ values: [Double]) -> String {
        "[\(values.map(ReportText.json).joined(separator: ", "))]"
    }
}
