import Testing

@testable import MartletProfile

/// Published values for CDNOW (weeks, calibrated on 39): Fader, Hardie and Lee 2005 and Hardie's
/// spreadsheet of it, and the vignette of R's BTYD 2.4.3, whose parameters have more digits.
@Suite struct PurchaseModelTests {
    static let rounded = PurchaseModel(kind: .bgnbd, r: 0.243, alpha: 4.414, a: 0.793, b: 2.426)
    static let btyd = PurchaseModel(
        kind: .bgnbd, r: 0.2425982, alpha: 4.413684, a: 0.7929899, b: 2.426167)
    static let modified = PurchaseModel(kind: .mbgnbd, r: 0.525, alpha: 6.183, a: 0.891, b: 1.614)

    private func summary(_ x: Int, _ recency: Double, _ age: Double) -> PurchaseSummary {
        PurchaseSummary(frequency: x, recency: recency, age: age)
    }

    @Test func `likelihood of single customers`() {
        // PyMC-Marketing, tests of the beta-geo distribution.
        let model = PurchaseModel(kind: .bgnbd, r: 0.25, alpha: 4, a: 0.8, b: 2.5)
        #expect(abs(model.logLikelihood(summary(0, 0, 40)) - -0.599_473_82) < 1e-8)
        #expect(abs(model.logLikelihood(summary(200, 38, 40)) - 100.7957) < 1e-4)
        let other = PurchaseModel(kind: .bgnbd, r: 0.5, alpha: 6, a: 1.2, b: 3.3)
        #expect(abs(other.logLikelihood(summary(3, 4, 6)) - -7.576_382) < 1e-6)
    }

    @Test(arguments: [
        (0.1429, 0.0078), (1, 0.0532), (3, 0.1506), (31.8571, 1.0405), (32, 1.0437), (78, 1.8576),
    ]) func `repeat purchases of a new customer`(time: Double, wanted: Double) {
        // The spreadsheet's parameters have more digits than were printed.
        #expect(abs(Self.btyd.expectedRepeats(within: time) - wanted) < 6e-5 + wanted * 2e-4)
    }

    @Test func `repeat purchases of a year`() {
        #expect(abs(Self.btyd.expectedRepeats(within: 52) - 1.444_004) < 1e-5)
        #expect(Self.btyd.expectedRepeats(within: 0) == 0)
    }

    @Test(arguments: [(10, 0.3474606), (15, 0.04283391), (20, 0.004158973), (25, 0.0003583685)])
    func `more purchases, less alive`(x: Int, wanted: Double) {
        let found = Self.btyd.expectedPurchases(summary(x, 20, 39), within: 52)
        #expect(abs(found - wanted) < 1e-5 * wanted)
    }

    @Test func `a customer of CDNOW`() {
        let customer = summary(26, 30.857_142_857, 31)
        #expect(abs(Self.btyd.expectedPurchases(customer, within: 52) - 25.756_59) < 1e-4)
        #expect(abs(Self.btyd.pAlive(customer) - 0.968_852_3) < 2e-7)
        let other = summary(2, 30.43, 38.86)
        #expect(abs(Self.rounded.expectedPurchases(other, within: 39) - 1.226_028) < 1e-6)
        #expect(abs(Self.btyd.expectedPurchases(other, within: 39) - 1.226) < 5e-4)
    }

    @Test func `distribution of repeat purchases`() {
        // R's BTYD, as the tests of Python's lifetimes quote it.
        #expect(abs(Self.rounded.probability(ofRepeats: 10, within: 2) - 1.07869e-07) < 5e-13)
        #expect(abs(Self.rounded.probability(ofRepeats: 0, within: 39) - 0.573_786_4) < 5e-8)
        let wanted = [
            0.001_999_521_4, 0.001_517_023_6, 0.001_163_315_0, 0.000_900_314_8, 0.000_702_363_8,
            0.000_551_790_2, 0.000_436_191_3, 0.000_346_717_1, 0.000_276_961_3, 0.000_222_226_0,
        ]
        for (count, value) in zip(11..., wanted) {
            let found = Self.rounded.probability(ofRepeats: count, within: 30)
            #expect(abs(found - value) < 6e-11, "\(count)")
        }
    }

