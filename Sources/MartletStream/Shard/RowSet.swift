/// A set of rows: one bit each.
struct RowSet {
    private var words: [UInt64] = []

    /// Makes an empty set.
    init() {}

    /// Adds or removes a row.
    mutating func set(_ row: Int, _ isMember: Bool) {
        while row >> 6 >= words.count {
            guard isMember else { return }
            words.append(0)
        }
        let bit = UInt64(1) << UInt64(row & 63)
        if isMember { words[row >> 6] |= bit } else { words[row >> 6] &= ~bit }
    }

    /// Whether a row is in the set.
    func contains(_ row: Int) -> Bool {
        row >> 6 < words.count && words[row >> 6] >> UInt64(row & 63) & 1 != 0
    }
}
