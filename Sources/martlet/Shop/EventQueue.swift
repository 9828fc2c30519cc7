/// A priority queue of (ms, number) pairs packed into one word, as a 4-ary heap.
///
/// The first is replaced far more often than anything is added or removed: a session's next event
/// is soon, so that it sinks only a few levels.
struct EventQueue: Sendable {
    /// The latest time it takes, in ms: more than thirty years.
    static let latest: Int64 = 1 << 40 - 1

    private static let numberBits: UInt64 = 24

    private var heap: [UInt64] = []

    /// Number of entries.
    var count: Int { heap.count }

    /// The earliest entry's time, in ms; nil if there is none.
    var firstTime: Int64? { heap.isEmpty ? nil : Int64(heap[0] >> Self.numberBits) }

    /// The earliest entry's number; the queue must not be empty.
    var firstNumber: Int { Int(heap[0] & (1 << Self.numberBits - 1)) }

    /// Adds an entry.
    ///
    /// - Parameters:
    ///   - time: 0 to ``latest``, in ms.
    ///   - number: 0 to 2^24 - 1.
    mutating func insert(time: Int64, number: Int) {
        heap.append(Self.pack(time, number))
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) >> 2
            guard heap[child] < heap[parent] else { return }
            heap.swapAt(child, parent)
            child = parent
        }
    }

    /// Gives the earliest entry's number a new time.
    mutating func replaceFirst(time: Int64) {
        sink(Self.pack(time, firstNumber))
    }

    /// Removes the earliest entry.
    mutating func removeFirst() {
        let last = heap.removeLast()
        if !heap.isEmpty { sink(last) }
    }

    private static func pack(_ time: Int64, _ number: Int) -> UInt64 {
        precondition(time >= 0 && time <= latest && number >= 0 && number < 1 << numberBits)
        return UInt64(time) << numberBits | UInt64(number)
    }

    private mutating func sink(_ entry: UInt64) {
        var place = 0
        let count = heap.count
        while true {
            let first = place << 2 + 1
            guard first < count else { break }
            var least = first
            for child in (first + 1)..<max(first + 1, min(first + 4, count))
            where heap[child] < heap[least] {
                least = child
            }
            guard heap[least] < entry else { break }
            heap[place] = heap[least]
            place = least
        }
        heap[place] = entry
    }
}
