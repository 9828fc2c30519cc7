/// Some of the customers, chosen by their ids alone: what clusters are fitted to.
///
/// The customers with the smallest marks are kept (bottom-k sampling: E. Cohen, H. Kaplan, PODC
/// 2007, 225-234), so that samples of parts of the customers, taken in any order, give that of all
/// when they are merged.
public struct PersonaSample: Sendable, Equatable {
    /// A customer.
    public struct Customer: Sendable, Equatable {
        /// The customer's number: see ``CustomerMark``.
        public var mark: UInt64
        /// The value of each feature; nil = it is not known.
        public var values: [Double?]

        /// Makes a customer.
        public init(mark: UInt64, values: [Double?]) {
            self.mark = mark
            self.values = values
        }
    }

    /// Most customers that are kept.
    public let limit: Int
    /// Customers that were seen.
    public private(set) var seen = 0
    private var kept: [Customer] = []
    /// Marks above it are not kept.
    private var bound = UInt64.max

    /// An empty sample.
    public init(limit: Int) {
        precondition(limit > 0, "a sample of at least one customer")
        self.limit = limit
    }

    /// Whether a customer of this number could be in the sample.
    public func keeps(_ mark: UInt64) -> Bool { mark <= bound }

    /// Counts a customer who is not in the sample.
    public mutating func count() { seen += 1 }

    /// Adds a customer; each is added to one sample at most once.
    public mutating func add(mark: UInt64, values: [Double?]) {
        seen += 1
        guard mark <= bound else { return }
        kept.append(Customer(mark: mark, values: values))
        // Cut now and then, so that each customer costs little.
        if kept.count >= limit * 2 { cut() }
    }

    /// Adds the customers of another sample with the same limit.
    public mutating func merge(_ other: PersonaSample) {
        precondition(other.limit == limit, "samples of one size")
        seen += other.seen
        kept += other.kept
        bound = min(bound, other.bound)
        cut()
    }

    /// Restores a sample from its customers.
    public init(limit: Int, seen: Int, customers: [Customer]) {
        self.init(limit: limit)
        self.seen = seen
        kept = customers
        cut()
    }

    /// The customers, by ascending mark.
    public var customers: [Customer] {
        Array(kept.sorted(by: PersonaSample.precedes).prefix(limit))
    }

    /// Whether both are of the same customers, in whatever order these came.
    public static func == (left: PersonaSample, right: PersonaSample) -> Bool {
        left.limit == right.limit && left.seen == right.seen && left.customers == right.customers
    }

    private mutating func cut() {
        guard kept.count > limit else { return }
        kept.sort(by: PersonaSample.precedes)
        kept.removeLast(kept.count - limit)
        bound = min(bound, kept[limit - 1].mark)
    }

    /// By mark; two ids of one mark by their values, so that order never depends on arrival.
    private static func precedes(_ left: Customer, _ right: Customer) -> Bool {
        if left.mark != right.mark { return left.mark < right.mark }
        for (left, right) in zip(left.values, right.values) where left != right {
            return left ?? -.infinity < right ?? -.infinity
        }
        return false
    }
}
