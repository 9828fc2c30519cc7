import Testing

@testable import MartletProfile

/// Iris: R's kmeans (k = 3) and scikit-learn 1.9.1 with 200 starts.
@Suite struct KMeansTests {
    private func divide(_ points: PointSet, into clusters: Int, seed: UInt64 = 1) -> Clustering {
        var generator = SplitMix64(seed: seed)
        return KMeans(clusters: clusters, restarts: 60).divide(points, using: &generator)
    }

    private func points(_ rows: [[Double]]) -> PointSet {
        var points = PointSet(dimensions: rows.first?.count ?? 1)
        for row in rows { points.append(row) }
        return points
    }

    @Test(arguments: [
        (1, 681.3706), (2, 152.3479517603579), (3, 78.851441426146), (4, 57.22847321428572),
        (5, 46.446182051282065), (6, 39.03998724608726),
    ]) func `iris`(clusters: Int, wanted: Double) {
        #expect(abs(divide(Iris.points, into: clusters).withinSum - wanted) < 1e-9)
    }

    @Test func `centres and sizes of iris`() throws {
        let found = divide(Iris.points, into: 3)
        #expect(found.sizes == [62, 50, 38])
        let wanted = [
            [5.9016129, 2.7483871, 4.39354839, 1.43387097], [5.006, 3.428, 1.462, 0.246],
            [6.85, 3.07368421, 5.74210526, 2.07105263],
        ]
        for (centre, values) in zip(found.centres, wanted) {
            #expect(zip(centre, values).allSatisfy { abs($0 - $1) < 6e-9 })
        }
        #expect(found.assignments.count == 150)
        #expect(found.assignments[..<50].allSatisfy { $0 == 1 })
        let three = try #require(found.silhouette(of: Iris.points))
        #expect(abs(three - 0.552819) < 5.1e-7)
        let two = try #require(divide(Iris.points, into: 2).silhouette(of: Iris.points))
        #expect(abs(two - 0.681046) < 5.1e-7)
        #expect(divide(Iris.points, into: 1).silhouette(of: Iris.points) == nil)
    }

    /// scikit-learn 1.9.1: adjusted_rand_score with the species, davies_bouldin_score.
    @Test func `the species of iris`() {
        let found = divide(Iris.points, into: 3)
        var table = [[Double]](repeating: [0, 0, 0], count: 3)
        for (flower, cluster) in found.assignments.enumerated() { table[flower / 50][cluster] += 1 }
        let pairs = { (count: Double) in count * (count - 1) / 2 }
        let together = table.joined().map(pairs).reduce(0, +)
        let rows = 3 * pairs(50)
        let columns = found.sizes.map { pairs(Double($0)) }.reduce(0, +)
        let chance = rows * columns / pairs(150)
        let rand = (together - chance) / ((rows + columns) / 2 - chance)
        #expect(abs(rand - 0.730238) < 5.1e-7)
        let distance = { (one: [Double], other: [Double]) in
            zip(one, other).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
        }
        var spreads = [0.0, 0, 0]
        var within = [0.0, 0, 0]
        for (flower, cluster) in found.assignments.enumerated() {
            let away = distance(Array(Iris.points[flower]), found.centres[cluster])
            spreads[cluster] += away / Double(found.sizes[cluster])
            within[cluster] += away * away
        }
        let worst = (0..<3).map { one in
            (0..<3).filter { $0 != one }.map {
                (spreads[one] + spreads[$0]) / distance(found.centres[one], found.centres[$0])
            }.max() ?? 0
        }
        #expect(abs(worst.reduce(0, +) / 3 - 0.661972) < 5.1e-7)
        // R prints the sums of each cluster, and 88.4 % of the total between them.
        for (sum, wanted) in zip(within, [39.82097, 15.15100, 23.87947]) {
            #expect(abs(sum - wanted) < 5.1e-6)
        }
        let total = divide(Iris.points, into: 1).withinSum
        #expect(abs(1 - found.withinSum / total - 0.884) < 5e-4)
    }

    @Test func `a seed gives one answer`() {
        #expect(divide(Iris.points, into: 5, seed: 9) == divide(Iris.points, into: 5, seed: 9))
        // Other seeds find the same clusters in the same order.
        let one = divide(Iris.points, into: 3, seed: 2)
        let other = divide(Iris.points, into: 3, seed: 3)
        #expect(one.assignments == other.assignments)
        #expect(one.sizes == other.sizes)
    }

    @Test func `fewer points than clusters`() {
        #expect(divide(points([]), into: 3).centres.isEmpty)
        let same = divide(points([[1, 2], [1, 2], [1, 2]]), into: 3)
        #expect(same.centres == [[1, 2]])
        #expect(same.withinSum == 0)
        let two = divide(points([[5, 5], [1, 2], [1, 2]]), into: 3)
        #expect(two.sizes == [2, 1])
        #expect(two.assignments == [1, 0, 0])
    }

    @Test func `every cluster has points`() {
        // Seeds in one clump: some centres lose all their points on the way.
        var random = SplitMix64(seed: 0x5EED_1)
        for round in 0..<200 {
            let count = 3 + Int(random.next() % 30)
            let rows = (0..<count).map { _ in
                [Double(random.next() % 7), Double(random.next() % 7)]
            }
            let clusters = 1 + Int(random.next() % 9)
            var generator = SplitMix64(seed: UInt64(round))
            let found = KMeans(clusters: clusters, restarts: 1).divide(
                points(rows), using: &generator)
            #expect(found.sizes.allSatisfy { $0 > 0 })
            #expect(found.sizes.reduce(0, +) == count)
            #expect(found.centres.count == min(clusters, Set(rows).count), "round \(round)")
            #expect(found.sizes == found.sizes.sorted(by: >))
            for cluster in found.centres.indices {
                #expect(found.assignments.count { $0 == cluster } == found.sizes[cluster])
            }
        }
    }

    @Test func `silhouette by hand`() throws {
        let found = divide(points([[0], [2], [10]]), into: 2)
        // (8 or 10 away - 2) over it for the pair; the lone point counts 0.
        let wanted = (8.0 / 10 + 6.0 / 8 + 0) / 3
        let silhouette = try #require(found.silhouette(of: points([[0], [2], [10]])))
        #expect(abs(silhouette - wanted) < 1e-15)
    }
}
