/// Bounds of the values that a number takes, rounding included (interval arithmetic: IEEE 1788).
///
/// Every rounding keeps the order, so computing with the bounds gives bounds of what is computed.
struct ValueRange {
    /// The type of the values; nil if nothing is known of them.
    var kind: Number.Kind?
    /// No value is less.
    var low: Double
    /// No value is greater.
    var high: Double

    /// Any value, or none, or an error.
    static let open = ValueRange(kind: nil, low: -.infinity, high: .infinity)

    /// Bounds of values of `kind`; open if they are none.
    init(kind: Number.Kind?, low: Double, high: Double) {
        let isValid = low <= high
        self.kind = isValid ? kind : nil
        self.low = isValid ? low : -.infinity
        self.high = isValid ? high : .infinity
    }

    /// The bounds of one number.
    init(_ number: Number) {
        switch number.kind {
        case .unknown, .error, .bool, .other: self = .open
        case .double: self.init(kind: .double, low: number.double, high: number.double)
        case .int, .timestamp, .duration:
            self.init(whole: number.bits, number.bits, kind: number.kind)
        }
    }

    /// Bounds of integers; those that a double cannot hold are rounded outwards.
    private init(whole low: Int64, _ high: Int64, kind: Number.Kind) {
        let isExact = max(low.magnitude, high.magnitude) <= 1 << 53
        self.init(
            kind: kind, low: isExact ? Double(low) : Double(low).nextDown,
            high: isExact ? Double(high) : Double(high).nextUp)
    }

    /// Bounds of integer results; open where they could overflow or be rounded.
    private static func whole(_ kind: Number.Kind, _ low: Double, _ high: Double) -> ValueRange {
        guard low >= -0x1p53, high <= 0x1p53 else { return .open }
        return ValueRange(kind: kind, low: low, high: high)
    }

    /// The truth of `self comparison other`, if it is the same for all values.
    func truth(_ comparison: Comparison, _ other: ValueRange) -> Truth? {
        guard let kind, let otherKind = other.kind else { return nil }
        let isNumeric = kind == .int || kind == .double
        let isOtherNumeric = otherKind == .int || otherKind == .double
        guard kind == otherKind || (isNumeric && isOtherNumeric) else { return nil }
        if high < other.low { return comparison.truth(.less) }
        if low > other.high { return comparison.truth(.greater) }
        switch comparison {
        case .lessOrEqual where high <= other.low, .greaterOrEqual where low >= other.high:
            return .yes
        case .less where low >= other.high, .greater where high <= other.low: return .no
        default:
            let isOne = low == high && other.low == other.high && low.magnitude <= 0x1p53
            return isOne && low == other.low ? comparison.truth(.equal) : nil
        }
    }

    /// Bounds of everything between these and others, and `error` beyond.
    func joined(_ other: ValueRange, widenedBy error: Double) -> ValueRange {
        guard kind == other.kind, error.isFinite else { return .open }
        return ValueRange(
            kind: kind, low: min(low, other.low) - error, high: max(high, other.high) + error)
    }

    /// Bounds of the values with their sign turned.
    var negated: ValueRange {
        guard kind == .int || kind == .double || kind == .duration else { return .open }
        return ValueRange(kind: kind, low: -high, high: -low)
    }

    /// Bounds of `double()`.
    var double: ValueRange {
        guard kind == .int || kind == .double else { return .open }
        return ValueRange(kind: .double, low: low, high: high)
    }

    /// Bounds of `int()`.
    var cutOff: ValueRange {
        if kind == .int { return self }
        guard kind == .double else { return .open }
        return .whole(.int, low.rounded(.towardZero), high.rounded(.towardZero))
    }

    /// Bounds of the time since instants in these bounds.
    func elapsed(_ stretch: Stretch, unit: Int64) -> ValueRange {
        guard kind == .timestamp else { return .open }
        let low = Double(stretch.start) - high
        let high = Double(stretch.end) - self.low
        guard unit > 1 else { return .whole(.duration, low, high) }
        return ValueRange(kind: .double, low: low / Double(unit), high: high / Double(unit))
    }

    /// Bounds of a civil hour or day, which is followed only within `step` ms.
    func civil(step: Double, highest: Double, of value: (Instant) -> Int) -> ValueRange {
        let all = ValueRange(kind: .int, low: 0, high: highest)
        guard kind == .timestamp else { return .open }
        guard high - low <= step, low.magnitude < 0x1p53, high.magnitude < 0x1p53 else {
            return all
        }
        let first = value(Instant(milliseconds: Int64(low)))
        guard first == value(Instant(milliseconds: Int64(high))) else { return all }
        return ValueRange(kind: .int, low: Double(first), high: Double(first))
    }
}
