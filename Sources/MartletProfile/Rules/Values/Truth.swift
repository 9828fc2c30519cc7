/// A truth value of Kleene's three-valued logic.
public enum Truth: UInt8, Sendable {
    /// False.
    case no
    /// True.
    case yes
    /// Neither: a feature without a value, or an evaluation error.
    case unknown

    /// The truth of a two-valued answer.
    @inlinable
    public init(_ value: Bool) { self = value ? .yes : .no }
}

/// The answer of a rule, and until when it holds.
///
/// Trivial: copied without reference counting.
public struct Verdict: Sendable, Equatable {
    /// The answer.
    public var truth: Truth
    /// The error that made it unknown; nil if it is known or a feature has no value.
    public var error: EvaluationError?
    /// It stays true, or stays not true, on [now, until) if no event comes.
    public var until: Instant

    /// Makes a verdict.
    @inlinable
    public init(_ truth: Truth, error: EvaluationError? = nil, until: Instant = .never) {
        self.truth = truth
        self.error = error
        self.until = until
    }
}
