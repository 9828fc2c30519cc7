/// The buckets of one list as one window over one of their cells sees them.
struct WindowBuckets {
    let words: Words
    let stride: Int
    /// Word of the cell in a bucket.
    let offset: Int
    /// Number of buckets in the list.
    let count: Int
    /// Units of the window.
    let length: Int64
    /// Its last unit.
    let current: Int64

    /// Where a total that only falls reaches a level.
    struct Reach {
        /// Whether it does.
        var isReached: Bool
        /// The newest unit from which on everything newer adds up to the level; nil if the level is
        /// not reached, or if nothing at all is enough.
        var unit: Int64?
    }

    /// How the window's total stands to `level`; nil if time may raise the total.
    ///
    /// That is so if a bucket is negative or still to come. Goes from the newest bucket to older
    /// ones: a count, whose buckets cannot be negative, is decided where it reaches the level.
    @inline(__always)
    func reach(_ level: Int64, isCount: Bool) -> Reach? {
        var at = count &* stride
        if at > 0, words[at &- stride] > current { return nil }
        var reach = Reach(isReached: level <= 0, unit: nil)
        if isCount, reach.isReached { return reach }
        let gone = current &- length
        var total: Int64 = 0
        var signs: Int64 = 0
        while at > 0 {
            at &-= stride
            let unit = words[at]
            if unit <= gone { break }
            let value = words[at &+ offset]
            signs |= value
            let (sum, overflow) = total.addingReportingOverflow(value)
            if overflow { return nil }
            total = sum
            if total >= level, !reach.isReached {
                reach = Reach(isReached: true, unit: unit)
                if isCount { return reach }
            }
        }
        return signs < 0 ? nil : reach
    }
}

/// The total of a window as time passes: buckets leave at its old end and enter at its new one.
struct WindowWalk {
    private let buckets: WindowBuckets
    /// The total as of the last step.
    private(set) var total: Int64 = 0
    private var leaving: Int
    private var entering: Int

    /// Adds up the window.
    init(_ buckets: WindowBuckets) {
        self.buckets = buckets
        entering = buckets.count
        while entering > 0, buckets.unit(entering - 1) > buckets.current { entering -= 1 }
        leaving = entering
        while leaving > 0, buckets.unit(leaving - 1) > buckets.current - buckets.length {
            leaving -= 1
            total = Cell.sum(total, buckets.value(leaving))
        }
    }

    /// The next unit at whose start the total may change; nil once nothing is left.
    fileprivate var next: Int64? {
        guard leaving < buckets.count else { return nil }
        let gone = buckets.unit(leaving) + buckets.length
        return entering < buckets.count ? min(gone, buckets.unit(entering)) : gone
    }

    /// Goes to the next unit at whose start the total may change; nil once nothing is left.
    mutating func step() -> Int64? {
        guard let unit = next else { return nil }
        if entering < buckets.count, buckets.unit(entering) == unit {
            total = Cell.sum(total, buckets.value(entering))
            entering += 1
        }
        if buckets.unit(leaving) + buckets.length == unit {
            total = total &- buckets.value(leaving)
            leaving += 1
        }
        return unit
    }
}

/// The totals of two windows over one list as time passes.
struct WindowWalks {
    /// The walk over each; only the first moves if there is but one window.
    private(set) var first, second: WindowWalk
    /// Whether there are two windows.
    let areTwo: Bool

    init(_ first: WindowBuckets, _ second: WindowBuckets?) {
        self.first = WindowWalk(first)
        self.second = second.map { WindowWalk($0) } ?? self.first
        areTwo = second != nil
    }

    /// Goes to the next unit at whose start a total may change; nil once nothing is left.
    mutating func step() -> Int64? {
        guard areTwo, let other = second.next else { return first.step() }
        let unit = first.next.map { min($0, other) } ?? other
        if first.next == unit { _ = first.step() }
        if other == unit { _ = second.step() }
        return unit
    }
}

extension WindowBuckets {
    fileprivate func unit(_ index: Int) -> Int64 { words[index &* stride] }
    fileprivate func value(_ index: Int) -> Int64 { words[index &* stride &+ offset] }
}
