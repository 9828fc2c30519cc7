import Testing

@testable import MartletProfile

/// Scales against figures of NumPy 2 (`log1p`, `std(ddof=1)`, `quantile`), and their inverses.
@Suite struct PersonaScaleTests {
    private func near(_ left: Double, _ right: Double, _ tolerance: Double = 1e-12) -> Bool {
        abs(left - right) <= tolerance
    }

    @Test func `logarithms`() {
        let values = [0.0, 1, 2, 3, 10, 50]
        let scale = PersonaScale(PersonaFeature(name: "orders", bend: .log), sorted: values)
        #expect(near(scale.mean, 1.584629122645107))
        #expect(near(scale.deviation, 1.396572363885982))
        let wanted = [
            -1.1346559359343575, -0.6383356603195275, -0.34800691073726314, -0.14201538470469746,
            0.5823301184983636, 1.6806837731974817,
        ]
        for (value, wanted) in zip(values, wanted) {
            #expect(near(scale.standardised(value), wanted))
            #expect(near(scale.plain(scale.standardised(value)), value, 1e-9))
        }
        #expect(scale.standardised(nil) == 0)
    }

    @Test func `clipped at quartiles`() {
        let feature = PersonaFeature(
            name: "spend", clip: PersonaFeature.Clip(low: 2_500, high: 7_500))
        let scale = PersonaScale(feature, sorted: [1, 2, 3, 4, 100])
        #expect(scale.low == 2 && scale.high == 4)
        #expect(near(scale.mean, 3) && near(scale.deviation, 1))
        #expect(scale.standardised(1_000_000) == 1)
        #expect(scale.standardised(-7) == -1)
    }

    @Test func `negative values have roots and logarithms of their opposites`() {
        for bend in [PersonaFeature.Bend.sqrt, .log] {
            let feature = PersonaFeature(name: "x", bend: bend)
            let scale = PersonaScale(feature, sorted: [-9, -4, 0, 4, 9])
            #expect(near(scale.mean, 0))
            #expect(near(scale.standardised(-9), -scale.standardised(9)))
            #expect(near(scale.plain(scale.standardised(-4)), -4))
        }
        #expect(PersonaScale(bend: .sqrt, mean: 0, deviation: 1).bent(16) == 4)
    }

    @Test func `values that are all alike compare nobody`() {
        let feature = PersonaFeature(name: "x", bend: .log)
        for values in [[], [5], [5, 5, 5], [0.1, 0.1, 0.1]] as [[Double]] {
            let scale = PersonaScale(feature, sorted: values)
            #expect(scale.deviation == 0)
            #expect(scale.standardised(70) == 0)
        }
    }

    @Test func `a large common part is not rounded away`() {
        let values = (0..<5).map { 1e9 + Double($0) }
        let scale = PersonaScale(PersonaFeature(name: "x"), sorted: values)
        #expect(near(scale.mean, 1e9 + 2))
        #expect(near(scale.deviation, 1.5811388300841898))
    }
}

/// The population stability index by hand.
@Suite struct SpreadTests {
    @Test func `shares of deciles`() {
        let spread = Spread(sorted: (1...100).map(Double.init), unknown: 0)
        #expect(spread.cuts == [10, 20, 30, 40, 50, 60, 70, 80, 90])
        #expect(spread.shares.dropLast().allSatisfy { abs($0 - 0.1) < 1e-12 })
        #expect(spread.shares.last == 0)
        #expect(spread.stabilityIndex((1...100).map(Double.init), unknown: 0) == 0)
    }

    @Test func `a shift`() {
        // Half below and half above 10 became a quarter and three quarters:
        // (0.25 - 0.5) ln(0.25 / 0.5) + (0.75 - 0.5) ln(0.75 / 0.5).
        let spread = Spread(cuts: [10], shares: [0.5, 0.5, 0])
        let index = spread.stabilityIndex([1, 11, 12, 13], unknown: 0)
        #expect(abs(index - 0.274653072167027) < 1e-12)
        // Customers whose value is no longer known are a shift as well.
        #expect(spread.stabilityIndex([1, 11], unknown: 2) > 0.25)
        #expect(spread.stabilityIndex([], unknown: 0) == 0)
    }

    @Test func `many equal values give few ranges`() {
        let spread = Spread(sorted: [0, 0, 0, 0, 0, 0, 0, 0, 1, 2], unknown: 10)
        #expect(spread.cuts == [0, 1])
        #expect(spread.shares == [0.4, 0.05, 0.05, 0.5])
        #expect(Spread(sorted: [], unknown: 3).shares == [0, 1])
    }
}
