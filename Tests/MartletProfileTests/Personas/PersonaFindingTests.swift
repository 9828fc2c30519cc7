import Testing

@testable import MartletProfile

/// Which cluster a customer belongs to, by worked examples on a line.
@Suite struct PersonaFindingTests {
    /// Centres at 0, 4 and 10; the scale is the plain one.
    private let model = PersonaModel(
        features: [feature("x"), feature("y")],
        clusters: [0, 4, 10].enumerated().map { index, place in
            PersonaModel.Cluster(id: index + 1, name: "p\(index)", size: 1, centre: [place, 0])
        })

    private static func feature(_ name: String) -> PersonaModel.Feature {
        PersonaModel.Feature(
            feature: PersonaFeature(name: name),
            scale: PersonaScale(bend: .none, mean: 0, deviation: 1),
            spread: Spread(sorted: [], unknown: 0))
    }

    private func find(
        _ x: Double, from current: Int? = nil, limit: Double? = nil, margin: Double = 0
    ) -> PersonaFinding {
        model.find(
            [x, 0], current: current,
            PersonaClusters(count: 3, limit: limit, margin: margin))
    }

    @Test func `the nearest`() {
        let found = find(3)
        #expect(found.cluster == 1 && found.distance == 1)
        #expect(found.runnerUp == 0 && found.runnerUpDistance == 3)
        #expect(find(99).cluster == 2)
        // The first of equally near ones, unless the customer is in the other.
        #expect(find(2).cluster == 0)
        #expect(find(2, from: 1).cluster == 1)
    }

    @Test func `a margin before a customer moves`() {
        // From the centre at 0: at 2.1 the other is 1.9 away, which is not a tenth nearer than 2.1.
        #expect(find(2.1, from: 0, margin: 0.1).cluster == 0)
        #expect(find(2.1, from: 0, margin: 0.1).runnerUp == 1)
        #expect(find(2.1, from: 0, margin: 0).cluster == 1)
        #expect(find(2.2, from: 0, margin: 0.1).cluster == 1)
        // Somebody who is in no cluster needs no margin.
        #expect(find(2.1, margin: 0.1).cluster == 1)
        // A cluster that is gone is none.
        #expect(find(2.1, from: 7, margin: 0.1).cluster == 1)
    }

    @Test func `beyond a distance`() {
        let far = find(13.5, limit: 3)
        #expect(far.cluster == nil)
        #expect(far.distance == 3.5 && far.runnerUp == 1)
        #expect(find(13, limit: 3).cluster == 2)
        // With a margin a customer leaves later than another would enter.
        #expect(find(13.2, from: 2, limit: 3, margin: 0.1).cluster == 2)
        #expect(find(13.2, limit: 3, margin: 0.1).cluster == nil)
        #expect(find(13.4, from: 2, limit: 3, margin: 0.1).cluster == nil)
        // From one cluster to the midst of nowhere between others: neither is near enough.
        #expect(find(7, from: 0, limit: 1, margin: 0.1).cluster == nil)
        // Far from the own centre, near enough another, although not by the margin.
        #expect(find(-40, from: 1, limit: 40, margin: 0.1).cluster == 1)
        #expect(find(-40.5, from: 1, limit: 40, margin: 0.1).cluster == 0)
    }

    @Test func `one cluster has no runner-up`() {
        var model = model
        model.clusters.removeLast(2)
        let found = model.find([1, 0], current: nil, PersonaClusters(count: 1))
        #expect(found.cluster == 0 && found.runnerUp == nil && found.runnerUpDistance == nil)
        model.clusters = []
        #expect(model.find([1, 0], current: nil, PersonaClusters(count: 1)) == PersonaFinding())
    }

    @Test func `traits are where a customer stands out`() {
        var model = model
        model.features = ["a", "b", "c", "d", "e"].map(Self.feature)
        let traits = model.traits([1, -3, nil, 2, 2])
        #expect(traits.map(\.feature) == [1, 3, 4])
        #expect(traits.map(\.standardised) == [-3, 2, 2])
        #expect(model.traits([nil, nil, 0, nil, nil]).map(\.feature) == [2])
        #expect(model.traits([nil, nil, nil, nil, nil]).isEmpty)
    }
}

/// The pairing of the least total cost against every pairing there is.
@Suite struct MatchingTests {
    @Test(arguments: 0..<300) func `against all permutations`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let count = Int(random.next() % 6)
        // Small whole numbers, so that many pairings cost the same.
        let costs = (0..<count).map { _ in (0..<count).map { _ in Double(random.next() % 7) } }
        let found = Matching.columns(costs)
        #expect(found.sorted() == Array(0..<count), "seed \(seed)")
        let cost = { (columns: [Int]) in
            columns.enumerated().reduce(0) { $0 + costs[$1.offset][$1.element] }
        }
        let least = Self.permutations(Array(0..<count)).map(cost).min()
        #expect(cost(found) == least, "seed \(seed)")
    }

    private static func permutations(_ items: [Int]) -> [[Int]] {
        guard !items.isEmpty else { return [[]] }
        return items.flatMap { first in
            permutations(items.filter { $0 != first }).map { [first] + $0 }
        }
    }
}
