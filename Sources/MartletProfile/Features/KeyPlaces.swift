/// Where each key stands in a list that is being gathered, so that many keys cost no search each.
///
/// A few keys are compared one after the other, which is faster than hashing and allocates nothing.
struct KeyPlaces {
    private static let few = 32
    private var places: [UInt32: Int] = [:]

    /// The place of `key` among the `count` keys gathered; nil if it is new and to be the next.
    @inline(__always)
    mutating func place(of key: UInt32, among count: Int, _ keyAt: (Int) -> UInt32) -> Int? {
        guard count > Self.few else {
            return (0..<count).first { keyAt($0) == key }
        }
        if places.isEmpty {
            for index in 0..<count { places[keyAt(index)] = index }
        }
        if let place = places[key] { return place }
        places[key] = count
        return nil
    }
}
