/// The heaviest keys of long lists as they were found last.
///
/// An event then costs the search for its own key in each unit of the window, instead of a walk
/// over all entries: it can make no other key heavier, and time makes none lighter before an end
/// that is known.
struct TopMemory {
    /// What was found of one list.
    struct Found {
        /// How many keys were asked for.
        var k: Int
        /// The heaviest, heaviest first, equals by text.
        var names: [UInt32]
        /// The time in which that holds, unless an event comes.
        var since: Instant
        var until: Instant

        /// Whether it holds at `now`.
        func holds(at now: Instant) -> Bool { since <= now && now < until }
    }

    /// Entries from which on a list is worth remembering.
    static let fewestEntries = 128

    /// By the place of the list's word in memory.
    private var found: [Int: Found] = [:]
    /// Walks over all entries of lists that are remembered.
    private(set) var walks = 0

    /// What is known of the list whose word is the first of `words`.
    subscript(words: Words) -> Found? {
        get { found.isEmpty ? nil : found[words.address] }
        set { found[words.address] = newValue }
    }

    /// Takes note of a walk over the list.
    mutating func remember(_ walk: Found, of words: Words) {
        walks += 1
        self[words] = walk
    }

    /// Forgets a list whose entries are another's from now on.
    mutating func forget(_ words: Words) {
        if !found.isEmpty { found[words.address] = nil }
    }

    /// Forgets all lists.
    mutating func forgetAll() { found.removeAll() }
}
