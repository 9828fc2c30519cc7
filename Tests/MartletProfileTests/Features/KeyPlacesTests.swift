import Testing

@testable import MartletProfile

@Suite struct KeyPlacesTests {
    /// The places are those of a search from the start, however many keys there are.
    @Test(arguments: [1, 31, 32, 33, 34, 500]) func findsWhatASearchFinds(keys: Int) {
        var random = SplitMix64(seed: UInt64(keys))
        let symbols = SymbolReference()
        defer { symbols.free() }
        let places = KeyPlaces(symbols)
        var gathered: [UInt32] = []
        for _ in 0..<2000 {
            let key = UInt32.random(in: 0..<UInt32(keys), using: &random)
            let place = places.place(of: key, among: gathered.count) { gathered[$0] }
            #expect(place == gathered.firstIndex(of: key), "\(keys) keys")
            if place == nil { gathered.append(key) }
        }
        #expect(Set(gathered).count == gathered.count)
        places.forget(gathered.count) { gathered[$0] }
        #expect(gathered.allSatisfy { symbols.place(of: $0) == nil })
    }
}
