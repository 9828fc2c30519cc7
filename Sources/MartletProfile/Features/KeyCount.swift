/// A key of a tally or a set, and its count.
package struct KeyCount: BitwiseCopyable {
    /// The key, as a symbol of the table that it came from, or an hour.
    package var key: UInt32
    /// Its place among the keys that it is sorted with.
    var rank: UInt32 = 0
    /// How often it was counted.
    package var count: Int64

    init(key: UInt32, count: Int64) {
        self.key = key
        self.count = count
    }
}

extension KeyCount {
    /// Sorts keys by their ranks; most lists are short.
    static func sort(_ keys: inout [KeyCount]) {
        guard keys.count <= 32 else { return keys.sort { $0.rank < $1.rank } }
        var sorted = keys.mutableSpan
        for index in 1..<sorted.count {
            let key = sorted[index]
            var place = index
            while place > 0, sorted[place &- 1].rank > key.rank {
                sorted[place] = sorted[place &- 1]
                place &-= 1
            }
            sorted[place] = key
        }
    }
}
