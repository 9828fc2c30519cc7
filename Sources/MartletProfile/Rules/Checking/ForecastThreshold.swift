/// `1 - forecast > 0.5` and its like as a comparison of the forecast itself.
///
/// Sums with constants, and products with and quotients by constants other than 0, rise or fall
/// with the forecast, and so do they as IEEE 754 rounds them: rounding keeps the order. So the
/// comparison with a constant has one answer up to some number, and the other from it on.
struct ForecastThreshold {
    /// The forecast's feature.
    let slot: UInt32
    /// What is asked of the forecast: whether it is at least ``bound``, or below it.
    let comparison: Comparison
    /// The least number with another answer than those below it.
    let bound: Double

    /// Finds the number; nil if `value` has another form, or the answer is always the same.
    ///
    /// Costs about 70 evaluations of `value`.
    ///
    /// - Parameters:
    ///   - comparison: An order.
    ///   - value: The left side.
    ///   - constant: The right side.
    ///   - code: What `value` is part of.
    init?(_ comparison: Comparison, _ value: Instruction, _ constant: Number, _ code: RuleDraft) {
        guard comparison.isOrder, constant.isNumeric,
            let slot = Self.forecast(in: value, code)
        else { return nil }
        let rule = RuleCode(code)
        let holds = { (place: Int64) -> Bool in
            let facts = OneForecast(value: Self.double(at: place))
            let term = rule.number(value, facts, Moment(.distantPast))
            return comparison.truth(term.number.ordering(to: constant)) == .yes
        }
        var low = -Self.lastPlace
        var high = Self.lastPlace
        let (first, last) = (holds(low), holds(high))
        guard first != last else { return nil }
        while true {
            // Their distance can be more than the greatest Int64.
            let distance = UInt64(bitPattern: high &- low)
            guard distance > 1 else { break }
            let middle = low &+ Int64(distance / 2)
            if holds(middle) == first { low = middle } else { high = middle }
        }
        self.slot = slot
        self.comparison = last ? .greaterOrEqual : .less
        bound = Self.double(at: high)
    }

    /// The feature of the one forecast in a chain of operations that keep or turn its order.
    private static func forecast(in value: Instruction, _ code: RuleDraft) -> UInt32? {
        switch value.operation {
        case .forecast: return value.slot
        case .negate, .toDouble: return forecast(in: code.operand(value, 0), code)
        case .add, .subtract, .multiply, .divide:
            let (left, right) = (code.operand(value, 0), code.operand(value, 1))
            let isLeft = left.operation == .number
            let constant = isLeft ? left : right
            guard constant.operation == .number, constant.number.isNumeric,
                constant.number.double.isFinite
            else { return nil }
            let isSum = value.operation == .add || value.operation == .subtract
            guard isSum || constant.number.double != 0, !(isLeft && value.operation == .divide)
            else { return nil }
            return forecast(in: isLeft ? right : left, code)
        default: return nil
        }
    }

    /// The doubles in their order: 0 is 0, the least above it 1, the greatest the last.
    private static let lastPlace = Int64(Double.greatestFiniteMagnitude.bitPattern)

    private static func double(at place: Int64) -> Double {
        let magnitude = Double(bitPattern: place.magnitude)
        return place < 0 ? -magnitude : magnitude
    }
}

/// Facts of which the one that is asked for is a given number.
private struct OneForecast: FactSource {
    let value: Double

    func number(_ feature: Int, at now: Instant) -> NumericFact { NumericFact(Number(value)) }

    func fact(_ feature: Int, at now: Instant) -> Timed { Timed(.double(value)) }

    func entry(_ feature: Int, key: String, at now: Instant) -> Timed { Timed(.unknown) }

    func field(_ index: Int) -> Value { .unknown }

    var calendar: CivilCalendar { .utc }
}
