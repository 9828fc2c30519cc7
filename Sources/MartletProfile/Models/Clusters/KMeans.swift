/// k-means: centres that make the sum of squared distances small.
///
/// Lloyd's iteration (S. P. Lloyd, IEEE Transactions on Information Theory 28 (1982) 129-137) from
/// k-means++ seeds (D. Arthur, S. Vassilvitskii, SODA 2007, 1027-1035), several times; the best
/// result counts. The same points, in the same order, and the same generator give the same bits.
public struct KMeans: Sendable {
    /// Clusters wanted.
    public var clusters: Int
    /// Times to start from other seeds.
    public var restarts: Int
    /// Most iterations of one start.
    public var iterations: Int

    /// Makes a method; every number is above 0.
    public init(clusters: Int, restarts: Int = 10, iterations: Int = 300) {
        precondition(min(clusters, restarts, iterations) > 0, "k-means needs numbers above 0")
        self.clusters = clusters
        self.restarts = restarts
        self.iterations = iterations
    }

    /// Divides the points; an iteration costs points times clusters times dimensions.
    ///
    /// - Parameters:
    ///   - points: Finite coordinates, on scales that can be compared.
    ///   - generator: Where seeds come from.
    /// - Returns: The best clustering; with fewer clusters than wanted if there are fewer distinct
    ///   points, with none if there are no points.
    public func divide(
        _ points: PointSet, using generator: inout some RandomNumberGenerator
    ) -> Clustering {
        var best: Clustering?
        for _ in 0..<restarts {
            let seeds = seeds(points, &generator)
            let found = converge(points, from: seeds)
            if found.withinSum < best?.withinSum ?? .infinity { best = found }
        }
        var clustering = best ?? Clustering(centres: [], sizes: [], assignments: [], withinSum: 0)
        clustering.order()
        return clustering
    }

    /// Uniform in [0, 1), with 53 bits of the generator: the same in every version of Swift.
    private func unit(_ generator: inout some RandomNumberGenerator) -> Double {
        Double(generator.next() >> 11) * 0x1p-53
    }

    /// Points far apart: each is drawn with a chance in proportion to its squared distance from
    /// those drawn before.
    private func seeds(
        _ points: PointSet, _ generator: inout some RandomNumberGenerator
    ) -> [[Double]] {
        guard points.count > 0 else { return [] }
        var index = min(points.count - 1, Int(unit(&generator) * Double(points.count)))
        var seeds = [Array(points[index])]
        var distances = [Double](repeating: .infinity, count: points.count)
        while seeds.count < clusters {
            var total = 0.0
            for place in distances.indices {
                let distance = points.squaredDistance(place, seeds[seeds.count - 1])
                distances[place] = min(distances[place], distance)
                total += distances[place]
            }
            guard total > 0 else { break }
            var rest = unit(&generator) * total
            index = distances.lastIndex { $0 > 0 } ?? 0
            for place in distances.indices where distances[place] > 0 {
                rest -= distances[place]
                guard rest < 0 else { continue }
                index = place
                break
            }
            seeds.append(Array(points[index]))
        }
        return seeds
    }

    /// Moves centres to the means of their points until nothing changes.
    private func converge(_ points: PointSet, from seeds: [[Double]]) -> Clustering {
        var clustering = Clustering(
            centres: seeds, sizes: seeds.map { _ in 0 },
            assignments: [Int](repeating: -1, count: points.count), withinSum: 0)
        for _ in 0..<iterations {
            guard assign(points, &clustering) else { break }
            recentre(points, &clustering)
        }
        clustering.withinSum = 0
        for index in 0..<points.count {
            let centre = clustering.centres[clustering.assignments[index]]
            clustering.withinSum += points.squaredDistance(index, centre)
        }
        return clustering
    }

    /// Gives each point to the nearest centre, the first of equally near ones; whether any moved.
    private func assign(_ points: PointSet, _ clustering: inout Clustering) -> Bool {
        var hasMoved = false
        var distances = [Double](repeating: 0, count: points.count)
        clustering.sizes = clustering.centres.map { _ in 0 }
        for index in 0..<points.count {
            var nearest = 0
            var least = Double.infinity
            for (cluster, centre) in clustering.centres.enumerated() {
                let distance = points.squaredDistance(index, centre)
                if distance < least { (nearest, least) = (cluster, distance) }
            }
            if clustering.assignments[index] != nearest { hasMoved = true }
            clustering.assignments[index] = nearest
            clustering.sizes[nearest] += 1
            distances[index] = least
        }
        for empty in clustering.sizes.indices where clustering.sizes[empty] == 0 {
            guard let far = farthest(distances, clustering) else { break }
            clustering.sizes[clustering.assignments[far]] -= 1
            clustering.sizes[empty] = 1
            clustering.assignments[far] = empty
            distances[far] = 0
            hasMoved = true
        }
        return hasMoved
    }

    /// The point farthest from its centre that leaves nobody behind alone: what an empty cluster
    /// gets.
    private func farthest(_ distances: [Double], _ clustering: Clustering) -> Int? {
        var farthest: Int?
        for index in distances.indices where clustering.sizes[clustering.assignments[index]] > 1 {
            if distances[index] > farthest.map({ distances[$0] }) ?? 0 { farthest = index }
        }
        return farthest
    }

    private func recentre(_ points: PointSet, _ clustering: inout Clustering) {
        var sums = [Double](
            repeating: 0, count: clustering.centres.count * points.dimensions)
        for index in 0..<points.count {
            let start = clustering.assignments[index] * points.dimensions
            for (place, coordinate) in points[index].enumerated() {
                sums[start + place] += coordinate
            }
        }
        for cluster in clustering.centres.indices where clustering.sizes[cluster] > 0 {
            let start = cluster * points.dimensions
            let size = Double(clustering.sizes[cluster])
            clustering.centres[cluster] = sums[start..<start + points.dimensions].map { $0 / size }
        }
    }
}
