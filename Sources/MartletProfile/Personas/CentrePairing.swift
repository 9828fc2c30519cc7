/// Which of the clusters found is which of those before.
struct CentrePairing {
    /// For each cluster found its id.
    let ids: [Int]
    /// How far the centre has moved, by id, for those that were there before.
    let moves: [Int: Double]

    private let settings: PersonaClusters
    /// Names that ids had before.
    private let names: [Int: String]

    /// A cluster that was there before, or that an anchor describes.
    private struct Known {
        var id: Int
        /// Index and standardised value of the features by which it is compared.
        var centre: [(feature: Int, value: Double)]

        func distance(from other: [Double]) -> Double {
            centre.reduce(0) {
                $0 + (other[$1.feature] - $1.value) * (other[$1.feature] - $1.value)
            }.squareRoot()
        }
    }

    /// Pairs clusters.
    ///
    /// - Parameters:
    ///   - centres: Those found, the largest first, in standard deviations.
    ///   - scales: What the deviations are.
    ///   - settings: Names and anchors.
    ///   - previous: The clusters before.
    init(
        _ centres: [[Double]], scales: [PersonaModel.Feature], settings: PersonaClusters,
        previous: PersonaModel?
    ) {
        var known = previous.map { Self.known($0, scales, settings) } ?? []
        let before = Set(known.map(\.id))
        for (index, anchor) in settings.anchors.enumerated() where !before.contains(index + 1) {
            known.append(Self.known(anchor, id: index + 1, scales))
        }
        let size = max(centres.count, known.count)
        // Those without a counterpart are paired with nothing, which costs nothing.
        let costs = (0..<size).map { row in
            (0..<size).map { column in
                row < centres.count && column < known.count
                    ? known[column].distance(from: centres[row]) : 0
            }
        }
        let columns = Matching.columns(costs)
        var ids = [Int](repeating: 0, count: centres.count)
        var moves: [Int: Double] = [:]
        for row in centres.indices where columns[row] < known.count {
            let match = known[columns[row]]
            ids[row] = match.id
            if before.contains(match.id) { moves[match.id] = costs[row][columns[row]] }
        }
        var free = (1...max(1, centres.count)).filter { !ids.contains($0) }
        for row in ids.indices where ids[row] == 0 { ids[row] = free.removeFirst() }
        self.ids = ids
        self.moves = moves
        self.settings = settings
        names = Dictionary(
            (previous?.clusters ?? []).map { ($0.id, $0.name) }, uniquingKeysWith: { $1 })
    }

    /// The name of the cluster with this id: the configuration's, or the one that it had.
    func name(ofID id: Int) -> String {
        if settings.names.isEmpty, moves[id] != nil, let name = names[id] { return name }
        return settings.name(ofID: id)
    }

    /// The clusters of a model whose ids stay, brought to other scales.
    ///
    /// Where the configuration names clusters, the name says which one it is.
    private static func known(
        _ model: PersonaModel, _ scales: [PersonaModel.Feature], _ settings: PersonaClusters
    ) -> [Known] {
        let common = scales.indices.compactMap { index -> (new: Int, old: Int)? in
            let old = model.features.firstIndex { $0.feature.name == scales[index].feature.name }
            return old.map { (index, $0) }
        }
        guard !common.isEmpty else { return [] }
        return model.clusters.compactMap { cluster in
            var id = cluster.id
            if !settings.names.isEmpty {
                guard let place = settings.names.firstIndex(of: cluster.name) else { return nil }
                id = place + 1
            }
            guard (1...settings.count).contains(id) else { return nil }
            let centre = common.map { new, old in
                let plain = model.features[old].scale.plain(cluster.centre[old])
                return (feature: new, value: scales[new].scale.standardised(plain))
            }
            return Known(id: id, centre: centre)
        }
    }

    private static func known(
        _ anchor: [String: Double], id: Int, _ scales: [PersonaModel.Feature]
    ) -> Known {
        let centre = scales.indices.compactMap { index in
            anchor[scales[index].feature.name].map { (feature: index, value: $0) }
        }
        return Known(id: id, centre: centre)
    }
}
