/// A table's symbols, kept where profiles in view can reach them without being counted.
///
/// SAFETY: made and freed by the table that owns it; what holds a copy lives no longer than that.
@safe
struct SymbolReference {
    private let table: UnsafeMutablePointer<SymbolTable>

    /// Makes an empty table.
    init() {
        unsafe table = .allocate(capacity: 1)
        unsafe table.initialize(to: SymbolTable())
    }

    /// Gives the memory back.
    func free() {
        unsafe table.deinitialize(count: 1)
        unsafe table.deallocate()
    }

    /// The number of `text`, a new one if it has none yet.
    @inline(__always)
    func intern(_ text: Span<UInt8>) -> SymbolTable.Symbol { unsafe table.pointee.intern(text) }

    /// The number of `text`; nil if it has none and may not get one.
    @inline(__always)
    func symbol(_ text: Span<UInt8>, isNewAllowed: Bool) -> SymbolTable.Symbol? {
        unsafe isNewAllowed ? table.pointee.intern(text) : table.pointee.find(text)
    }

    /// Number of texts.
    var count: Int { unsafe table.pointee.count }

    /// Numbers in use or free: all are below.
    var limit: Int { unsafe table.pointee.limit }

    /// Gives back the texts whose numbers are not used.
    func reclaim(except isUsed: [Bool]) { unsafe table.pointee.reclaim(except: isUsed) }

    /// The number of `text` if it has one.
    func find(_ text: Span<UInt8>) -> SymbolTable.Symbol? { unsafe table.pointee.find(text) }

    /// The text of `symbol`.
    func text(_ symbol: SymbolTable.Symbol) -> String { unsafe table.pointee.text(symbol) }

    /// The UTF-8 of `symbol`; for as long as `owner`, who owns the symbols, takes in no other.
    @inline(__always)
    @_lifetime(borrow owner)
    func bytes<Owner: ~Copyable>(
        _ symbol: SymbolTable.Symbol, of owner: borrowing Owner
    ) -> Span<UInt8> {
        unsafe _overrideLifetime(table.pointee.bytes(symbol), borrowing: owner)
    }

    /// The place of a symbol in a list that is being gathered, if it has one.
    @inline(__always)
    func place(of symbol: SymbolTable.Symbol) -> Int? { unsafe table.pointee.place(of: symbol) }

    /// Notes or forgets a place.
    @inline(__always)
    func setPlace(_ place: Int?, of symbol: SymbolTable.Symbol) {
        unsafe table.pointee.setPlace(place, of: symbol)
    }

    /// The heaviest keys of long lists, which go with their texts.
    var tops: TopMemory {
        @inline(__always)
        _read { yield unsafe table.pointee.tops }
        @inline(__always)
        nonmutating _modify { yield unsafe &table.pointee.tops }
    }

    /// Sorts keys by their texts, byte by byte.
    func sort(_ keys: inout [KeyCount]) {
        guard keys.count > 1 else { return }
        var areRanked = true
        for index in keys.indices {
            let rank = unsafe table.pointee.rank(keys[index].key)
            keys[index].rank = rank ?? 0
            areRanked = areRanked && rank != nil
        }
        if areRanked {
            keys.sort { $0.rank < $1.rank }
        } else {
            keys.sort { precedes($0.key, $1.key) }
        }
    }

    /// Whether the text of `left` comes before that of `right`, byte by byte.
    func precedes(_ left: SymbolTable.Symbol, _ right: SymbolTable.Symbol) -> Bool {
        unsafe table.pointee.precedes(left, right)
    }
}
