/// Points divided into clusters: the largest first, ties by their centres.
public struct Clustering: Sendable, Equatable {
    /// The mean of each cluster's points.
    public internal(set) var centres: [[Double]]
    /// Points of each cluster.
    public internal(set) var sizes: [Int]
    /// The cluster of each point.
    public internal(set) var assignments: [Int]
    /// Sum of squared distances of the points from their centres.
    public internal(set) var withinSum: Double

    /// Numbers the clusters anew by size, then by the coordinates of their centres.
    mutating func order() {
        let order = centres.indices.sorted { left, right in
            if sizes[left] != sizes[right] { return sizes[left] > sizes[right] }
            return centres[left].lexicographicallyPrecedes(centres[right])
        }
        var places = [Int](repeating: 0, count: order.count)
        for (place, cluster) in order.enumerated() { places[cluster] = place }
        centres = order.map { centres[$0] }
        sizes = order.map { sizes[$0] }
        assignments = assignments.map { places[$0] }
    }

    /// Mean silhouette of the points: 1 = well apart, 0 = on the border, below 0 = misplaced.
    ///
    /// P. J. Rousseeuw, "Silhouettes", Journal of Computational and Applied Mathematics 20 (1987)
    /// 53-65; a point alone in its cluster counts 0. Costs the distances of all pairs of points.
    ///
    /// - Returns: nil with fewer than two clusters.
    public func silhouette(of points: PointSet) -> Double? {
        guard centres.count > 1 else { return nil }
        var total = 0.0
        for index in 0..<points.count {
            let own = assignments[index]
            guard sizes[own] > 1 else { continue }
            var sums = [Double](repeating: 0, count: centres.count)
            let point = points[index]
            for other in 0..<points.count where other != index {
                sums[assignments[other]] += points.squaredDistance(other, point).squareRoot()
            }
            let inside = sums[own] / Double(sizes[own] - 1)
            var outside = Double.infinity
            for cluster in centres.indices where cluster != own {
                outside = min(outside, sums[cluster] / Double(sizes[cluster]))
            }
            let scale = max(inside, outside)
            if scale > 0 { total += (outside - inside) / scale }
        }
        return total / Double(points.count)
    }
}
