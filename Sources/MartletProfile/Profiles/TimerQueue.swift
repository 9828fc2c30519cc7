/// The next wake-up of every profile that has one, soonest first: a heap of four branches, whose
/// siblings lie in one or two cache lines.
///
/// A wake-up may be earlier than the profile's deadline (a deadline moved later leaves its entry
/// where it is, and is found to be early when it comes): moving a deadline costs nothing.
struct TimerQueue {
    /// One wake-up.
    struct Entry {
        /// When.
        var at: Instant
        /// Which row.
        var row: UInt32
    }

    private var heap: [Entry] = []

    /// When the first wake-up is; `.never` if there is none.
    @inline(__always)
    var first: Instant { heap.isEmpty ? .never : heap[0].at }

    /// Number of wake-ups.
    var count: Int { heap.count }

    /// Adds a wake-up; logarithmic cost.
    mutating func push(_ entry: Entry) {
        heap.append(entry)
        var child = heap.count - 1
        while child > 0 {
            let parent = (child &- 1) &>> 2
            if heap[parent].at <= entry.at { break }
            heap[child] = heap[parent]
            child = parent
        }
        heap[child] = entry
    }

    /// Removes the first wake-up, of which there must be one.
    ///
    /// Logarithmic cost.
    mutating func pop() -> Entry {
        let first = heap[0]
        let last = heap.removeLast()
        guard !heap.isEmpty else { return first }
        var parent = 0
        while true {
            let first = 4 &* parent &+ 1
            if first >= heap.count { break }
            var child = first
            for other in first &+ 1..<min(first &+ 4, heap.count)
            where heap[other].at < heap[child].at { child = other }
            if heap[child].at >= last.at { break }
            heap[parent] = heap[child]
            parent = child
        }
        heap[parent] = last
        return first
    }

    /// Forgets every wake-up.
    mutating func removeAll() { heap.removeAll() }
}
