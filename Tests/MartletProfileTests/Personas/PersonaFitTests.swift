import Testing

@testable import MartletProfile

/// Fits of clusters: figures of R, stable ids, and that neither order nor parts show.
@Suite struct PersonaFitTests {
    private static let features = [PersonaFeature(name: "orders"), PersonaFeature(name: "share")]

    private func definition(_ clusters: PersonaClusters) -> PersonaDefinition {
        PersonaDefinition(assignment: .clusters(clusters), features: Self.features)
    }

    /// Customers around centres, the first of which has the most.
    private func sample(
        _ centres: [(Double, Double)], seed: UInt64 = 1, each: Int = 60, marks: UInt64 = 0
    ) -> PersonaSample {
        var random = SplitMix64(seed: seed)
        var sample = PersonaSample(limit: 100_000)
        for (index, centre) in centres.enumerated() {
            for number in 0..<each - index * 5 {
                let noise = { Double(random.next() % 1000) / 1000 - 0.5 }
                sample.add(
                    mark: SplitMix64.mixed(marks + UInt64(index * 1000 + number)),
                    values: [centre.0 + noise(), centre.1 + noise()])
            }
        }
        return sample
    }

    private func fit(
        _ clusters: PersonaClusters, _ sample: PersonaSample, previous: PersonaModel? = nil,
        seed: UInt64 = 7
    ) throws -> PersonaFit {
        try PersonaFit(definition(clusters), sample, previous: previous, seed: seed)
    }

    /// R: `kmeans(scale(iris[, 1:4]), 3, nstart = 50)$tot.withinss` and `$size`.
    @Test func `iris brought to scale`() throws {
        let names = ["sepal_length", "sepal_width", "petal_length", "petal_width"]
        var sample = PersonaSample(limit: 1_000)
        for index in 0..<Iris.points.count {
            sample.add(mark: UInt64(index), values: Iris.points[index].map { $0 })
        }
        let fit = try PersonaFit(
            PersonaDefinition(
                assignment: .clusters(PersonaClusters(count: 3)),
                features: names.map { PersonaFeature(name: $0) }), sample, seed: 1)
        #expect(abs(fit.withinSum - 138.8884) < 5e-5)
        #expect(fit.model.clusters.map(\.size) == [53, 50, 47])
        #expect(fit.model.clusters.map(\.name) == ["persona_1", "persona_2", "persona_3"])
        #expect(abs(try #require(fit.silhouette) - 0.4599) < 5e-4)
        #expect(fit.customers == 150 && fit.unassigned == 0)
    }

    @Test func `neither order nor parts show`() throws {
        let whole = sample([(0, 0), (5, 1), (9, 8)])
        var random = SplitMix64(seed: 3)
        let customers = whole.customers.shuffled(using: &random)
        var parts = (0..<4).map { _ in PersonaSample(limit: 100_000) }
        for (index, customer) in customers.enumerated() {
            parts[index % 4].add(mark: customer.mark, values: customer.values)
        }
        var merged = PersonaSample(limit: 100_000)
        for part in parts.reversed() { merged.merge(part) }
        let clusters = PersonaClusters(count: 3, names: ["a", "b", "c"])
        #expect(try fit(clusters, merged) == fit(clusters, whole))
        #expect(try fit(clusters, whole, seed: 8).model.clusters.map(\.size) == [60, 55, 50])
    }

