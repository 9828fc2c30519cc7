import MartletProfile

extension FittedPersonas {
    /// Reads the object of a file of models; features come in the order of their names.
    init(_ node: ModelNode) throws(ModelFileProblem) {
        var features: [PersonaModel.Feature] = []
        for (name, node) in try node["features"].members {
            features.append(try PersonaModel.Feature(name, node))
        }
        var clusters: [PersonaModel.Cluster] = []
        for node in try node["clusters"].elements {
            let centre = try node["centre"]
            var place: [Double] = []
            for feature in features { place.append(try centre[feature.feature.name].number) }
            let cluster = PersonaModel.Cluster(
                id: try node["id"].count, name: try node["name"].text,
                size: try node["size"].count, centre: place)
            guard cluster.id > 0, !clusters.contains(where: { $0.id == cluster.id }) else {
                throw try node["id"].complaint("must be above 0 and nobody else's")
            }
            guard !clusters.contains(where: { $0.name == cluster.name }) else {
                throw try node["name"].complaint("must be nobody else's")
            }
            clusters.append(cluster)
        }
        clusters.sort { $0.id < $1.id }
        var thresholds: [String: Double] = [:]
        for (name, node) in try node["thresholds"].members { thresholds[name] = try node.number }
        self.init(
            model: PersonaModel(features: features, clusters: clusters, thresholds: thresholds),
            customers: try node["customers"].count, unassigned: try node["unassigned"].count,
            withinSum: try node["within_sum"].number,
            silhouette: try node["silhouette"].optionalNumber, seed: UInt64(try node["seed"].count))
    }
}

extension PersonaModel.Feature {
    fileprivate init(_ name: String, _ node: ModelNode) throws(ModelFileProblem) {
        let bend = try node["scale"].choice(PersonaFeature.Bend.self)
        var clip: PersonaFeature.Clip?
        if let node = try node.optional("clip") {
            let shares = try node.numbers
            guard shares.count == 2, shares.allSatisfy((0...1).contains), shares[0] < shares[1]
            else { throw node.complaint("must be two shares, the lower first") }
            let parts = shares.map { Int(($0 * Double(PersonaFeature.Clip.whole)).rounded()) }
            clip = PersonaFeature.Clip(low: parts[0], high: parts[1])
        }
        let deviation = try node["deviation"]
        guard try deviation.number >= 0 else { throw deviation.complaint("must be 0 or above") }
        let scale = PersonaScale(
            bend: bend, low: try node.optional("low")?.number,
            high: try node.optional("high")?.number, mean: try node["mean"].number,
            deviation: try deviation.number)
        let (cuts, shares) = (try node["cuts"].numbers, try node["shares"].numbers)
        guard cuts == cuts.sorted(), shares.count == cuts.count + 2 else {
            throw try node["cuts"].complaint("must ascend, and be two less than shares")
        }
        self.init(
            feature: PersonaFeature(
                name: name, value: try node["value"].text, bend: bend, clip: clip), scale: scale,
            spread: Spread(cuts: cuts, shares: shares))
    }
}
