import Testing

@testable import MartletProfile

@Suite struct ExpectedPurchasesTests {
    /// r, alpha, a, b, t and the value of the closed form with 40 digits (mpmath's hyp2f1).
    @Test(arguments: [
        ([0.243, 4.414, 0.793, 2.426, 52], 1.446050595396404),
        ([0.243, 4.414, 1, 2.426, 52], 1.289988252484069),
        ([0.243, 4.414, 1.0000001, 2.426, 52], 1.289988187232129),
        ([0.243, 4.414, 0.793, 2.426, 10000], 15.06791331505518),
        ([26.243, 35.414, 0.793, 28.426, 52], 26.58455970237759),
        ([2.5, 1, 30, 50, 3], 2.287245795961365),
        ([0.01, 0.5, 0.05, 0.02, 40], 0.2253005314436054),
        ([300.243, 43.4, 0.793, 302.426, 39], 206.1359413934159),
        ([5, 2, 3, 0.001, 7], 0.9999488813284337),
    ]) func `both forms give the closed form`(parameters: [Double], wanted: Double) {
        let alive = AlivePurchases(
            shape: parameters[0], rate: parameters[1], a: parameters[2], b: parameters[3])
        #expect(abs(alive.series(parameters[4]) - wanted) < 2e-13 * wanted)
        #expect(abs(alive.integral(parameters[4]) - wanted) < 1e-13 * wanted)
    }

    @Test func `both forms agree on random parameters`() {
        let seed: UInt64 = 0x5EED_E1
        var random = SplitMix64(seed: seed)
        func draw(_ low: Double, _ high: Double) -> Double {
            let unit = Double(random.next() >> 11) * 0x1p-53
            return Exponential.natural(
                Logarithm.natural(low) + unit * Logarithm.natural(high / low))
        }
        for _ in 0..<500 {
            let alive = AlivePurchases(
                shape: draw(0.01, 3000), rate: draw(0.5, 50), a: draw(0.05, 200),
                b: draw(0.05, 3000))
            let time = draw(0.01, 100)
            let (series, integral) = (alive.series(time), alive.integral(time))
            #expect(
                abs(series - integral) < 1e-11 * series, "seed \(seed): \(alive) within \(time)")
            #expect(series <= alive.shape * time / alive.rate * (1 + 1e-12))
        }
    }

    @Test func `the distribution sums to one and has the expectation`() {
        for model in [PurchaseModelTests.rounded, PurchaseModelTests.modified] {
            var (sum, mean) = (0.0, 0.0)
            for count in 0..<400 {
                let probability = model.probability(ofRepeats: count, within: 20)
                #expect(probability >= 0)
                sum += probability
                mean += Double(count) * probability
            }
            #expect(abs(sum - 1) < 1e-12)
            #expect(abs(mean - model.expectedRepeats(within: 20)) < 1e-11)
        }
    }

    @Test func `expectations grow, and ever less`() {
        for model in [PurchaseModelTests.rounded, PurchaseModelTests.modified] {
            var last = 0.0
            var growth = Double.infinity
            for week in 1...60 {
                let expected = model.expectedRepeats(within: Double(week))
                #expect(expected > last)
                #expect(expected - last < growth)
                growth = expected - last
                last = expected
            }
        }
    }
}
