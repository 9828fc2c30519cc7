/// Numbers that are counted instead of repeated; as a collection, each as often as it was counted,
/// in ascending order.
struct CountedValues: RandomAccessCollection {
    private var values: [Double] = []
    /// How many numbers come before those behind each value.
    private var ends: [Int] = []

    /// Puts values in order; counts are above 0.
    init(_ counted: [(value: Double, count: Int)]) {
        for (value, count) in counted.sorted(by: { $0.value < $1.value }) {
            values.append(value)
            ends.append(endIndex + count)
        }
    }

    var startIndex: Int { 0 }
    var endIndex: Int { ends.last ?? 0 }

    /// The number of this rank, from 0; logarithmic.
    subscript(rank: Int) -> Double {
        var range = ends.indices
        while let middle = range.isEmpty ? nil : (range.lowerBound + range.upperBound) / 2 {
            range = ends[middle] <= rank ? middle + 1..<range.upperBound : range.lowerBound..<middle
        }
        return values[range.lowerBound]
    }

    /// How many there are of each value for which `group` gives the same number, from 0 on.
    func counts(_ groups: Int, by group: (Double) -> Int) -> [Int] {
        var counts = [Int](repeating: 0, count: groups)
        var before = 0
        for (value, end) in zip(values, ends) {
            counts[group(value)] += end - before
            before = end
        }
        return counts
    }
}
