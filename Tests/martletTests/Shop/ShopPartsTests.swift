import Foundation
import Testing

@testable import martlet

@Suite struct ShopPartsTests {
    @Test func logarithmAndExponentialAreRight() {
        for value in [1e-300, 1e-9, 0.3, 0.999, 1, 1.5, 2, 7.25, 1e6, 1e300] {
            #expect(abs(ShopRandom.logarithm(value) - log(value)) < 1e-10 * max(1, abs(log(value))))
        }
        for power in stride(from: -20.0, through: 20, by: 0.37) {
            #expect(abs(ShopRandom.exponential(power) / exp(power) - 1) < 1e-11)
        }
    }

    @Test func drawsHaveTheirMeans() {
        var random = ShopRandom(seed: 1, stream: 2)
        func mean(_ draw: (inout ShopRandom) -> Double) -> Double {
            (0..<20_000).reduce(0.0) { sum, _ in sum + draw(&random) } / 20_000
        }
        #expect(abs(mean { $0.unit() } - 0.5) < 0.01)
        #expect(abs(mean { $0.gamma(shape: 1) } - 1) < 0.03)
        #expect(abs(mean { $0.gamma(shape: 4) } - 1) < 0.02)
        #expect(abs(mean { Double($0.below(10)) } - 4.5) < 0.1)
        #expect(abs(mean { $0.chance(250_000) ? 1 : 0 } - 0.25) < 0.02)
    }

    @Test func streamsOfASeedDiffer() {
        let firsts = (0..<1_000 as Range<UInt64>).map { stream -> UInt64 in
            var random = ShopRandom(seed: 1, stream: stream)
            return random.next()
        }
        #expect(Set(firsts).count == 1_000)
    }

    @Test func theQueueGivesEntriesInOrderOfTimeAndNumber() {
        for seed in 0..<50 as Range<UInt64> {
            var random = ShopRandom(seed: seed, stream: 0)
            var queue = EventQueue()
            var wanted: [[Int64]] = []
            for number in 0..<random.below(60) {
                let time = Int64(random.below(20))
                queue.insert(time: time, number: number)
                wanted.append([time, Int64(number)])
            }
            var found: [[Int64]] = []
            var last: Int64 = 0
            while let time = queue.firstTime {
                #expect(time >= last, "seed \(seed)")
                last = time
                if random.chance(300_000) {
                    let number = queue.firstNumber
                    wanted.removeAll { $0[1] == Int64(number) }
                    wanted.append([time + 7, Int64(number)])
                    queue.replaceFirst(time: time + 7)
                } else {
                    found.append([time, Int64(queue.firstNumber)])
                    queue.removeFirst()
                }
            }
            wanted.sort { $0.lexicographicallyPrecedes($1) }
            #expect(found == wanted, "seed \(seed)")
        }
    }

    @Test(arguments: [
        (-1, 1969, 12, 31, 2), (0, 1970, 1, 1, 3), (11_016, 2000, 2, 29, 1),
        (20_089, 2025, 1, 1, 2), (20_147, 2025, 2, 28, 4), (20_148, 2025, 3, 1, 5),
    ])
    func civilDates(days: Int, year: Int, month: Int, day: Int, weekday: Int) {
        let date = CivilDate(daysSinceEpoch: days)
        #expect((date.year, date.month, date.day) == (year, month, day))
        #expect(CivilDate.weekday(daysSinceEpoch: days) == weekday)
    }

    @Test func businessTimeNeverStandsStillOrGoesBack() {
        let calendar = ShopCalendar(firstDay: 20_089, days: 10, salePerMille: 1_600)
        var last: Int64 = -1
        // Far beyond the last planned day, where the seasons end.
        for tick in stride(from: 0 as Int64, to: 8_000_000, by: 997) {
            let now = calendar.milliseconds(at: tick)
            #expect(now > last)
            last = now
        }
        let end = calendar.milliseconds(at: calendar.ticks(days: 10))
        #expect(end == 10 * 86_400_000)
    }

    @Test func salesAreWeekendsAroundTheSecondSaturday() {
        let days = (20_089..<20_089 + 59).filter { ShopCalendar.isSale(daysSinceEpoch: $0) }
        #expect(days.map { $0 - 20_088 } == [10, 11, 12, 31 + 7, 31 + 8, 31 + 9])
    }
}
