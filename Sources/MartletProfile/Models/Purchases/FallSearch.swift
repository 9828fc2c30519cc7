/// Finds where a value that falls all the time passes a threshold.
///
/// By the ITP method (I. F. D. Oliveira, R. H. C. Takahashi, "An Enhancement of the Bisection
/// Method Average Performance Preserving Minmax Optimality", ACM Transactions on Mathematical
/// Software 47 (2020) 5): interpolation, a push towards the middle, and a bound on how far from the
/// middle it may look. It takes about one step more than bisection at worst, and a quarter of them
/// as a rule.
struct FallSearch {
    /// What is passed.
    private let threshold: PurchaseForecast.Threshold
    /// Has not fallen.
    private var low: Int64
    /// Has fallen, once something has.
    private var high: Int64
    /// How far the values at both lie above the threshold.
    private var above, below: Double

    /// Makes a search.
    ///
    /// - Parameters:
    ///   - threshold: What is passed.
    ///   - start: Where to begin.
    ///   - value: The value there, which has not fallen.
    ///   - latest: Where to give up.
    init(
        for threshold: PurchaseForecast.Threshold, from start: Int64, value: Double,
        to latest: Int64
    ) {
        self.threshold = threshold
        (low, high) = (start, latest)
        above = threshold.distance(to: value)
        below = above
    }

    /// The first whole number at which the value has fallen.
    ///
    /// - Parameters:
    ///   - guess: Where it may have fallen; better too far than not far enough.
    ///   - stride: How far beyond `guess` to look first if it has not, above 0.
    ///   - value: The value somewhere; it only falls.
    /// - Returns: nil if it has not fallen where the search gives up.
    consuming func first(near guess: Int64, stride: Int64, _ value: (Int64) -> Double) -> Int64? {
        let latest = high
        var (next, stride) = (guess, stride)
        guard low < latest else { return nil }
        while true {
            high = min(latest, max(next, low + 1))
            let found = value(high)
            below = threshold.distance(to: found)
            if threshold.contains(found) { return close(value) }
            guard high < latest else { return nil }
            (low, above) = (high, below)
            next = high + stride
            stride *= 2
        }
    }

    /// Narrows the gap until nothing is between its ends; gives the upper one.
    private mutating func close(_ value: (Int64) -> Double) -> Int64 {
        let whole = Double(high - low)
        // How wide the gap may be before the step, so that the worst case is that of bisection.
        var allowed = whole * 2
        while high - low > 1 {
            let width = Double(high - low)
            let middle = width / 2
            let crossing = width * (above / (above - below))
            let side: Double = crossing < middle ? 1 : -1
            let push = max(0.5, 0.2 * width * (width / whole))
            let reach = max(0, allowed / 2 - middle)
            var place = push <= abs(middle - crossing) ? crossing + side * push : middle
            if !(abs(place - middle) <= reach) { place = middle - side * reach }
            let at = low + min(max(1, Int64(place.rounded())), high - low - 1)
            let found = value(at)
            if threshold.contains(found) {
                (high, below) = (at, threshold.distance(to: found))
            } else {
                (low, above) = (at, threshold.distance(to: found))
            }
            allowed /= 2
        }
        return high
    }
}

extension PurchaseForecast.Threshold {
    /// How far a value lies above it: by its logarithm, as far as that goes, in which values that
    /// fall like powers of time are almost straight lines.
    fileprivate func distance(to value: Double) -> Double {
        let ratio = value / number
        return number > 0 && ratio > 0 && ratio.isFinite
            ? Logarithm.natural(ratio) : value - number
    }
}
