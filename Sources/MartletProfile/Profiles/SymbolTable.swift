/// Texts of one shard as small numbers: each distinct text is kept once.
///
/// Numbers depend on the order of arrival, so they never leave the shard: records, changelog and
/// comparisons between shards use the text.
struct SymbolTable {
    /// A text's number.
    typealias Symbol = UInt32

    private var bytes: [UInt8] = []
    private var ends: [Int] = []
    private var slots: [UInt32] = [UInt32](repeating: 0, count: 256)
    /// Places of the first symbols in the order of their texts.
    private var ranks: [UInt32] = []

    /// Number of texts.
    var count: Int { ends.count }

    /// The number of `text`, a new one if it has none yet.
    mutating func intern(_ text: Span<UInt8>) -> Symbol {
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: ByteHash.hash(text)) & mask
        while slots[slot] != 0 {
            let symbol = slots[slot] - 1
            if equals(symbol, text) { return symbol }
            slot = (slot + 1) & mask
        }
        for index in text.indices { bytes.append(text[index]) }
        ends.append(bytes.count)
        slots[slot] = UInt32(ends.count)
        if ends.count * 2 > slots.count { grow() }
        return UInt32(ends.count - 1)
    }

    /// The number of `text` if it has one.
    func find(_ text: Span<UInt8>) -> Symbol? {
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: ByteHash.hash(text)) & mask
        while slots[slot] != 0 {
            if equals(slots[slot] - 1, text) { return slots[slot] - 1 }
            slot = (slot + 1) & mask
        }
        return nil
    }

    /// The text of `symbol`.
    func text(_ symbol: Symbol) -> String {
        String(decoding: bytes[range(of: symbol)], as: UTF8.self)
    }

    /// The UTF-8 of `symbol`.
    @_lifetime(borrow self)
    func bytes(_ symbol: Symbol) -> Span<UInt8> { bytes.span.extracting(range(of: symbol)) }

    /// Whether the text of `left` comes before that of `right`, byte by byte.
    func precedes(_ left: Symbol, _ right: Symbol) -> Bool {
        let (first, second) = (range(of: left), range(of: right))
        for index in 0..<min(first.count, second.count) {
            let (one, other) = (bytes[first.lowerBound + index], bytes[second.lowerBound + index])
            if one != other { return one < other }
        }
        return first.count < second.count
    }

    /// The place of `symbol` in the order of texts, byte by byte; nil if it is too new to have one.
    ///
    /// Only comparing places means anything, and only until another is asked for. All symbols get
    /// new ones whenever there are an eighth more, so that sorting them costs little for each.
    mutating func rank(_ symbol: Symbol) -> UInt32? {
        if Int(symbol) >= ranks.count, ends.count - ranks.count > ranks.count / 8 { order() }
        return Int(symbol) < ranks.count ? ranks[Int(symbol)] : nil
    }

    private mutating func order() {
        var symbols = (0..<UInt32(ends.count)).map { $0 }
        symbols.sort { precedes($0, $1) }
        ranks = [UInt32](repeating: 0, count: ends.count)
        for (rank, symbol) in symbols.enumerated() { ranks[Int(symbol)] = UInt32(rank) }
    }

    private func range(of symbol: Symbol) -> Range<Int> {
        let index = Int(symbol)
        return (index == 0 ? 0 : ends[index - 1])..<ends[index]
    }

    private func equals(_ symbol: Symbol, _ text: Span<UInt8>) -> Bool {
        let range = range(of: symbol)
        guard range.count == text.count else { return false }
        return ByteHash.equal(bytes.span.extracting(range), text)
    }

    private mutating func grow() {
        let wider = slots.count * 2
        slots = [UInt32](repeating: 0, count: wider)
        for symbol in ends.indices {
            let hash = ByteHash.hash(bytes.span.extracting(range(of: UInt32(symbol))))
            var slot = Int(truncatingIfNeeded: hash) & (wider - 1)
            while slots[slot] != 0 { slot = (slot + 1) & (wider - 1) }
            slots[slot] = UInt32(symbol + 1)
        }
    }
}
