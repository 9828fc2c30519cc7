/// What a profile says about one churn alert; every answer with the instant until which it holds.
protocol AlertSigns {
    /// Whether the alert's condition holds.
    func when(at now: Instant) -> Verdict
    /// Whether the customer has history enough.
    func history(at now: Instant) -> Verdict
    /// Whether the rule holds that ends an episode; asked only if there is one.
    func resolution(at now: Instant) -> Verdict
    /// Whether a rung of the ladder is reached.
    func severity(_ rung: Int, at now: Instant) -> Verdict
    /// The newest event by which the customer came back, of all that are known; nil if none.
    var lastReturn: Instant? { get }
}
