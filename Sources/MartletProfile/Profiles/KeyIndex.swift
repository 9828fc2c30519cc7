/// Finds a number by the hash of its key (a customer's row, a text's symbol): open addressing over
/// (hash, number) pairs, half full at most.
struct KeyIndex {
    /// High half: high half of the hash; low half: number + 1; 0 = free.
    private var slots: [UInt64]
    private var count = 0

    /// Makes an empty index.
    init() { slots = [UInt64](repeating: 0, count: 1024) }

    private init(slots: [UInt64]) { self.slots = slots }

    /// Stands in for an index that is being changed; never searched.
    static let none = KeyIndex(slots: [])

    /// The first entry that a search for `hash` reads.
    @inline(__always)
    func firstEntry(_ hash: UInt64) -> UInt64 {
        slots[Int(truncatingIfNeeded: hash) & (slots.count &- 1)]
    }

    /// The next number whose key may hash to `hash`, at or behind `slot`; nil if there is none.
    ///
    /// `slot` moves behind it; a search begins at `Int(truncatingIfNeeded: hash)`.
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

    /// Adds a number that ``next(_:_:)`` does not find; `rehash` gives the hash of a number's key.
    mutating func insert(_ hash: UInt64, _ number: Int, rehash: (Int) -> UInt64) {
        if (count + 1) * 2 > slots.count { grow(rehash) }
        place(hash, number)
        count += 1
    }

    /// Removes a number that is there; entries behind it move up so that no search ends too early.
    mutating func remove(_ hash: UInt64, _ number: Int, rehash: (Int) -> UInt64) {
        let mask = slots.count - 1
        var hole = Int(truncatingIfNeeded: hash) & mask
        while slots[hole] & 0xFFFF_FFFF != UInt64(number + 1) { hole = (hole + 1) & mask }
        var next = (hole + 1) & mask
        while slots[next] != 0 {
            let home = Int(truncatingIfNeeded: rehash(Int(slots[next] & 0xFFFF_FFFF) - 1)) & mask
            if (next - home) & mask >= (next - hole) & mask {
                slots[hole] = slots[next]
                hole = next
            }
            next = (next + 1) & mask
        }
        slots[hole] = 0
        count -= 1
    }

    private mutating func place(_ hash: UInt64, _ number: Int) {
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: hash) & mask
        while slots[slot] != 0 { slot = (slot + 1) & mask }
        slots[slot] = hash & 0xFFFF_FFFF_0000_0000 | UInt64(number + 1)
    }

    private mutating func grow(_ rehash: (Int) -> UInt64) {
        let old = slots
        slots = [UInt64](repeating: 0, count: old.count * 2)
        for entry in old where entry != 0 {
            let number = Int(entry & 0xFFFF_FFFF) - 1
            place(rehash(number), number)
        }
    }
}
