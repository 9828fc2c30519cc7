/// A stretch of the number line; its ends belong to it or not.
struct Interval: Equatable {
    var low = -Double.infinity
    var high = Double.infinity
    var includesLow = true
    var includesHigh = true

    /// All numbers.
    static let all = Interval()

    /// The numbers between two bounds, both of them included.
    init(low: Double = -.infinity, high: Double = .infinity) {
        self.low = low
        self.high = high
    }

    /// The numbers for which `number comparison bound` is true, for anything but "not equal".
    init(_ comparison: Comparison, _ bound: Double) {
        switch comparison {
        case .less, .lessOrEqual:
            high = bound
            includesHigh = comparison == .lessOrEqual
        case .greater, .greaterOrEqual:
            low = bound
            includesLow = comparison == .greaterOrEqual
        case .equal, .notEqual:
            low = bound
            high = bound
        }
    }

    /// Whether no number is in it.
    var isEmpty: Bool { low > high || (low == high && !(includesLow && includesHigh)) }

    /// The numbers that are in both.
    func intersection(_ other: Interval) -> Interval {
        var result = self
        if other.low > low {
            (result.low, result.includesLow) = (other.low, other.includesLow)
        } else if other.low == low {
            result.includesLow = includesLow && other.includesLow
        }
        if other.high < high {
            (result.high, result.includesHigh) = (other.high, other.includesHigh)
        } else if other.high == high {
            result.includesHigh = includesHigh && other.includesHigh
        }
        return result
    }

    /// The same whole numbers, both ends included.
    var whole: Interval {
        var result = self
        result.low = low.rounded(.up)
        if result.low == low, !includesLow, low.isFinite { result.low += 1 }
        result.high = high.rounded(.down)
        if result.high == high, !includesHigh, high.isFinite { result.high -= 1 }
        result.includesLow = true
        result.includesHigh = true
        return result
    }
}
