/// Finds a number by the hash of its key (a customer's row, a text's symbol): open addressing over
/// (hash, number) pairs, half full at most.
///
/// A slot goes by the highest bits of the hash, which the pair holds: so the index grows, and
/// closes gaps, without a look at the keys themselves.
struct KeyIndex {
    /// High half: high half of the hash; low half: number + 1; 0 = free.
    private var slots: [UInt64]
    /// Bits of a hash beyond those that make its slot.
    private var shift: UInt64
    private var count = 0

    /// Makes an empty index.
    init() {
        slots = [UInt64](repeating: 0, count: 1024)
        shift = 54
    }

    /// Where a search for `hash` begins; also for an entry, which begins as its hash does.
    @inline(__always)
    func home(_ hash: UInt64) -> Int { Int(truncatingIfNeeded: hash &>> shift) }

    /// The first entry that a search for `hash` reads.
    @inline(__always)
    func firstEntry(_ hash: UInt64) -> UInt64 { slots[home(hash)] }

    /// The next number whose key may hash to `hash`, at or behind `slot`; nil if there is none.
    ///
    /// `slot` moves behind it; a search begins at ``home(_:)``.
    @inline(__always)
    func next(_ hash: UInt64, _ slot: inout Int) -> Int? {
        let mask = slots.count &- 1
        while true {
            let entry = slots[slot & mask]
            slot &+= 1
            if entry == 0 { return nil }
            if (entry ^ hash) >> 32 == 0 { return Int(entry & 0xFFFF_FFFF) &- 1 }
        }
    }

    /// Bytes set aside.
    var bytes: Int { slots.count * 8 }

    /// Adds a number that ``next(_:_:)`` does not find.
    mutating func insert(_ hash: UInt64, _ number: Int) {
        if (count + 1) * 2 > slots.count { grow() }
        place(hash & 0xFFFF_FFFF_0000_0000 | UInt64(number + 1))
        count += 1
    }

    /// Removes a number that is there; entries behind it move up so that no search ends too early.
    mutating func remove(_ hash: UInt64, _ number: Int) {
        let mask = slots.count - 1
        var hole = home(hash)
        while slots[hole] & 0xFFFF_FFFF != UInt64(number + 1) { hole = (hole + 1) & mask }
        var next = (hole + 1) & mask
        while slots[next] != 0 {
            if (next - home(slots[next])) & mask >= (next - hole) & mask {
                slots[hole] = slots[next]
                hole = next
            }
            next = (next + 1) & mask
        }
        slots[hole] = 0
        count -= 1
    }

    private mutating func place(_ entry: UInt64) {
        let mask = slots.count - 1
        var slot = home(entry)
        while slots[slot] != 0 { slot = (slot + 1) & mask }
        slots[slot] = entry
    }

    private mutating func grow() {
        let old = slots
        slots = [UInt64](repeating: 0, count: old.count * 2)
        shift -= 1
        for entry in old where entry != 0 { place(entry) }
    }
}
