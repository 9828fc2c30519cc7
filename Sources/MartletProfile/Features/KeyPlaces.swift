/// Where each key stands in a list that is being gathered, so that many keys cost no search each.
///
/// A few keys are compared one after the other; for more, the symbols remember their places until
/// ``forget(_:_:)``.
struct KeyPlaces {
    private static let few = 32
    private let symbols: SymbolReference

    init(_ symbols: SymbolReference) { self.symbols = symbols }

    /// The place of `key` among the `count` keys gathered; nil if it is new and to be the next.
    @inline(__always)
    func place(of key: UInt32, among count: Int, _ keyAt: (Int) -> UInt32) -> Int? {
        guard count > Self.few else {
            let place = (0..<count).first { keyAt($0) == key }
            if place == nil, count == Self.few {
                for index in 0..<count { symbols.setPlace(index, of: keyAt(index)) }
                symbols.setPlace(count, of: key)
            }
            return place
        }
        if let place = symbols.place(of: key) { return place }
        symbols.setPlace(count, of: key)
        return nil
    }

    /// Forgets the places of the `count` keys gathered; to be called in the end.
    func forget(_ count: Int, _ keyAt: (Int) -> UInt32) {
        guard count > Self.few else { return }
        for index in 0..<count { symbols.setPlace(nil, of: keyAt(index)) }
    }
}
