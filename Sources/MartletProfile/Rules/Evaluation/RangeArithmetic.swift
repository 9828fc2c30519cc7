/// Arithmetic on bounds.
extension ValueRange {
    /// Bounds of `left operation right`.
    static func arithmetic(
        _ operation: Operation, _ left: ValueRange, _ right: ValueRange
    ) -> ValueRange {
        guard let kind = kind(operation, left.kind, right.kind) else { return .open }
        switch operation {
        case .add: return bounded(kind, left.low + right.low, left.high + right.high)
        case .subtract: return bounded(kind, left.low - right.high, left.high - right.low)
        case .multiply: return corners(kind, left, right, *)
        case .divide:
            guard right.low > 0 || right.high < 0 else { return .open }
            let quotient = corners(.double, left, right, /)
            return kind == .int ? quotient.cutOff : quotient
        default: return remainder(left, right)
        }
    }

    /// The type of the result; nil if there is no such operation.
    private static func kind(
        _ operation: Operation, _ left: Number.Kind?, _ right: Number.Kind?
    ) -> Number.Kind? {
        let isSum = operation == .add || operation == .subtract
        switch (left, right) {
        case (.int, .int): return .int
        case (.int, .double), (.double, .int), (.double, .double):
            return operation == .remainder ? nil : .double
        case (.duration, .duration) where isSum: return .duration
        case (.timestamp, .duration) where isSum: return .timestamp
        case (.duration, .timestamp) where operation == .add: return .timestamp
        case (.timestamp, .timestamp) where operation == .subtract: return .duration
        default: return nil
        }
    }

    /// Bounds of a result; open where it could leave the range of its type.
    private static func bounded(
        _ kind: Number.Kind, _ low: Double, _ high: Double
    ) -> ValueRange {
        switch kind {
        case .double: return ValueRange(kind: kind, low: low, high: high)
        case .duration, .timestamp:
            let first = Number(kind, Int64(max(low, -0x1p53))).inRange
            let last = Number(kind, Int64(min(high, 0x1p53))).inRange
            guard first.kind == kind, last.kind == kind else { return .open }
        default: break
        }
        guard low >= -0x1p53, high <= 0x1p53 else { return .open }
        return ValueRange(kind: kind, low: low, high: high)
    }

    /// The least and greatest result over the corners, for operations that are monotone in each
    /// operand.
    private static func corners(
        _ kind: Number.Kind, _ left: ValueRange, _ right: ValueRange,
        _ operation: (Double, Double) -> Double
    ) -> ValueRange {
        let results = [
            operation(left.low, right.low), operation(left.low, right.high),
            operation(left.high, right.low), operation(left.high, right.high),
        ]
        guard !results.contains(where: \.isNaN), let low = results.min(), let high = results.max()
        else { return .open }
        return bounded(kind, low, high)
    }

    /// Bounds of an integer remainder, whose sign is that of the dividend.
    private static func remainder(_ left: ValueRange, _ right: ValueRange) -> ValueRange {
        guard right.low == right.high, right.low != 0 else { return .open }
        let divisor = right.low.magnitude
        let first = (left.low / divisor).rounded(.towardZero)
        let last = (left.high / divisor).rounded(.towardZero)
        if first == last, left.low.sign == left.high.sign || first != 0 {
            return ValueRange(
                kind: .int, low: left.low - first * divisor, high: left.high - first * divisor)
        }
        return ValueRange(
            kind: .int, low: left.low < 0 ? 1 - divisor : 0, high: left.high > 0 ? divisor - 1 : 0)
    }
}