    @Test(arguments: 0..<20) func `clusters keep their ids`(seed: UInt64) throws {
        let centres = [(0.0, 0.0), (6, 1), (12, 9), (1, 14)]
        let clusters = PersonaClusters(count: 4)
        let first = try fit(clusters, sample(centres))
        // Later customers: everybody buys somewhat more, and the sizes are turned round.
        var random = SplitMix64(seed: seed)
        let moved = Array(centres.map { ($0.0 + 1.5, $0.1 + 1) }.reversed())
        let later = sample(moved.shuffled(using: &random), seed: seed, each: 90, marks: 9_000)
        let second = try fit(clusters, later, previous: first.model, seed: seed)
        #expect(second.moves.allSatisfy { $0.map { $0 < 1 } ?? false }, "seed \(seed)")
        for (old, new) in zip(first.model.clusters, second.model.clusters) {
            let before = Self.plain(old, first.model)
            let after = Self.plain(new, second.model)
            #expect(abs(after[0] - before[0] - 1.5) < 0.3, "seed \(seed)")
            #expect(abs(after[1] - before[1] - 1) < 0.3, "seed \(seed)")
        }
    }

    private static func plain(
        _ cluster: PersonaModel.Cluster, _ model: PersonaModel
    ) -> [Double] {
        zip(model.features, cluster.centre).map { $0.scale.plain($1) }
    }

    @Test func `anchors give names`() throws {
        let clusters = PersonaClusters(
            count: 3, names: ["rare", "keen", "thrifty"],
            anchors: [["orders": -1], ["orders": 1.5], ["share": 2]])
        let found = try fit(clusters, sample([(9, 1), (1, 0), (4, 9)])).model
        #expect(found.clusters.map(\.name) == ["rare", "keen", "thrifty"])
        #expect(found.clusters.map { Self.plain($0, found)[0].rounded() } == [1, 9, 4])
        #expect(found.clusters.map(\.id) == [1, 2, 3])
    }

    @Test func `names are what clusters are known by`() throws {
        let centres = [(0.0, 0.0), (6, 1), (12, 9)]
        let first = try fit(PersonaClusters(count: 3, names: ["a", "b", "c"]), sample(centres))
        // Written in another order, and one of them under another name.
        let second = try fit(
            PersonaClusters(count: 3, names: ["c", "new", "a"]), sample(centres),
            previous: first.model)
        let place = { (name: String, model: PersonaModel) in
            model.clusters.first { $0.name == name }.map { Self.plain($0, model)[0].rounded() }
        }
        #expect(place("a", second.model) == place("a", first.model))
        #expect(place("c", second.model) == place("c", first.model))
        #expect(place("new", second.model) == place("b", first.model))
        #expect(second.model.clusters.map(\.name) == ["c", "new", "a"])
        #expect(second.moves.map { $0 == nil } == [false, true, false])
    }

    @Test func `more and fewer clusters`() throws {
        let centres = [(0.0, 0.0), (6, 1), (12, 9)]
        let three = try fit(PersonaClusters(count: 3), sample(centres))
        let four = try fit(
            PersonaClusters(count: 4), sample(centres + [(20, 20)]), previous: three.model)
        #expect(four.model.clusters.map(\.id) == [1, 2, 3, 4])
        #expect(Self.plain(four.model.clusters[3], four.model)[0].rounded() == 20)
        let two = try fit(
            PersonaClusters(count: 2), sample(Array(centres.prefix(2))), previous: four.model)
        #expect(two.model.clusters.map { Self.plain($0, two.model)[0].rounded() } == [0, 6])
    }

    @Test func `unknown values count as the mean`() throws {
        var sample = sample([(0, 0), (8, 8)])
        for mark in 0..<10 { sample.add(mark: UInt64(mark), values: [8, nil]) }
        for mark in 10..<15 { sample.add(mark: UInt64(mark), values: [nil, nil]) }
        let fit = try fit(PersonaClusters(count: 2), sample)
        #expect(fit.customers == 130 && fit.unassigned == 5)
        #expect(fit.model.clusters.map(\.size).sorted() == [60, 65])
        #expect(fit.model.features[1].spread.shares.last == 15.0 / 130)
    }