    @Test(arguments: [
        (23, 39, 0.968555), (10, 35, 0.842603), (1, 20, 0.599330), (1, 5, 0.313920),
        (7, 20, 0.141122), (0, 0, 1),
    ]) func `alive at week 39`(x: Int, recency: Double, wanted: Double) {
        #expect(abs(Self.rounded.pAlive(summary(x, recency, 39)) - wanted) < 5.1e-7)
    }

    @Test func `alive by number of purchases`() {
        let wanted = [
            0.705627, 0.687091, 0.663866, 0.636546, 0.605614, 0.571552, 0.534885, 0.496212,
            0.456205, 0.415585, 0.375092, 0.335446, 0.297303, 0.261219, 0.227626, 0.196820,
        ]
        for (x, value) in zip(5..., wanted) {
            #expect(abs(Self.rounded.pAlive(summary(x, 30, 39)) - value) < 5.1e-7, "\(x)")
        }
    }

    @Test(arguments: [
        (0, 0, 39, 0.389348), (0, 0, 10, 0.522234), (2, 30.43, 38.86, 0.706202),
        (10, 35, 39, 0.830898),
    ])
    func `one-time buyers die too in MBG/NBD`(
        x: Int, recency: Double, age: Double, wanted: Double
    ) {
        #expect(abs(Self.modified.pAlive(summary(x, recency, age)) - wanted) < 5.1e-7)
    }

    @Test(arguments: [
        (2, 30.43, 0.5, 62.491254), (10, 35, 0.5, 46.726381), (26, 30.86, 0.5, 35.959342),
        (7, 20, 0.5, 29.419041), (1, 1.71, 0.5, 10.642259), (1, 20, 0.5, 55.609435),
        (26, 30.86, 0.8, 33.881960), (10, 35, 0.8, 40.252946),
    ]) func `age at which the probability has fallen`(
        x: Int, recency: Double, threshold: Double, wanted: Double
    ) {
        let age = Self.rounded.age(whenAlive: threshold, frequency: x, recency: recency)
        #expect(abs(age - wanted) < 5.1e-7)
        #expect(abs(Self.rounded.pAlive(summary(x, recency, age)) - threshold) < 1e-13)
    }

    @Test func `age at which the probability has fallen, MBG/NBD`() {
        let first = Self.modified.age(whenAlive: 0.5, frequency: 0, recency: 0)
        #expect(abs(first - 12.989423) < 5.1e-7)
        let second = Self.modified.age(whenAlive: 0.5, frequency: 2, recency: 30.43)
        #expect(abs(second - 57.565671) < 5.1e-7)
    }

    @Test func `edges`() {
        #expect(Self.rounded.age(whenAlive: 0.1, frequency: 0, recency: 0) == .infinity)
        #expect(Self.rounded.age(whenAlive: 0, frequency: 3, recency: 5) == .infinity)
        #expect(Self.rounded.age(whenAlive: 1, frequency: 3, recency: 5) == -.infinity)
        // Fallen from the last purchase on: the answer lies before it.
        let early = Self.rounded.age(whenAlive: 0.99, frequency: 1, recency: 5)
        #expect(early < 5)
        #expect(Self.modified.logLikelihood(summary(0, 0, 0)).magnitude < 1e-14)
        #expect(Self.rounded.probability(ofRepeats: -1, within: 3) == 0)
        #expect(Self.rounded.probability(ofRepeats: 0, within: 0) == 1)
        #expect(Self.rounded.probability(ofRepeats: 2, within: 0) == 0)
    }

    @Test func `ten thousand purchases`() {
        for model in [Self.rounded, Self.modified] {
            let loyal = summary(10_000, 1000, 1000)
            #expect(model.pAlive(loyal) > 0.9999)
            #expect(model.logLikelihood(loyal).isFinite)
            let expected = model.expectedPurchases(loyal, within: 10)
            #expect(98 < expected && expected < 100)
            let gone = summary(10_000, 500, 1000)
            #expect(model.pAlive(gone) == 0)
            #expect(model.logLikelihood(gone).isFinite)
            #expect(model.expectedPurchases(gone, within: 1e6) == 0)
            let age = model.age(whenAlive: 0.5, frequency: 10_000, recency: 1000)
            #expect(1000 < age && age < 1010)
            let early = summary(10_000, 1e-3, 1e-3)
            #expect(model.expectedPurchases(early, within: 1000).isFinite)
            #expect(model.probability(ofRepeats: 10_000, within: 1000) > 0)
        }
    }
}
