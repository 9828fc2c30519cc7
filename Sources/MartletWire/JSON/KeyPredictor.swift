/// Remembers the keys of a producer and their order, so that most keys are known at first sight.
///
/// Events of one producer have the same keys in nearly the same order. What followed a key the
/// last times is compared first, all of `,"key":` at once; what it leads to is then known without a
/// search. A wrong guess costs a few instructions and changes nothing else.
struct KeyPredictor: Sendable {
    /// A key that was not expected, the one most worth learning of a document.
    struct Lesson {
        /// The entry before it, which may be none.
        var previous: UInt8 = 0
        /// Its entry; 0 = it has none yet.
        var entry: UInt8 = 0
        /// The object that it is a key of, or -1.
        var node = -1
        /// The first of the bytes before its value.
        var start = 0
        /// The bytes before its value.
        var length = 0
        /// What the key leads to.
        var target = PathTree.Target.none

        /// How much it is worth: a new key of an object that is read, then any new key, then one
        /// that comes in another place, then nothing.
        var worth: Int { entry != 0 ? 1 : length == 0 ? 0 : node < 0 ? 2 : 3 }
    }

    /// What is longer, with quotes, colon and all, is not remembered.
    static let longest = 24
    /// Entries; when all are taken, everything is learned anew.
    private static let capacity = 256
    /// Keys that are learned at once; from then on only one in sixteen, for the sake of producers
    /// that make up their keys.
    private static let eager = 1024
    /// Buckets for finding keys that come in another order; fewer than entries.
    private static let bucketBits: UInt64 = 6

    /// The entry that stands for none, then the starts of the objects that are read, then the keys.
    ///
    /// A walk uses the first one for keys that have no other.
    private var entries: [KeyEntry]
    private let starts: Int
    private var count: Int
    private var lessons = 0

    /// Makes an empty memory for so many objects.
    init(objects: Int) {
        starts = min(objects, 100) + 1
        count = starts
        entries = Array(repeating: KeyEntry(), count: Self.capacity)
    }

    /// The entries for looking keys up.
    var expected: ExpectedKeys {
        @_lifetime(&self)
        mutating get { ExpectedKeys(entries.mutableSpan) }
    }

    /// The entry that stands for the start of an object of the tree; none for the hundredth on.
    @inline(__always)
    static func start(of node: Int) -> UInt8 {
        node < 100 ? UInt8(truncatingIfNeeded: node &+ 1) : 0
    }

    /// Remembers a key of `text` that was not expected.
    @inline(never)
    mutating func learn(_ lesson: Lesson, from text: JSONText) {
        var index = Int(lesson.entry)
        if index == 0 {
            lessons &+= 1
            guard lessons <= Self.eager || lessons % 16 == 0 else { return }
            index = add(KeyEntry(lesson, text))
        }
        let previous = Int(lesson.previous)
        guard previous != 0 else { return }
        entries[previous].alternative = entries[previous].successor
        entries[previous].successor = UInt8(index)
    }

    /// The index of `entry`, which is added unless it is there already.
    private mutating func add(_ entry: KeyEntry) -> Int {
        let same = entries[..<count].firstIndex {
            $0.node == entry.node && $0.length == entry.length && $0.low == entry.low
                && $0.high == entry.high && $0.tail == entry.tail
        }
        if let same { return same }
        if count == entries.count {
            entries = Array(repeating: KeyEntry(), count: entries.count)
            count = starts
        }
        let bucket = Int(Self.bucket(entry.low))
        // The entry's own place may have a bucket already, whose keys are others.
        let own = entries[count].bucket
        entries[count] = entry
        entries[count].bucket = own
        entries[count].sibling = entries[bucket].bucket
        entries[bucket].bucket = UInt8(count)
        count += 1
        return count - 1
    }

    /// The bucket of a key by its first bytes, those after which the shortest keys have ended.
    @inline(__always)
    static func bucket(_ low: UInt64) -> UInt8 {
        let first = low & 0xFFFF_FFFF_FFFF
        return UInt8(truncatingIfNeeded: (first &* 0x9E37_79B9_7F4A_7C15) &>> (64 &- bucketBits))
    }
}
