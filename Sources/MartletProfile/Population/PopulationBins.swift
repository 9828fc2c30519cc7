/// Customers counted by three whole numbers each: exactly while there are few different ones, and
/// in bins as fine as a limit allows once there are many.
///
/// Sums of the numbers are exact however wide the bins are. If there are more bins than the limit,
/// all become coarser by one step. So what comes out depends on the customers alone: summaries of
/// parts, merged in any order, are that of the whole.
public struct PopulationBins: Sendable, Equatable {
    /// The numbers of a customer, or the place of a bin.
    public typealias Figures = SIMD3<UInt64>

    /// Customers who are alike.
    public struct Bin: Sendable, Equatable {
        /// How many they are.
        public var customers: Int
        /// Sums of their numbers.
        public var first, second, third: UInt128

        /// Makes a bin.
        public init(customers: Int, first: UInt128, second: UInt128, third: UInt128) {
            self.customers = customers
            (self.first, self.second, self.third) = (first, second, third)
        }
    }

    /// Most bins.
    public let limit: Int
    /// How numbers are told apart once they are too many.
    public let grid: Grid
    /// How finely they are.
    public private(set) var precision = Grid.exact
    private var places: [Figures: Bin] = [:]

    /// No customers, for at most `limit` bins; eight are always enough.
    public init(_ grid: Grid, limit: Int) {
        precondition(limit >= 8, "numbers that are 0 or not make eight bins")
        self.grid = grid
        self.limit = limit
    }

    /// Restores bins; where each belongs follows from the means of its numbers.
    ///
    /// - Returns: nil if nobody can have made them.
    public init?(_ grid: Grid, limit: Int, precision: Int, bins: [Bin]) {
        self.init(grid, limit: limit)
        guard precision == Grid.exact || (0...Grid.coarse).contains(precision), bins.count <= limit
        else { return nil }
        self.precision = precision
        for bin in bins {
            guard bin.isPossible, places.updateValue(bin, forKey: grid.place(bin, precision)) == nil
            else { return nil }
        }
    }

    /// Number of bins.
    public var count: Int { places.count }

    /// Customers in all bins.
    public var customers: Int { places.values.reduce(0) { $0 + $1.customers } }

    /// The bins in the order of their places.
    public var bins: [Bin] {
        places.sorted { left, right in
            for index in 0..<3 where left.key[index] != right.key[index] {
                return left.key[index] < right.key[index]
            }
            return false
        }.map(\.value)
    }

    /// Counts a customer; a look into a table, now and then a walk over all bins.
    public mutating func add(_ figures: Figures) {
        add(
            Bin(
                customers: 1, first: UInt128(figures.x), second: UInt128(figures.y),
                third: UInt128(figures.z)), at: grid.place(figures, precision))
        keepLimit()
    }

    /// Adds the customers of other bins of the same grid and limit.
    public mutating func merge(_ other: PopulationBins) {
        precondition(other.limit == limit && other.grid == grid, "bins of one limit and grid")
        if other.precision < precision { coarsen(to: other.precision) }
        for bin in other.places.values { add(bin, at: grid.place(bin, precision)) }
        keepLimit()
    }

    private mutating func add(_ bin: Bin, at place: Figures) {
        if places[place]?.add(bin) == nil { places[place] = bin }
    }

    private mutating func keepLimit() {
        while places.count > limit {
            coarsen(to: precision == Grid.exact ? Grid.coarse : precision - 1)
        }
    }

    private mutating func coarsen(to precision: Int) {
        let fine = places.values
        self.precision = precision
        places = [:]
        for bin in fine { add(bin, at: grid.place(bin, precision)) }
    }
}

extension PopulationBins.Bin {
    /// Means of the numbers; exact where all customers are alike.
    var means: (first: Double, second: Double, third: Double) {
        (mean(first), mean(second), mean(third))
    }

    private func mean(_ sum: UInt128) -> Double {
        let (whole, rest) = sum.quotientAndRemainder(dividingBy: UInt128(customers))
        return Double(whole) + Double(rest) / Double(customers)
    }

    /// Whether its numbers could be those of so many customers.
    fileprivate var isPossible: Bool {
        // Far more than there are people; sums of them are numbers.
        guard (1...1 << 40).contains(customers) else { return false }
        let most = UInt128(customers) * UInt128(UInt64.max)
        return max(first, second, third) <= most
    }

    fileprivate mutating func add(_ other: Self) {
        customers += other.customers
        first += other.first
        second += other.second
        third += other.third
    }
}
