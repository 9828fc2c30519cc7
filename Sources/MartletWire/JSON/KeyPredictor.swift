// SAFETY: the one unchecked access is with an index below 256 into a span that was found to have
// 256 entries when it was wrapped.

/// Remembers the keys of a producer and their order, so that most keys are known at first sight.
///
/// Events of one producer have the same keys in nearly the same order. What followed a key the last
/// time is compared first, all of `,"key":` at once; what it leads to is then known without a
/// search. A wrong guess costs a few instructions and changes nothing else.
struct KeyPredictor: Sendable {
    /// A key that was seen in an object that is read, or the start of such an object.
    struct Entry: Sendable {
        /// The first sixteen bytes of what comes before its value, and which bits of them count.
        fileprivate var low: UInt64 = 0
        fileprivate var high: UInt64 = 0
        fileprivate var lowMask: UInt64 = .max
        fileprivate var highMask: UInt64 = 0
        /// The last eight bytes, if there are more than sixteen.
        fileprivate var tail: UInt64 = 0
        /// What the key leads to.
        private(set) var target = PathTree.Target.none
        /// Bytes of what comes before its value.
        private(set) var length: Int32 = 0
        /// The object that it is a key of.
        fileprivate var node: Int32 = -1
        /// The entry that came next the last time; 0 = none.
        fileprivate var successor: Int16 = 0
        /// The next entry whose key begins alike; 0 = none.
        fileprivate var sibling: Int16 = 0
        /// The first of the entries whose keys begin so that they hash to this entry's own index.
        fileprivate var bucket: Int16 = 0

        fileprivate init() {}

        /// Whether its first sixteen bytes are these.
        @inline(__always)
        fileprivate func begins(_ low: UInt64, _ high: UInt64) -> Bool {
            ((low ^ self.low) & lowMask) | ((high ^ self.high) & highMask) == 0
        }

        /// What stands in `text` as the lesson says.
        fileprivate init(_ lesson: Lesson, _ text: JSONText) {
            let bytes = lesson.length
            lowMask = UInt64.max >> UInt64(max(8 - bytes, 0) * 8)
            highMask = bytes > 8 ? UInt64.max >> UInt64(max(16 - bytes, 0) * 8) : 0
            low = text.word(at: lesson.start) & lowMask
            high = text.word(at: lesson.start + 8) & highMask
            tail = bytes > 16 ? text.word(at: lesson.start + bytes - 8) : 0
            length = Int32(bytes)
            node = Int32(lesson.node)
            target = lesson.target
        }
    }

    /// A key that was not expected, the one most worth learning of a document.
    struct Lesson {
        /// The entry before it, which may be none.
        var previous = 0
        /// Its entry; 0 = it has none yet.
        var entry = 0
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
    /// Entries, of which one is none; when all are taken, everything is learned anew.
    fileprivate static let capacity = 256
    /// Keys that are learned at once; from then on only one in sixteen, for the sake of producers
    /// that make up their keys.
    private static let eager = 1024
    /// Buckets for finding keys that come in another order; fewer than entries.
    fileprivate static let bucketBits: UInt64 = 6

    /// Entry 0 is none; then come the starts of the objects that are read, then the keys.
    private var entries: [Entry]
    private let starts: Int
    private var count: Int
    private var lessons = 0

    /// Makes an empty memory for so many objects.
    init(objects: Int) {
        starts = min(objects, 100) + 1
        count = starts
        entries = Array(repeating: Entry(), count: Self.capacity)
    }

    /// The entries for looking keys up.
    var expected: ExpectedKeys {
        @_lifetime(borrow self)
        get { ExpectedKeys(entries.span) }
    }

    /// The entry that stands for the start of an object of the tree; none for the hundredth on.
    @inline(__always)
    static func start(of node: Int) -> Int { node < 100 ? node &+ 1 : 0 }

    /// Remembers a key of `text` that was not expected.
    @inline(never)
    mutating func learn(_ lesson: Lesson, from text: JSONText) {
        var index = lesson.entry
        if index == 0 {
            lessons &+= 1
            guard lessons <= Self.eager || lessons % 16 == 0 else { return }
            index = add(Entry(lesson, text))
        }
        entries[lesson.previous].successor = lesson.previous == 0 ? 0 : Int16(index)
    }

    /// The index of `entry`, which is added unless it is there already.
    private mutating func add(_ entry: Entry) -> Int {
        let same = entries[..<count].firstIndex {
            $0.node == entry.node && $0.length == entry.length && $0.low == entry.low
                && $0.high == entry.high && $0.tail == entry.tail
        }
        if let same { return same }
        if count == entries.count {
            entries = Array(repeating: Entry(), count: entries.count)
            count = starts
        }
        let bucket = Self.bucket(entry.low)
        // The entry's own place may have a bucket already, whose keys are others.
        let own = entries[count].bucket
        entries[count] = entry
        entries[count].bucket = own
        entries[count].sibling = entries[bucket].bucket
        entries[bucket].bucket = Int16(count)
        count += 1
        return count - 1
    }

    /// The bucket of a key by its first bytes, those after which the shortest keys have ended.
    @inline(__always)
    fileprivate static func bucket(_ low: UInt64) -> Int {
        let first = low & 0xFFFF_FFFF_FFFF
        return Int(truncatingIfNeeded: (first &* 0x9E37_79B9_7F4A_7C15) &>> (64 &- bucketBits))
    }
}

/// The entries of a predictor for looking keys up.
struct ExpectedKeys: ~Escapable {
    private let entries: Span<KeyPredictor.Entry>

    @_lifetime(copy entries)
    fileprivate init(_ entries: Span<KeyPredictor.Entry>) {
        precondition(entries.count == KeyPredictor.capacity)
        self.entries = entries
    }

    /// The entry at `index`, of which only the lowest eight bits count.
    @inline(__always)
    subscript(index: Int) -> KeyPredictor.Entry { unsafe entries[unchecked: index & 0xFF] }

    /// The entry of the key at `index` if it is the one that came after `previous`, else 0.
    @inline(__always)
    func successor(of previous: Int, at index: Int, of text: JSONText) -> Int {
        guard let (low, high) = text.wholeWords(at: index) else { return 0 }
        let next = Int(self[previous].successor)
        return self[next].begins(low, high) && self[next].length <= 16 ? next : 0
    }

    /// The entry of the key at `index` in the object `node`; 0 if it is not known.
    @inline(never)
    func search(at index: Int, of text: JSONText, node: Int) -> Int {
        let (low, high) = text.words(at: index)
        var next = Int(self[KeyPredictor.bucket(low)].bucket)
        while next != 0 {
            let length = Int(self[next].length)
            if self[next].node == node, self[next].begins(low, high),
                length <= 16 || text.word(at: index &+ length &- 8) == self[next].tail
            {
                return next
            }
            next = Int(self[next].sibling)
        }
        return 0
    }
}
