/// Profiles as they were when the open commit cycle first changed them.
///
/// An image is the profile's row and, after it, the blocks of its lists, word for word: nothing
/// here knows what they mean. Costs one copy per profile and cycle; its memory is kept between
/// cycles.
struct UndoLog: ~Copyable {
    /// What has to be undone.
    enum Change {
        /// The profile was added: it has no image.
        case added
        /// The profile was changed for the first time.
        case changed
        /// The profile was removed; the image is of the moment before.
        case removed
    }

    /// One profile.
    struct Entry {
        let change: Change
        let row: UInt32
        /// Where the image begins.
        let start: Int
    }

    /// What the table as a whole was like when the cycle began.
    struct Totals {
        var clock = Instant.distantPast
        var counters = ProfileTable.Counters()
        var members: [Int] = []
        var entries: [Int] = []
        var exits: [Int] = []
        var tallies: [EpisodeTally] = []
        var personas = PersonaTally()
    }

    /// Whether changes are noted at all.
    var isOn = false
    /// The table's totals when the cycle began.
    var totals = Totals()
    private var entries: [Entry] = []
    private var images = WordStack()

    /// Whether nothing was changed.
    var isEmpty: Bool { entries.isEmpty }

    /// Notes a change and sets `words` aside for the image, which the caller fills at once.
    mutating func push(_ change: Change, _ row: Int, words: Int) -> Words {
        entries.append(Entry(change: change, row: UInt32(row), start: images.count))
        return images.push(words)
    }

    /// Takes the last change back.
    mutating func pop() -> Entry? { entries.popLast() }

    /// The image of an entry; valid until the next change is noted.
    func image(_ entry: Entry) -> Words { images.words(from: entry.start) }

    /// Forgets every change.
    mutating func removeAll() {
        entries.removeAll(keepingCapacity: true)
        images.removeAll()
    }
}
