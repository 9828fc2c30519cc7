/// A list of keys in the row: of all time, or by unit of time.
struct KeyList: BitwiseCopyable {
    /// How entries are kept.
    enum Shape: Equatable, BitwiseCopyable {
        /// A key and its count in one word: key << 32 | count.
        case lifetime
        /// The last unit of each key, and the key; ascending by unit. What is ahead of the clock
        /// stands beside the last unit that is not.
        case latest(TimeUnit)
        /// A unit, a key, and its count in that unit; ascending by both.
        case counted(TimeUnit)
        /// No keys: the number of 32 days << 32 | a bit for each day with purchases; ascending.
        case days
        /// No keys: the instant of a purchase; ascending.
        case instants

        /// Words of an entry.
        var stride: Int {
            switch self {
            case .lifetime, .days, .instants: 1
            case .latest: 2
            case .counted: 3
            }
        }

        /// The unit of time; nil = all time.
        var unit: TimeUnit? {
            switch self {
            case .lifetime, .days, .instants: nil
            case .latest(let unit), .counted(let unit): unit
            }
        }

        /// Whether it holds when there were purchases, and no keys.
        var holdsOccasions: Bool { self == .days || self == .instants }
    }

    var shape: Shape
    /// Word of the row that holds the list.
    var offset: Int
    /// Most distinct keys.
    var limit: Int
    /// Units that an entry stays; 0 = for ever.
    var length: Int
    /// Whether keys are hours of the day (`peak_hour`) instead of texts.
    var keysAreHours: Bool
    /// Whether a count is a weight that halves from one unit to the next (`top`).
    var decays: Bool
    /// Of `latest`: the word of the row that tells how long each key has one entry.
    var settled = -1

    /// Most entries.
    var capacity: Int {
        var most = limit
        if case .counted = shape { most *= max(1, min(length, 64)) }
        return min(most, WordList.maximumCount)
    }
}
