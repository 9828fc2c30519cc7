import Glibc

/// Pauses between attempts, growing up to a bound, within a total budget of time.
package struct Backoff {
    private let deadline: ContinuousClock.Instant
    private var pause = 50

    /// Starts the budget.
    ///
    /// - Parameter budget: Total time, ms.
    package init(budget: Int) {
        deadline = ContinuousClock.now + .milliseconds(budget)
    }

    /// What is left of the budget, ms.
    package var remaining: Int {
        let left = (deadline - ContinuousClock.now).components
        return max(0, Int(left.seconds) * 1_000 + Int(left.attoseconds / 1_000_000_000_000_000))
    }

    /// The next pause, ms; nil once the budget is spent.
    package mutating func next() -> Int? {
        let left = remaining
        guard left > 0 else { return nil }
        defer { pause = min(pause * 2, 1_000) }
        return min(pause, left)
    }

    /// Sleeps for the next pause.
    ///
    /// - Returns: False, without sleeping, once the budget is spent.
    package mutating func wait() -> Bool {
        guard let pause = next() else { return false }
        usleep(UInt32(pause) * 1_000)
        return true
    }
}
