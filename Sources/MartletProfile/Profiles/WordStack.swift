/// A pile of words that grows at its end and is emptied all at once.
///
/// SAFETY: `capacity` words are allocated and initialised, `count` of them handed out. Views are
/// made for words below `count` only, and are used before the next `push`, which may move the
/// memory.
@safe
struct WordStack: ~Copyable {
    private var base: UnsafeMutablePointer<Int64>
    private var capacity: Int
    /// Words in the pile.
    private(set) var count = 0

    /// Beyond this many words (8 MiB) memory is given back when the pile is emptied.
    private static let kept = 1 << 20

    /// Makes an empty pile.
    init() {
        capacity = 64
        unsafe base = WordStack.allocate(capacity)
    }

    deinit { unsafe base.deallocate() }

    private static func allocate(_ words: Int) -> UnsafeMutablePointer<Int64> {
        let memory = UnsafeMutablePointer<Int64>.allocate(capacity: words)
        unsafe memory.initialize(repeating: 0, count: words)
        return unsafe memory
    }

    /// Adds words, which hold anything.
    mutating func push(_ words: Int) -> Words {
        if count + words > capacity { resize(max(count + words, capacity * 2)) }
        defer { count += words }
        return unsafe Words(base + count)
    }

    /// The words from `start` on.
    func words(from start: Int) -> Words {
        precondition(start <= count)
        return unsafe Words(base + start)
    }

    /// Empties the pile.
    mutating func removeAll() {
        count = 0
        if capacity > WordStack.kept { resize(WordStack.kept) }
    }

    private mutating func resize(_ words: Int) {
        let wider = unsafe WordStack.allocate(words)
        unsafe wider.update(from: base, count: count)
        unsafe base.deallocate()
        unsafe base = wider
        capacity = words
    }
}
