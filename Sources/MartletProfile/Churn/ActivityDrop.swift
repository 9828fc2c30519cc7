/// How much less a customer does than they used to: 1 - recent rate / baseline rate.
///
/// 0 is as before, 1 is silence, below 0 is more. The baseline is the time right before the recent
/// days and does not overlap them, so that silence shows in full. Counts change with events and
/// where a day leaves one of the two windows, nowhere else: the value holds until the next such
/// instant.
public struct ActivityDrop: Sendable, Equatable, BitwiseCopyable {
    /// Length of the recent window, in its unit.
    public var recent: Int
    /// Length of the window before it, in the same unit.
    public var baseline: Int
    /// Fewest events in the baseline; with fewer there is no value.
    public var fewestEvents: Int

    /// Makes a measure; every number is above 0.
    public init(recent: Int, baseline: Int, fewestEvents: Int) {
        precondition(min(recent, baseline, fewestEvents) > 0, "lengths must be above 0")
        self.recent = recent
        self.baseline = baseline
        self.fewestEvents = fewestEvents
    }

    /// The drop: the number nearest to the exact quotient, so that 15 % is the 0.15 of a rule.
    ///
    /// - Parameters:
    ///   - recentEvents: Events in the recent window.
    ///   - allEvents: Events in both windows together.
    /// - Returns: nil with too few events in the baseline.
    public func value(recentEvents: Int, allEvents: Int) -> Double? {
        let before = allEvents - recentEvents
        guard before >= fewestEvents else { return nil }
        let usual = Double(recent) * Double(before)
        return (usual - Double(recentEvents) * Double(baseline)) / usual
    }
}
