import Testing

@testable import MartletProfile

@Suite struct PurchaseForecastTests {
    private static let week: Int64 = 7 * 86_400_000
    private let plain = PurchaseForecast(model: PurchaseModelTests.rounded, unit: week)
    private let modified = PurchaseForecast(model: PurchaseModelTests.modified, unit: week)

    private func customer(_ repeats: Int, _ first: Int64, _ last: Int64)
        -> PurchaseForecast.Customer
    {
        .init(
            repeats: repeats, first: Instant(milliseconds: first),
            last: Instant(milliseconds: last))
    }

    @Test func `the clock and the model agree`() {
        let buyer = customer(10, 0, 35 * Self.week)
        let now = Instant(milliseconds: 39 * Self.week)
        let summary = PurchaseSummary(frequency: 10, recency: 35, age: 39)
        #expect(plain.pAlive(buyer, at: now) == PurchaseModelTests.rounded.pAlive(summary))
        #expect(
            plain.expectedPurchases(buyer, at: now, within: 2 * Self.week)
                == PurchaseModelTests.rounded.expectedPurchases(summary, within: 2))
        // The closed form: T* = 46.726381 weeks.
        let fall = plain.instant(whenAlive: buyer, falls: .below(0.5))
        #expect(abs(Double(fall.milliseconds) / Double(Self.week) - 46.726381) < 5.1e-7)
    }

    @Test func `edges`() {
        let once = customer(0, 5, 5)
        #expect(plain.instant(whenAlive: once, falls: .below(0.5)) == .never)
        #expect(modified.instant(whenAlive: once, falls: .below(0.5)) < .never)
        let early = customer(1, 0, Self.week)
        let last = early.last
        #expect(plain.instant(whenAlive: early, falls: .below(0.99)) == last)
        #expect(plain.instant(whenAlive: early, falls: .below(2)) == last)
        #expect(plain.instant(whenAlive: early, falls: .below(0)) == .never)
        #expect(plain.instant(whenAlive: early, falls: .atMost(0)) == .never)
        #expect(plain.instant(whenAlive: early, falls: .below(1e-300)) == .never)
        let before = Instant(milliseconds: 0)
        #expect(plain.pAlive(early, at: before) == plain.pAlive(early, at: last))
        #expect(
            plain.instant(whenExpected: early, within: Self.week, falls: .below(0)) == .never)
        // Nobody who may buy again is expected to buy nothing.
        #expect(
            plain.instant(whenExpected: early, within: Self.week, falls: .below(1e9)) == last)
    }

    @Test func `a threshold is passed at the very millisecond`() {
        let seed: UInt64 = 0x5EED_A11E
        var random = SplitMix64(seed: seed)
        for round in 0..<2000 {
            let repeats = Int(random.next() % (round % 10 == 0 ? 2000 : 12))
            let first = 1_000_000_000_000 + Int64(random.next() % 10_000_000_000)
            let length = repeats == 0 ? 0 : Int64(random.next() % 30_000_000_000)
            let buyer = customer(repeats, first, first + length)
            let number = Double(1 + random.next() % 998) / 1000
            let threshold: PurchaseForecast.Threshold =
                round % 2 == 0 ? .below(number) : .atMost(number)
            let forecast = round % 3 == 0 ? plain : modified
            let fall = forecast.instant(whenAlive: buyer, falls: threshold)
            if fall == .never { continue }
            #expect(
                threshold.contains(forecast.pAlive(buyer, at: fall)),
                "seed \(seed), round \(round)")
            guard fall > buyer.last else { continue }
            let before = Instant(milliseconds: fall.milliseconds - 1)
            #expect(
                !threshold.contains(forecast.pAlive(buyer, at: before)),
                "seed \(seed), round \(round)")
        }
    }

    @Test func `an expectation is passed at the very millisecond`() {
        let seed: UInt64 = 0x5EED_E5
        var random = SplitMix64(seed: seed)
        for round in 0..<100 {
            let repeats = Int(random.next() % 40)
            let length = repeats == 0 ? 0 : Int64(random.next() % 30_000_000_000)
            let buyer = customer(repeats, 0, length)
            let threshold = PurchaseForecast.Threshold.below(
                Double(1 + random.next() % 3000) / 1000)
            let forecast = round % 3 == 0 ? plain : modified
            let horizon = 13 * Self.week
            let fall = forecast.instant(whenExpected: buyer, within: horizon, falls: threshold)
            guard fall < .never, fall > buyer.last else { continue }
            let before = Instant(milliseconds: fall.milliseconds - 1)
            let (value, last) = (
                forecast.expectedPurchases(buyer, at: fall, within: horizon),
                forecast.expectedPurchases(buyer, at: before, within: horizon)
            )
            #expect(threshold.contains(value), "seed \(seed), round \(round)")
            #expect(!threshold.contains(last), "seed \(seed), round \(round)")
        }
    }
}
