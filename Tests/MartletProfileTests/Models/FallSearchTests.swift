import Testing

@testable import MartletProfile

@Suite struct FallSearchTests {
    /// Where `value` falls below `bound`, and how often it was asked.
    private func search(
        below bound: Double, to latest: Int64, near guess: Int64, _ value: (Int64) -> Double
    ) -> (found: Int64?, steps: Int) {
        var steps = 0
        let search = FallSearch(for: .below(bound), from: 0, value: value(0), to: latest)
        let found = search.first(near: guess, stride: 1_000_000) { at in
            steps += 1
            return value(at)
        }
        return (found, steps)
    }

    @Test func `the first whole number of many curves, in few steps`() {
        let seed: UInt64 = 0x5EED_FA11
        var random = SplitMix64(seed: seed)
        func unit() -> Double { Double(random.next() >> 11) * 0x1p-53 }
        var sum = 0
        for round in 0..<1000 {
            let (power, scale) = (0.05 + unit() * 6, 1e8 + unit() * 1e10)
            func value(_ at: Int64) -> Double {
                Exponential.natural(-power * Logarithm.natural(1 + Double(at) / scale))
            }
            let place = 1 + unit() * 3e10
            let guess = Int64(place * (1 + unit()))
            let bound = value(Int64(place))
            let (found, steps) = search(below: bound, to: 1 << 50, near: guess, value)
            let at = found ?? -1
            #expect(value(at) < bound && value(at - 1) >= bound, "seed \(seed), round \(round)")
            #expect(steps <= 40, "seed \(seed), round \(round)")
            sum += steps
        }
        // Bisection takes 35 of each.
        #expect(sum < 12_000, "\(sum)")
    }

    @Test func `steps, plateaus and ends`() {
        func found(_ latest: Int64, _ guess: Int64, _ value: (Int64) -> Double) -> Int64? {
            search(below: 0, to: latest, near: guess, value).found
        }
        #expect(found(1000, 10) { $0 < 777 ? 1e9 : -1e-9 } == 777)
        #expect(found(1000, 999) { $0 < 1 ? 1e-300 : -1e300 } == 1)
        #expect(found(1000, 10) { $0 < 1000 ? .infinity : -.infinity } == 1000)
        #expect(found(1000, 10) { _ in 1 } == nil)
        #expect(found(0, 10) { _ in 1 } == nil)
        #expect(found(1 << 60, 5) { $0 < 1 << 59 ? 0 : -1 } == 1 << 59)
        let steps = search(below: 0.5, to: 1 << 60, near: 1 << 60) { $0 < 12_345 ? 1 : 0 }.steps
        #expect(steps < 70)
    }
}
