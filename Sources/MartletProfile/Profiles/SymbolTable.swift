/// Texts of one shard as small numbers: each distinct text is kept once.
///
/// Numbers depend on the order of arrival, so they never leave the shard: records, changelog and
/// comparisons between shards use the text. The number of a text that is given back goes to another
/// one.
struct SymbolTable {
    /// A text's number.
    typealias Symbol = UInt32

    /// Where a text stands in ``bytes``; of a number that is free the count is -1.
    private struct Place {
        var start: Int
        var count: Int
    }

    private var keys: [TextKey] = []
    private var places: [Place] = []
    private var bytes: [UInt8] = []
    private var index = KeyIndex()
    private var free: [Symbol] = []
    /// Places of symbols in the order of their texts, from 1 on; 0 = none yet.
    private var ranks: [UInt32] = []
    private var ranked = 0
    /// Places of symbols in a list that is being gathered, from 1 on; 0 = none.
    private var gathered: [UInt32] = []

    /// The heaviest keys of long lists.
    var tops = TopMemory()

    /// Number of texts.
    var count: Int { keys.count - free.count }

    /// Numbers in use or free: all are below.
    var limit: Int { keys.count }

    /// The number of `text`, a new one if it has none yet.
    mutating func intern(_ text: Span<UInt8>) -> Symbol {
        let key = TextKey(text)
        return find(text, key) ?? insert(text, key)
    }

    /// The number of `text` if it has one.
    func find(_ text: Span<UInt8>) -> Symbol? { find(text, TextKey(text)) }

    @inline(__always)
    private func find(_ text: Span<UInt8>, _ key: TextKey) -> Symbol? {
        var slot = index.home(key.hash)
        while let symbol = index.next(key.hash, &slot) {
            let known = keys[symbol]
            guard known.low == key.low, known.high == key.high else { continue }
            if key.isWhole || equals(symbol, text) { return Symbol(symbol) }
        }
        return nil
    }

    @inline(never)
    private mutating func insert(_ text: Span<UInt8>, _ key: TextKey) -> Symbol {
        let place = Place(start: bytes.count, count: text.count)
        for index in text.indices { bytes.append(text[index]) }
        let symbol = free.popLast() ?? Symbol(keys.count)
        if Int(symbol) == keys.count {
            keys.append(key)
            places.append(place)
        } else {
            keys[Int(symbol)] = key
            places[Int(symbol)] = place
        }
        index.insert(key.hash, Int(symbol))
        return symbol
    }

    /// Gives back the texts whose numbers are not used.
    ///
    /// Linear in the texts.
    mutating func reclaim(except isUsed: [Bool]) {
        var kept: [UInt8] = []
        for symbol in places.indices where places[symbol].count >= 0 {
            let start = kept.count
            if isUsed[symbol] {
                kept += bytes[range(of: Symbol(symbol))]
                places[symbol].start = start
            } else {
                index.remove(keys[symbol].hash, symbol)
                places[symbol].count = -1
                free.append(Symbol(symbol))
            }
        }
        bytes = kept
        ranks = []
        ranked = 0
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
        if rank(known: symbol) == nil, count - ranked > ranked / 8 { order() }
        return rank(known: symbol)
    }

    @inline(__always)
    private func rank(known symbol: Symbol) -> UInt32? {
        guard Int(symbol) < ranks.count, ranks[Int(symbol)] > 0 else { return nil }
        return ranks[Int(symbol)]
    }

    /// The place of a symbol in a list that is being gathered, if it has one.
    @inline(__always)
    func place(of symbol: Symbol) -> Int? {
        guard Int(symbol) < gathered.count, gathered[Int(symbol)] > 0 else { return nil }
        return Int(gathered[Int(symbol)]) - 1
    }

    /// Notes or forgets a place.
    mutating func setPlace(_ place: Int?, of symbol: Symbol) {
        if Int(symbol) >= gathered.count {
            let missing = max(keys.count, Int(symbol) + 1) - gathered.count
            gathered += [UInt32](repeating: 0, count: missing)
        }
        gathered[Int(symbol)] = place.map { UInt32($0 + 1) } ?? 0
    }

    private mutating func order() {
        var symbols = places.indices.filter { places[$0].count >= 0 }.map { Symbol($0) }
        symbols.sort { precedes($0, $1) }
        ranks = [UInt32](repeating: 0, count: places.count)
        for (rank, symbol) in symbols.enumerated() { ranks[Int(symbol)] = UInt32(rank + 1) }
        ranked = symbols.count
    }

    private func range(of symbol: Symbol) -> Range<Int> {
        let place = places[Int(symbol)]
        return place.start..<place.start + place.count
    }

    private func equals(_ symbol: Int, _ text: Span<UInt8>) -> Bool {
        let place = places[symbol]
        guard place.count == text.count else { return false }
        return ByteHash.equal(
            bytes.span.extracting(place.start..<place.start + place.count), text)
    }
}
