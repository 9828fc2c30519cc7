package import MartletProfile

/// Faults are drawn from a seed.
extension SplitMix64 {
    /// A number from 0 to `bound` - 1.
    package mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

    /// True once in `odds` times on average; never if `odds` is 0.
    package mutating func oneIn(_ odds: Int) -> Bool { odds > 0 && below(odds) == 0 }

    /// A number from `range`.
    package mutating func within(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + below(range.count)
    }
}
