/// Counts flaps: a customer who enters a segment and leaves it again less than 24 hours later.
///
/// It is told of every change, in the order of time, and remembers the entries of the last 24 hours
/// only, so that no word of a row is needed. Costs a hash table access per entry and per exit, and
/// about 60 bytes per entry of the last 24 hours.
struct FlapCounter {
    /// A stay that is shorter than this many ms is a flap: 24 hours.
    static let shortest: Int64 = 24 * 3_600_000

    /// Flaps by index of the segment.
    private(set) var flaps: [Int]

    /// One profile in one segment: the row, then 16 bits of the segment.
    private typealias Stay = UInt64

    private var entries: [Stay: Instant] = [:]
    /// Entries in the order of time; those before `first` have been dropped.
    private var queue: [(stay: Stay, at: Instant)] = []
    private var first = 0

    /// Makes a counter for so many segments.
    init(segments: Int) { flaps = [Int](repeating: 0, count: segments) }

    /// Takes note of a profile that enters a segment.
    mutating func enter(_ segment: Int, _ row: Int, at now: Instant) {
        forget(before: now)
        let stay = Stay(row) << 16 | Stay(segment)
        entries[stay] = now
        queue.append((stay, now))
    }

    /// Takes note of a profile that leaves a segment.
    mutating func leave(_ segment: Int, _ row: Int, at now: Instant) {
        forget(before: now)
        let stay = Stay(row) << 16 | Stay(segment)
        if entries.removeValue(forKey: stay) != nil { flaps[segment] += 1 }
    }

    /// Drops the entries that are too old for a flap.
    private mutating func forget(before now: Instant) {
        while first < queue.count,
            now.milliseconds - queue[first].at.milliseconds >= Self.shortest
        {
            let (stay, at) = queue[first]
            if entries[stay] == at { entries[stay] = nil }
            first += 1
        }
        // Moved up once half of it is gone, so that each entry is moved once on average.
        if first > 1024, first * 2 > queue.count {
            queue.removeFirst(first)
            first = 0
        }
    }
}

extension ProfileTable {
    /// Takes note of what the last evaluation changed.
    mutating func countFlaps(_ row: Int, _ now: Instant) {
        for segment in exited { flapCounter?.leave(segment, row, at: now) }
        for segment in entered { flapCounter?.enter(segment, row, at: now) }
    }
}
