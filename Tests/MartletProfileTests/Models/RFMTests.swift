import Testing

@testable import MartletProfile

/// The example of R's package rfm 0.3.0: 995 customers, as of 2006-12-31, five scores.
@Suite struct RFMTests {
    private let model = RFMModel(
        recency: CutPoints([115, 181, 297.4, 482]), frequency: CutPoints([4, 5, 6, 8]),
        money: CutPoints([255.8, 382, 506.4, 666]))

    @Test(arguments: [
        (205, 6, 472, 343, "potential_loyalist"), (140, 3, 340, 412, "new_customers"),
        (194, 4, 405, 323, "loyal_customers"), (98, 7, 596, 544, "potential_loyalist"),
        (132, 5, 448, 433, "potential_loyalist"),
    ]) func `scores and groups of its first customers`(
        days: Int, purchases: Int, amount: Int, score: Int, group: String
    ) {
        let scores = model.scores(
            .init(recencyDays: Double(days), purchases: purchases, amount: Double(amount)))
        #expect(scores.score == score)
        #expect(RFMGroup.first(containing: scores)?.name == group)
    }

    @Test func `groups cover the scores`() {
        var without: [Int] = []
        for (r, f, m) in (1...5).flatMap({ r in
            (1...5).flatMap { f in (1...5).map { m in (r, f, m) } }
        }) {
            let scores = RFMScores(recency: r, frequency: f, money: m)
            if RFMGroup.first(containing: scores) == nil { without.append(scores.score) }
        }
        #expect(without == [215, 241, 251, 252, 341, 351, 441, 451, 541, 551])
        #expect(RFMGroup.usual.count == 10)
    }

    @Test func `a value at a cut point`() {
        #expect(CutPoints([10, 20]).score(10) == 2)
        #expect(CutPoints([10, 20], rule: .interpolated).score(20) == 3)
        #expect(CutPoints([10, 20], rule: .nearestRank).score(10) == 1)
        #expect(CutPoints([10, 20], rule: .nearestRank).score(20.5) == 3)
        #expect(CutPoints([], rule: .fixed).score(7) == 1)
    }

    @Test func `quantiles`() {
        // R: quantile(c(1, 2, 4, 8, 16, 32), 1:4 / 5, type = 7) and type = 1.
        let values: [Double] = [1, 2, 4, 8, 16, 32]
        let linear = (1...4).compactMap { Quantile.interpolated($0, of: 5, in: values) }
        #expect(linear == [2, 4, 8, 16])
        let quartiles = (0...4).compactMap { Quantile.interpolated($0, of: 4, in: values) }
        #expect(quartiles == [1, 2.5, 6, 14, 32])
        let ranks = (1...4).compactMap { Quantile.nearestRank($0, of: 5, in: values) }
        #expect(ranks == [2, 4, 8, 16])
        let halves = (0...4).compactMap { Quantile.nearestRank($0, of: 4, in: values) }
        #expect(halves == [1, 2, 4, 16, 32])
        #expect(Quantile.interpolated(1, of: 2, in: []) == nil)
        #expect(Quantile.interpolated(1, of: 2, in: [3]) == 3)
    }

    @Test func `cut points of both rules`() throws {
        let values = (1...100).map(Double.init)
        let interpolated = try #require(
            CutPoints(dividing: values.reversed(), into: 5, rule: .interpolated))
        #expect(
            zip(interpolated.values, [21.8, 41.6, 61.4, 81.2]).allSatisfy { abs($0 - $1) < 1e-12 })
        let ranked = try #require(CutPoints(dividing: values, into: 5, rule: .nearestRank))
        #expect(ranked.values == [20, 40, 60, 80])
        for cuts in [interpolated, ranked] {
            let scores = values.map(cuts.score)
            #expect(scores == scores.sorted())
        }
        #expect(
            (1...5).map { score in values.count { ranked.score($0) == score } } == [
                20, 20, 20, 20, 20,
            ])
        #expect(CutPoints(dividing: [], into: 5, rule: .interpolated) == nil)
    }

    @Test func `a model of a population`() throws {
        let customers = (1...10).map {
            RFMModel.Customer(
                recencyDays: Double($0), purchases: $0, amount: Double($0 * $0))
        }
        let model = try #require(RFMModel(customers, bins: 5, rule: .nearestRank))
        #expect(model.scores(customers[0]).score == 511)
        #expect(model.scores(customers[9]).score == 155)
        #expect(RFMModel([], bins: 5, rule: .nearestRank) == nil)
    }
}
