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
