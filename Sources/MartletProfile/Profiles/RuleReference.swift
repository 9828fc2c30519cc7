/// A compiled rule, referred to without being counted.
///
/// SAFETY: the table that holds it also holds the plan, and the plan keeps the rule alive.
@safe
struct RuleReference: BitwiseCopyable {
    private let code: Unmanaged<RuleCode>

    init(_ code: RuleCode) { unsafe self.code = .passUnretained(code) }

    /// The rule's answer.
    @inline(__always)
    func verdict(_ facts: ProfileFacts, at now: Instant) -> Verdict {
        unsafe code._withUnsafeGuaranteedRef { $0.truth($0.root, facts, Moment(now)) }
    }
}
