import Testing

@testable import MartletProfile

/// Counts that depend on the customers alone: not on the order, not on how they were divided.
@Suite struct PopulationBinsTests {
    private typealias Figures = PopulationBins.Figures

    /// Numbers of every size, many of them alike; a silence is no longer than the age.
    private static func figures(
        _ random: inout SplitMix64, _ grid: PopulationBins.Grid, _ count: Int
    ) -> [Figures] {
        let number = { (random: inout SplitMix64) in random.next() >> (20 + random.next() % 44) }
        return (0..<count).map { _ in
            var figures = Figures(number(&random), number(&random), number(&random))
            guard grid == .purchases else { return figures }
            figures.y = random.next() % 4 == 0 ? figures.z : figures.y % (figures.z + 1)
            return figures
        }
    }

    private static func bins(
        _ figures: some Sequence<Figures>, _ grid: PopulationBins.Grid = .leading, limit: Int
    ) -> PopulationBins {
        var bins = PopulationBins(grid, limit: limit)
        for figures in figures { bins.add(figures) }
        return bins
    }

    @Test(arguments: [PopulationBins.Grid.leading, .purchases])
    func `parts in any order and any split are the whole`(grid: PopulationBins.Grid) {
        for seed in UInt64(1)...40 {
            var random = SplitMix64(seed: seed)
            let figures = Self.figures(&random, grid, Int(random.next() % 400))
            let limit = [8, 20, 100, 1_000][Int(seed % 4)]
            let whole = Self.bins(figures, grid, limit: limit)
            var parts = (0..<Int(1 + random.next() % 6)).map { _ in
                PopulationBins(grid, limit: limit)
            }
            for figures in figures.shuffled(using: &random) {
                parts[Int(random.next() % UInt64(parts.count))].add(figures)
            }
            // Merged as a tree of chance, not one after the other.
            while parts.count > 1 {
                parts.shuffle(using: &random)
                let last = parts.removeLast()
                parts[0].merge(last)
            }
            #expect(parts[0] == whole, "seed \(seed)")
            #expect(whole.count <= limit, "seed \(seed)")
            #expect(whole.customers == figures.count, "seed \(seed)")
            // Sums are exact, and say themselves where they belong.
            let sum = { (figure: (Figures) -> UInt64) in
                figures.reduce(UInt128(0)) { $0 + UInt128(figure($1)) }
            }
            #expect(whole.bins.reduce(0) { $0 + $1.first } == sum(\.x), "seed \(seed)")
            #expect(whole.bins.reduce(0) { $0 + $1.second } == sum(\.y), "seed \(seed)")
            #expect(whole.bins.reduce(0) { $0 + $1.third } == sum(\.z), "seed \(seed)")
            let again = PopulationBins(
                grid, limit: limit, precision: whole.precision, bins: whole.bins.reversed())
            #expect(again == whole, "seed \(seed)")
        }
    }

    @Test func `few different numbers are kept exactly`() {
        let figures = (0..<1_000).map { Figures(UInt64($0 % 7), UInt64($0 % 5) * 1_000_003, 0) }
        let bins = Self.bins(figures, limit: 35)
        #expect(bins.precision == PopulationBins.Grid.exact && bins.count == 35)
        #expect(bins.bins.map { Int($0.means.first) } == (0..<35).map { $0 / 5 })
        // One more is too many.
        var more = bins
        more.add(Figures(9, 0, 0))
        #expect(more.precision < PopulationBins.Grid.exact && more.count <= 35)
    }

    @Test func `a bin is as narrow as its precision says`() {
        for seed in UInt64(1)...20 {
            var random = SplitMix64(seed: seed)
            let bins = Self.bins(
                Self.figures(&random, .purchases, 2_000), .purchases, limit: 1 << (5 + seed % 6))
            var silences: [Double: ClosedRange<Double>] = [:]
            for _ in 0..<2_000 {
                let figures = Self.figures(&random, .purchases, 1)[0]
                let place = PopulationBins.Grid.purchases.place(figures, bins.precision)
                let share = figures.z == 0 ? 0 : Double(figures.y) / Double(figures.z)
                let known = silences[Double(place.y)] ?? share...share
                silences[Double(place.y)] =
                    min(known.lowerBound, share)...max(known.upperBound, share)
                let lead = Double(sign: .plus, exponent: 4 - max(4, bins.precision), significand: 1)
                #expect(
                    bins.precision <= 3 || Double(figures.z) <= Double(place.z) * (1 + lead),
                    "seed \(seed)")
            }
            let width = Double(sign: .plus, exponent: -bins.precision, significand: 1)
            #expect(silences.values.allSatisfy { $0.upperBound - $0.lowerBound <= width })
        }
    }

    @Test func `eight bins are enough for anything`() {
        var bins = PopulationBins(.leading, limit: 8)
        var purchases = PopulationBins(.purchases, limit: 8)
        for bit in 0..<64 {
            for other in 0..<64 {
                let (one, two) = (UInt64(1) << UInt64(bit), UInt64(1) << UInt64(other))
                bins.add(Figures(one, two, .max))
                purchases.add(Figures(one, min(one, two) >> 22, two >> 22))
            }
            bins.add(Figures(0, 1 << UInt64(bit), 0))
        }
        #expect(bins.count <= 8 && purchases.count <= 8)
        #expect(bins.customers == 64 * 65)
        // Whoever has nothing is still apart from those who have something.
        #expect(bins.bins.contains { $0.first == 0 && $0.customers == 64 && $0.third == 0 })
    }

    @Test func `what nobody can have made is refused`() {
        let make = { (precision: Int, bins: [PopulationBins.Bin]) in
            PopulationBins(.leading, limit: 8, precision: precision, bins: bins)
        }
        let bin = { (customers: Int, first: UInt128) in
            PopulationBins.Bin(customers: customers, first: first, second: 0, third: 0)
        }
        #expect(make(4, [bin(1, 15), bin(1, 16)]) != nil)
        #expect(make(4, [bin(1, 32), bin(1, 33)]) == nil, "one place")
        #expect(make(13, [bin(1, 15)]) == nil)
        #expect(make(-1, [bin(1, 15)]) == nil)
        #expect(make(64, [bin(0, 0)]) == nil)
        #expect(make(64, [bin(.max, 0)]) == nil)
        #expect(make(64, [bin(1, 1 << 64)]) == nil)
        #expect(make(64, (0..<9).map { bin(1, $0) }) == nil)
    }
}
