import Testing

@testable import MartletProfile

/// Fader and Hardie 2013 (note 025): the repeat purchases of CDNOW's customers in 39 weeks.
@Suite struct SpendModelTests {
    private let cdnow = SpendModel(p: 6.25, q: 3.74, v: 15.44)

    @Test func `expected amounts`() throws {
        // Customer 1 bought twice for 22.35 in the mean; others are not known.
        let first = try #require(cdnow.expectedAmount(.init(purchases: 2, mean: 22.35)))
        #expect(abs(first - 24.65) < 0.1)
        let prior = try #require(cdnow.expectedAmount(.init(purchases: 0, mean: 0)))
        #expect(abs(prior - 35.17) < 0.1)
        #expect(cdnow.populationMean == prior)
    }

    @Test func `many purchases outweigh the population`() throws {
        let loyal = try #require(cdnow.expectedAmount(.init(purchases: 10_000, mean: 99)))
        #expect(abs(loyal - 99) < 0.01)
        #expect(cdnow.logLikelihood(.init(purchases: 10_000, mean: 99)).isFinite)
    }

    @Test func `a population without a mean`() {
        let model = SpendModel(p: 2, q: 0.9, v: 10)
        #expect(model.populationMean == nil)
        #expect(model.expectedAmount(.init(purchases: 0, mean: 0)) == nil)
        #expect(model.expectedAmount(.init(purchases: 1, mean: 5)) != nil)
    }
}
