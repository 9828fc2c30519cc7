/// A fixed set of names in scopes, found with one probe: length and both ends are compared at once.
///
/// The multiplier is searched for when the table is made, so that no two names share a place.
struct KeyTable: Sendable {
    /// A name, the scope in which it is known, and what it stands for, which is not ``none``.
    struct Name {
        var text: String
        var scope = 0
        var value: Int
    }

    /// A name's place.
    struct Entry: Sendable {
        fileprivate var head: UInt64 = 0
        fileprivate var tail: UInt64 = 0
        fileprivate var length: Int32 = -1
        fileprivate var scope: Int32 = -1
        fileprivate var value: Int32 = -1
        /// Where the name stands among the bytes of all names.
        fileprivate var start: Int32 = 0

        /// Whether all is equal that is compared at once.
        fileprivate func looksLike(_ other: Entry) -> Bool {
            head == other.head && tail == other.tail && length == other.length
                && scope == other.scope
        }
    }

    /// What is given for a name that is not in the table.
    static let none = Int(Int32.min)

    private var entries: [Entry] = []
    private var bytes: [UInt8] = []
    private var multiplier: UInt64 = 0x9E37_79B9_7F4A_7C15
    private var bits: UInt64 = 1

    /// Makes a table of `names`; of equal ones in one scope the first counts.
    init(_ names: [Name]) {
        while 1 << bits < names.count * 2 { bits += 1 }
        var attempts = 0
        while !fill(names) {
            multiplier = multiplier &* 0xD134_2543_DE82_EF95 &+ 2
            attempts += 1
            if attempts % 64 == 0 { bits += 1 }
        }
    }

    /// The table for looking names up.
    var view: View {
        @_lifetime(borrow self)
        get {
            View(
                entries: entries.span, bytes: bytes.span, multiplier: multiplier, shift: 64 - bits)
        }
    }

    /// Places every name in `1 << bits` entries; false if two meet.
    private mutating func fill(_ names: [Name]) -> Bool {
        entries = Array(repeating: Entry(), count: 1 << Int(bits))
        bytes = []
        for name in names {
            let text = Array(name.text.utf8)
            let entry = Entry(
                head: Self.word(text.prefix(8)), tail: Self.word(text.suffix(8)),
                length: Int32(text.count), scope: Int32(name.scope), value: Int32(name.value),
                start: Int32(bytes.count))
            var place = place(
                entry.head, entry.tail, text.count, name.scope, multiplier, 64 - bits)
            if entries[place].looksLike(entry), !isSame(entries[place], text) {
                // They differ in the middle only; such names are searched for one by one.
                place = entries.firstIndex { $0.length < 0 } ?? place
            }
            if entries[place].length < 0 {
                entries[place] = entry
                bytes += text
            } else if !entries[place].looksLike(entry) {
                return false
            }
        }
        return true
    }

    private func isSame(_ entry: Entry, _ text: [UInt8]) -> Bool {
        bytes[Int(entry.start)..<Int(entry.start + entry.length)].elementsEqual(text)
    }

    private static func word(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
}

/// The entry at which a name must be if it is in the table.
@inline(__always)
private func place(
    _ head: UInt64, _ tail: UInt64, _ length: Int, _ scope: Int, _ multiplier: UInt64,
    _ shift: UInt64
) -> Int {
    let rest = UInt64(truncatingIfNeeded: length &+ scope &<< 20)
    let mixed = (head ^ (tail &<< 29 | tail &>> 35)) &+ rest
    return Int(truncatingIfNeeded: (mixed &* multiplier) &>> shift)
}

extension KeyTable {
    /// A table for looking names up.
    struct View: ~Escapable {
        private let entries: Span<Entry>
        private let bytes: Span<UInt8>
        private let multiplier: UInt64
        private let shift: UInt64

        @_lifetime(copy entries, copy bytes)
        fileprivate init(
            entries: Span<Entry>, bytes: Span<UInt8>, multiplier: UInt64, shift: UInt64
        ) {
            self.entries = entries
            self.bytes = bytes
            self.multiplier = multiplier
            self.shift = shift
        }

        /// What the name at `start..<end` of `text` stands for in `scope`, or ``KeyTable/none``.
        @inline(__always)
        func value(of start: Int, _ end: Int, in text: JSONText, scope: Int = 0) -> Int {
            let length = end &- start
            let unused = UInt64(truncatingIfNeeded: max(8 &- length, 0)) &* 8
            // A shift by 64 does nothing, but then the length tells that there is no such name.
            let mask = UInt64.max &>> unused
            let head = text.word(at: start) & mask
            let tail = text.word(at: max(start, end &- 8)) & mask
            let entry = entries[place(head, tail, length, scope, multiplier, shift)]
            guard entry.head == head, entry.tail == tail, entry.length == length,
                entry.scope == scope
            else { return KeyTable.none }
            if length <= 16 { return Int(entry.value) }
            return Self.value(like: entry, among: entries, bytes, start, text)
        }

        /// The value of the name at `start`, which has the same ends as `entry` and more between.
        @inline(never)
        private static func value(
            like entry: Entry, among entries: Span<Entry>, _ bytes: Span<UInt8>, _ start: Int,
            _ text: JSONText
        ) -> Int {
            for index in entries.indices
            where entries[index].looksLike(entry) && isEqual(entries[index], bytes, start, text) {
                return Int(entries[index].value)
            }
            return KeyTable.none
        }

        private static func isEqual(
            _ entry: Entry, _ bytes: Span<UInt8>, _ start: Int, _ text: JSONText
        ) -> Bool {
            for offset in 0..<Int(entry.length)
            where bytes[Int(entry.start) &+ offset] != text.byte(at: start &+ offset) {
                return false
            }
            return true
        }
    }
}
