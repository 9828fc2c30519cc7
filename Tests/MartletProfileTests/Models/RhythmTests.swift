import Testing

@testable import MartletProfile

@Suite struct RhythmTests {
    private func gaps(_ days: Double...) -> GapSummary {
        var gaps = GapSummary()
        for day in days { gaps.add(days: day) }
        return gaps
    }

    private let model = RhythmModel(population: Rhythm(mean: 40, spread: 12))

    @Test func `mean and variance of gaps`() {
        #expect(gaps().mean == nil)
        #expect(gaps(5).mean == 5)
        #expect(gaps(5).variance == nil)
        #expect(gaps(2, 4, 6).variance == 4)
        #expect(gaps(7, 7, 7, 7).variance == 0)
    }

    @Test func `few gaps lean on the population`() {
        #expect(model.rhythm(gaps()) == model.population)
        #expect(model.rhythm(gaps(20)) == Rhythm(mean: 35, spread: 12))
        #expect(model.rhythm(gaps(20, 20)).mean == 30)
        // A third of 0 and two thirds of 144.
        #expect(abs(model.rhythm(gaps(20, 20)).spread - 96.squareRoot()) < 1e-13)
        #expect(model.rhythm(gaps(10, 10, 10, 10)) == Rhythm(mean: 10, spread: 0))
        #expect(model.rhythm(gaps(2, 4, 6, 8, 10)) == Rhythm(mean: 6, spread: 10.squareRoot()))
    }

    /// A file of models depends on nothing but the events, not on their order.
    @Test func `customers in any order give the same bits`() throws {
        var random = SplitMix64(seed: 0x5EED_0D)
        let customers = (0..<2000).map { _ in
            gaps(Double(random.next() % 90) / 7, Double(random.next() % 90) / 11)
        }
        let model = try #require(RhythmModel(customers))
        #expect(RhythmModel(customers.reversed()) == model)
        #expect(RhythmModel(Array(customers[700...] + customers[..<700])) == model)
    }

    @Test func `a population`() throws {
        let found = try #require(RhythmModel([gaps(2, 4), gaps(9), gaps(), gaps(6, 6, 6)]))
        #expect(abs(found.population.mean - 6) < 1e-15)
        #expect(found.population.spread == 1)
        #expect(RhythmModel([gaps(3), gaps(4)]) == nil)
    }
}
