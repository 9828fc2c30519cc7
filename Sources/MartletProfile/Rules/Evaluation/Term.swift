/// A number with the way it moves in time.
///
/// Trivial: no reference counting.
struct Term {
    /// Its value at the moment of evaluation.
    var number: Number
    /// The earliest later instant at which a fact behind it can change.
    var until: Instant = .never
    /// Change per day of time while the facts hold; NaN if it does not move on a straight line.
    var slope: Double = 0
    /// The latest instant that time is measured from.
    var anchor: Int64 = .min
    /// Size of the moving values that it was computed from: what rounding errors are relative to.
    var magnitude: Double = 0
    /// Growth of that size per day.
    var speed: Double = 0

    /// Milliseconds of the unit of `slope`.
    static let slopeUnit = 86_400_000.0

    /// A number that does not move before `until`.
    init(_ number: Number, until: Instant = .never) {
        self.number = number
        self.until = until
    }

    /// Whether it is "not a number" (IEEE 754) at every time, and so is what is computed from it.
    var isNaN: Bool { slope == 0 && number.kind == .double && number.double.isNaN }

    /// Size of the values that enter a sum with it.
    var size: Double { max(magnitude, number.double.magnitude) }

    /// The result of an operation on two terms, still to be given its slope.
    init(_ number: Number, from left: Term, _ right: Term) {
        self.number = number
        until = min(left.until, right.until)
        anchor = max(left.anchor, right.anchor)
    }
}

extension Number {
    /// The value of an operation on integers, doubles, instants and durations (cel-spec,
    /// "Standard definitions"); an int and a double make a double, which CEL has no overload for.
    static func arithmetic(_ operation: Operation, _ left: Number, _ right: Number) -> Number {
        if left.kind == .error { return left }
        if right.kind == .error { return right }
        if left.kind == .unknown || right.kind == .unknown { return Number(.unknown) }
        switch (left.kind, right.kind) {
        case (.int, .int): return integer(operation, left.bits, right.bits)
        case (.int, .double), (.double, .int), (.double, .double):
            return double(operation, left.double, right.double)
        default: return time(operation, left, right)
        }
    }

    /// An operation on integers.
    private static func integer(_ operation: Operation, _ left: Int64, _ right: Int64) -> Number {
        let result: (partialValue: Int64, overflow: Bool)
        switch operation {
        case .add: result = left.addingReportingOverflow(right)
        case .subtract: result = left.subtractingReportingOverflow(right)
        case .multiply: result = left.multipliedReportingOverflow(by: right)
        case .divide:
            guard right != 0 else { return Number(.divisionByZero) }
            result = left.dividedReportingOverflow(by: right)
        default:
            guard right != 0 else { return Number(.modulusByZero) }
            result = left.remainderReportingOverflow(dividingBy: right)
        }
        return result.overflow ? Number(.overflow) : Number(.int, result.partialValue)
    }

    /// An operation on doubles (IEEE 754).
    private static func double(_ operation: Operation, _ left: Double, _ right: Double) -> Number {
        switch operation {
        case .add: Number(left + right)
        case .subtract: Number(left - right)
        case .multiply: Number(left * right)
        case .divide: Number(left / right)
        default: Number(.noSuchOverload)
        }
    }

    /// An operation on instants and durations.
    private static func time(_ operation: Operation, _ left: Number, _ right: Number) -> Number {
        let isSum = operation == .add
        guard isSum || operation == .subtract else { return Number(.noSuchOverload) }
        let kind: Kind
        switch (left.kind, right.kind) {
        case (.duration, .duration): kind = .duration
        case (.timestamp, .duration): kind = .timestamp
        case (.duration, .timestamp) where isSum: kind = .timestamp
        case (.timestamp, .timestamp) where !isSum: kind = .duration
        default: return Number(.noSuchOverload)
        }
        let (bits, overflow) =
            isSum
            ? left.bits.addingReportingOverflow(right.bits)
            : left.bits.subtractingReportingOverflow(right.bits)
        return overflow ? Number(.overflow) : Number(kind, bits).inRange
    }

    /// The instant or duration if CEL has it (years 1 to 9999, 10,000 years), an error otherwise.
    var inRange: Number {
        switch kind {
        case .timestamp where bits < Self.yearOne || bits >= Instant.yearTenThousand:
            Number(.overflow)
        case .duration where bits.magnitude > UInt64(DurationText.limit): Number(.overflow)
        default: self
        }
    }

    /// 0001-01-01T00:00:00Z, ms since the epoch.
    private static let yearOne: Int64 = -719_162 * 86_400_000

    /// The value with its sign turned.
    var negated: Number {
        switch kind {
        case .int, .duration: bits == .min ? Number(.overflow) : Number(kind, -bits)
        case .double: Number(-double)
        case .unknown, .error: self
        default: Number(.noSuchOverload)
        }
    }

    /// A duration in units of `unit` ms: the duration itself for 1, else a double.
    @inline(__always)
    static func elapsed(_ milliseconds: Int64, unit: Int64) -> Number {
        unit == 1
            ? Number(.duration, milliseconds) : Number(Double(milliseconds) / Double(unit))
    }
}
