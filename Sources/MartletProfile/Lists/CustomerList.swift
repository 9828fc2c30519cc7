/// A set of customer ids that never changes, shared by all shards.
///
/// Takes the bytes of the ids, four bytes per id for where it ends, and 8 to 16 per id to find it.
public final class CustomerList: Sendable {
    /// Distinct ids.
    public let count: Int

    /// UTF-8 of all ids, one after the other.
    private let bytes: [UInt8]
    /// Where each id ends; equal ones may stand there several times.
    private let ends: [UInt32]
    /// Index of an id plus one, by hash (open addressing); 0 = free.
    private let slots: [UInt32]

    /// Makes a list.
    ///
    /// - Parameters:
    ///   - ids: UTF-8 of all ids, one after the other; fewer than 2^32 bytes.
    ///   - ends: Where each id ends, ascending; the same id may be there several times.
    public init(ids: [UInt8], ends: [UInt32]) {
        var capacity = 2
        while capacity < ends.count * 2 { capacity *= 2 }
        var slots = [UInt32](repeating: 0, count: capacity)
        var count = 0
        for index in ends.indices {
            let id = ids.span.extracting(Self.range(index, ends))
            var slot = Int(truncatingIfNeeded: ByteHash.hash(id)) & (capacity - 1)
            while slots[slot] != 0, !Self.equals(Int(slots[slot]) - 1, id, ids, ends) {
                slot = (slot + 1) & (capacity - 1)
            }
            guard slots[slot] == 0 else { continue }
            slots[slot] = UInt32(index + 1)
            count += 1
        }
        bytes = ids
        self.ends = ends
        self.slots = slots
        self.count = count
    }

    /// A list of nobody.
    public static let empty = CustomerList(ids: [], ends: [])

    /// Whether the customer is in the list; one hash and, mostly, one comparison.
    public func contains(_ customer: Span<UInt8>) -> Bool {
        var slot = Int(truncatingIfNeeded: ByteHash.hash(customer)) & (slots.count - 1)
        while slots[slot] != 0 {
            if Self.equals(Int(slots[slot]) - 1, customer, bytes, ends) { return true }
            slot = (slot + 1) & (slots.count - 1)
        }
        return false
    }

    /// Ids that can be lent, equal ones counted each time.
    var indices: Range<Int> { ends.indices }

    /// Lends the id at `index`.
    func withID<Result>(_ index: Int, _ body: (Span<UInt8>) -> Result) -> Result {
        let bytes = bytes
        return body(bytes.span.extracting(Self.range(index, ends)))
    }

    private static func range(_ index: Int, _ ends: [UInt32]) -> Range<Int> {
        (index == 0 ? 0 : Int(ends[index - 1]))..<Int(ends[index])
    }

    private static func equals(
        _ index: Int, _ id: Span<UInt8>, _ bytes: [UInt8], _ ends: [UInt32]
    ) -> Bool {
        let range = range(index, ends)
        return range.count == id.count && ByteHash.equal(bytes.span.extracting(range), id)
    }
}
