/// A key that was seen in an object that is read, or the start of such an object.
struct KeyEntry: Sendable {
    /// The first sixteen bytes of what comes before its value, and which bits of them count.
    ///
    /// No text has a bit that does not count: so no text has the key of an empty entry.
    var low: UInt64 = 1
    var high: UInt64 = 0
    var lowMask: UInt64 = 0
    var highMask: UInt64 = 0
    /// The last eight bytes, if there are more than sixteen.
    var tail: UInt64 = 0
    /// What the key leads to.
    var target = PathTree.Target.none
    /// Bytes of what comes before its value.
    var length: UInt32 = 0
    /// Bytes of its last value, and of all up to the next key if its value is as long again.
    var valueLength: UInt16 = .max
    var stride: UInt16 = 0
    /// The object that it is a key of.
    var node: Int32 = -1
    /// The entries that came next lately, the last one that was learned first; 0 = none.
    var successor: UInt8 = 0
    var alternative: UInt8 = 0
    /// The next entry whose key begins alike; 0 = none.
    var sibling: UInt8 = 0
    /// The first of the entries whose keys begin so that they hash to this entry's own index.
    var bucket: UInt8 = 0

    init() {}

    /// Whether the key stands at `index`.
    @inline(__always)
    func stands(at index: Int, of text: JSONText) -> Bool {
        text.word(at: index) & lowMask == low && text.word(at: index &+ 8) & highMask == high
            && (length <= 16 || text.word(at: index &+ Int(length) &- 8) == tail)
    }

    /// What stands in `text` as the lesson says.
    init(_ lesson: KeyPredictor.Lesson, _ text: JSONText) {
        let bytes = lesson.length
        lowMask = UInt64.max >> UInt64(max(8 - bytes, 0) * 8)
        highMask = bytes > 8 ? UInt64.max >> UInt64(max(16 - bytes, 0) * 8) : 0
        low = text.word(at: lesson.start) & lowMask
        high = text.word(at: lesson.start + 8) & highMask
        tail = bytes > 16 ? text.word(at: lesson.start + bytes - 8) : 0
        length = UInt32(bytes)
        node = Int32(lesson.node)
        target = lesson.target
    }

    /// Notes how long its value is, for the next time.
    @inline(__always)
    mutating func note(valueLength length: Int) {
        guard length < 1 << 15 else { return }
        valueLength = UInt16(truncatingIfNeeded: length)
        stride = valueLength &+ UInt16(truncatingIfNeeded: self.length)
    }
}
