import Testing

@testable import MartletProfile

@Suite struct FlapCounterTests {
    private static let day: Int64 = 86_400_000

    private func at(_ milliseconds: Int64) -> Instant { Instant(milliseconds: milliseconds) }

    @Test func `a stay of less than a day is a flap, one of a day is none`() {
        var counter = FlapCounter(segments: 2)
        counter.enter(0, 7, at: at(0))
        counter.leave(0, 7, at: at(Self.day - 1))
        counter.enter(1, 7, at: at(Self.day))
        counter.leave(1, 7, at: at(2 * Self.day))
        #expect(counter.flaps == [1, 0])
    }

    @Test func `stays are told apart by profile and segment`() {
        var counter = FlapCounter(segments: 2)
        counter.enter(0, 1, at: at(0))
        counter.enter(1, 1, at: at(Self.day / 2))
        counter.enter(0, 2, at: at(Self.day / 2))
        counter.leave(0, 1, at: at(Self.day))
        counter.leave(0, 2, at: at(Self.day))
        counter.leave(1, 1, at: at(Self.day))
        #expect(counter.flaps == [1, 1])
    }

    @Test func `only the last entry counts`() {
        var counter = FlapCounter(segments: 1)
        for hour in 0..<3 {
            counter.enter(0, 1, at: at(Int64(hour) * 3_600_000))
            counter.leave(0, 1, at: at(Int64(hour) * 3_600_000 + 1))
        }
        counter.enter(0, 1, at: at(Self.day))
        counter.leave(0, 1, at: at(3 * Self.day))
        #expect(counter.flaps == [3])
    }

    @Test func `it agrees with a count that forgets nothing`() {
        let seed: UInt64 = 20_250_701
        var random = SplitMix64(seed: seed)
        var counter = FlapCounter(segments: 3)
        var entries: [[Int]: Int64] = [:]
        var expected = [0, 0, 0]
        var now: Int64 = 0
        for _ in 0..<50_000 {
            now += Int64(random.next() % 600_000)
            let stay = [Int(random.next() % 200), Int(random.next() % 3)]
            if let entry = entries.removeValue(forKey: stay) {
                if now - entry < Self.day { expected[stay[1]] += 1 }
                counter.leave(stay[1], stay[0], at: at(now))
            } else {
                entries[stay] = now
                counter.enter(stay[1], stay[0], at: at(now))
            }
        }
        #expect(counter.flaps == expected, "seed \(seed)")
        #expect(expected.allSatisfy { $0 > 1000 }, "seed \(seed)")
    }

    @Test func `a table counts only where the plan says so`() throws {
        var plan = try Plan(features: [], segments: [])
        #expect(ProfileTable(plan: plan).flaps == nil)
        plan.countsFlaps = true
        #expect(ProfileTable(plan: plan).flaps == [])
    }
}
