/// One profile as records show it: a trivial view, for as long as its table does not change.
package struct ProfileView {
    private let facts: ProfileFacts

    fileprivate init(_ facts: ProfileFacts) { self.facts = facts }

    /// The value of `feature` at `now`; the keys of one that has keys replace those in `keys`.
    package func value(
        _ feature: Int, _ now: Instant, keys: inout [KeyCount]
    ) -> FeatureValue {
        facts.value(feature, now, keys: &keys)
    }

    /// The text of a symbol.
    @_lifetime(borrow self)
    package func text(_ symbol: UInt32) -> Span<UInt8> { facts.symbols.bytes(symbol, of: self) }

    /// The segments that the customer is in, 64 in a word, the first in the lowest bit.
    package func membership(_ word: Int) -> UInt64 {
        UInt64(bitPattern: facts.row[RowHeader.membership + word])
    }
}

extension ProfileTable {
    /// The profile in `row`.
    package func view(_ row: Int) -> ProfileView { ProfileView(ProfileFacts(self, slab.row(row))) }
}
