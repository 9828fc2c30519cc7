/// A number, instant, duration or truth value in 64 bits.
///
/// Trivial: no reference counting.
public struct Number: Sendable, Equatable {
    /// What the bits mean.
    public enum Kind: UInt8, Sendable {
        /// No value.
        case unknown
        /// An ``EvaluationError``, its raw value.
        case error
        /// 0 or 1.
        case bool
        /// The integer.
        case int
        /// The pattern of a double.
        case double
        /// Milliseconds since the epoch.
        case timestamp
        /// Milliseconds.
        case duration
        /// A value that is none of these: text, list, map, null.
        case other
    }

    /// What the bits mean.
    public var kind: Kind
    /// The value.
    public var bits: Int64

    /// Makes a number from its bits.
    @inlinable
    public init(_ kind: Kind, _ bits: Int64 = 0) {
        self.kind = kind
        self.bits = bits
    }

    /// Makes a double.
    @inlinable
    public init(_ value: Double) {
        self.init(.double, Int64(bitPattern: value.bitPattern))
    }

    /// Makes the result of an operation that failed.
    @inlinable
    public init(_ error: EvaluationError) { self.init(.error, Int64(error.rawValue)) }

    /// Its value if it is a double, the nearest double of its value otherwise.
    @inlinable
    var double: Double {
        kind == .double ? Double(bitPattern: UInt64(bitPattern: bits)) : Double(bits)
    }

    /// The error that it is.
    @inlinable
    var error: EvaluationError {
        EvaluationError(rawValue: UInt8(truncatingIfNeeded: bits)) ?? .noSuchOverload
    }

    /// Whether it is an int or a double.
    @inlinable
    var isNumeric: Bool { kind == .int || kind == .double }

    /// How it stands to `other`; ints and doubles compare exactly, on one number line.
    @inline(__always)
    func ordering(to other: Number) -> Ordering {
        if kind == other.kind, kind != .double, kind.rawValue >= Kind.bool.rawValue, kind != .other
        {
            return bits < other.bits ? .less : bits == other.bits ? .equal : .greater
        }
        return orderingOfMixed(to: other)
    }

    /// ``ordering(to:)`` where not both are integers of one kind.
    private func orderingOfMixed(to other: Number) -> Ordering {
        if kind == .error || other.kind == .error { return .failed }
        if kind == .unknown || other.kind == .unknown { return .unknown }
        guard isNumeric, other.isNumeric else { return .mismatch }
        if kind == .int { return Self.ordering(bits, other.double) }
        if other.kind == .int { return Self.ordering(other.bits, double).mirrored }
        let (left, right) = (double, other.double)
        if left < right { return .less }
        return left == right ? .equal : left > right ? .greater : .unordered
    }

    /// How an integer stands to a double, without rounding either.
    private static func ordering(_ left: Int64, _ right: Double) -> Ordering {
        if right.isNaN { return .unordered }
        if right >= 0x1p63 { return .less }
        if right < -0x1p63 { return .greater }
        let whole = Int64(right)
        if left != whole { return left < whole ? .less : .greater }
        let fraction = right - Double(whole)
        return fraction > 0 ? .less : fraction < 0 ? .greater : .equal
    }

    /// The answer of `self comparison other`.
    @inline(__always)
    func verdict(_ comparison: Comparison, _ other: Number, until: Instant) -> Verdict {
        let ordering = ordering(to: other)
        let truth = comparison.truth(ordering)
        guard truth == .unknown, ordering != .unknown else { return Verdict(truth, until: until) }
        let error: EvaluationError =
            ordering == .mismatch ? .noSuchOverload : kind == .error ? self.error : other.error
        return Verdict(.unknown, error: error, until: until)
    }
}

extension Ordering {
    /// The same with sides exchanged.
    fileprivate var mirrored: Ordering {
        self == .less ? .greater : self == .greater ? .less : self
    }
}

/// The number that a feature or field is, and until when.
///
/// Trivial: no reference counting.
public struct NumericFact: Sendable, Equatable {
    /// The value; `.other` if the feature has one that is not a number.
    public var number: Number
    /// The earliest later instant at which time alone can change it.
    public var until: Instant

    /// Makes a fact.
    @inlinable
    public init(_ number: Number, until: Instant = .never) {
        self.number = number
        self.until = until
    }
}
