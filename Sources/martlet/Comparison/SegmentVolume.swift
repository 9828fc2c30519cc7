import MartletProfile

/// The members of one segment over time, from the changes in the order of time.
///
/// Only what lasts counts: of several changes at one instant the last.
struct SegmentVolume: Equatable {
    /// Members now.
    private(set) var last = 0
    /// Times that the segment was entered and left.
    private(set) var entries = 0
    private(set) var exits = 0

    private var least = Int.max
    private var most = 0
    /// Members times milliseconds.
    private var area = 0.0
    private var firstChange: Instant?
    private var lastChange = Instant.distantPast

    /// Takes note of a customer who comes or goes.
    mutating func change(at instant: Instant, isEntry: Bool) {
        if firstChange == nil {
            firstChange = instant
            lastChange = instant
        }
        settle(to: instant)
        last += isEntry ? 1 : -1
        if isEntry { entries += 1 } else { exits += 1 }
    }

    /// Fewest members at any instant of a history that began at `start`.
    func minimum(since start: Instant) -> Int {
        firstChange.map { $0 > start } ?? true ? 0 : min(least, last)
    }

    /// Most members at any instant.
    var maximum: Int { max(most, last) }

    /// The mean over the time from `start` to `end`.
    func mean(from start: Instant, to end: Instant) -> Double {
        guard start < end else { return Double(last) }
        var volume = self
        volume.settle(to: end)
        return volume.area / Double(end.milliseconds - start.milliseconds)
    }

    private mutating func settle(to instant: Instant) {
        guard firstChange != nil, instant > lastChange else { return }
        least = min(least, last)
        most = max(most, last)
        area += Double(last) * Double(instant.milliseconds - lastChange.milliseconds)
        lastChange = instant
    }
}