    @Test func `too few customers`() {
        var few = PersonaSample(limit: 10)
        for mark in 0..<5 { few.add(mark: UInt64(mark), values: [1, 1]) }
        few.add(mark: 9, values: [2, 1])
        #expect(throws: FitFailure.tooFewCustomers(found: 2, needed: 3)) {
            try fit(PersonaClusters(count: 3), few)
        }
        #expect(throws: FitFailure.tooFewCustomers(found: 0, needed: 1)) {
            try fit(PersonaClusters(count: 1), PersonaSample(limit: 10))
        }
    }

    @Test func `rules need scales only`() throws {
        let definition = PersonaDefinition(
            assignment: .rules([.init(name: "vip", when: "orders > 5")]), features: Self.features)
        let fit = try PersonaFit(
            definition, sample([(0, 0), (8, 8)]), thresholds: ["large": 90], seed: 1)
        #expect(fit.model.clusters.isEmpty && fit.silhouette == nil)
        #expect(fit.model.thresholds == ["large": 90])
        #expect(fit.model.features[0].scale.deviation > 3)
    }
}

/// Samples by the customers' own numbers.
@Suite struct PersonaSampleTests {
    @Test(arguments: 0..<50) func `parts in any order give the whole`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let count = Int(random.next() % 400)
        let limit = 1 + Int(random.next() % 60)
        let marks = (0..<count).map { _ in random.next() }
        var whole = PersonaSample(limit: limit)
        for mark in marks { whole.add(mark: mark, values: [Double(mark % 100), nil]) }
        #expect(whole.seen == count)
        #expect(
            whole.customers.map(\.mark) == Array(marks.sorted().prefix(limit)), "seed \(seed)")
        var parts = (0..<3).map { _ in PersonaSample(limit: limit) }
        for mark in marks.shuffled(using: &random) {
            parts[Int(random.next() % 3)].add(mark: mark, values: [Double(mark % 100), nil])
        }
        var merged = PersonaSample(limit: limit)
        for part in parts.shuffled(using: &random) { merged.merge(part) }
        #expect(merged.customers == whole.customers && merged.seen == count, "seed \(seed)")
    }
}

/// The customer's own moment of a schedule.
@Suite struct CustomerMarkTests {
    @Test func `marks of ids`() {
        // FNV-1a of "a" is AF63DC4C8601EC8C.
        #expect(
            CustomerMark.mark([0x61].span) == SplitMix64.mixed(0xAF63_DC4C_8601_EC8C))
        #expect(
            CustomerMark.mark([UInt8]().span) == SplitMix64.mixed(0xCBF2_9CE4_8422_2325))
    }

    @Test(arguments: 0..<200) func `one moment per interval`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let interval = Int64(1 + random.next() % 700_000_000)
        let now = Instant(milliseconds: Int64(random.next() % 4_000_000_000_000) - 1 << 40)
        let mark = random.next()
        let next = CustomerMark.refresh(mark, every: interval, after: now)
        #expect(next > now && next.milliseconds - now.milliseconds <= interval, "seed \(seed)")
        let again = CustomerMark.refresh(mark, every: interval, after: next)
        #expect(again.milliseconds - next.milliseconds == interval, "seed \(seed)")
        let before = Instant(milliseconds: next.milliseconds - 1)
        #expect(CustomerMark.refresh(mark, every: interval, after: before) == next)
    }

    @Test func `customers are spread over the interval`() {
        var tenths = [Int](repeating: 0, count: 10)
        for number in 0..<10_000 {
            let id = Array("customer-\(number)".utf8)
            let at = CustomerMark.refresh(
                CustomerMark.mark(id.span), every: 1_000, after: Instant(milliseconds: 0))
            tenths[Int(at.milliseconds - 1) / 100] += 1
        }
        #expect(tenths.allSatisfy { (850...1_150).contains($0) })
    }

    @Test func `there is no moment past the end of time`() {
        let late = CustomerMark.refresh(5, every: 1_000, after: .never)
        #expect(late == .never)
        #expect(CustomerMark.refresh(5, every: 1_000, after: .distantPast) > .distantPast)
    }
}
