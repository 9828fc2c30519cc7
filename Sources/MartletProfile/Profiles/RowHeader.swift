/// The first words of every row, before the cells and lists of the features.
enum RowHeader {
    /// Customer id in two words: up to fifteen bytes as ``ByteHash/packed(_:)`` makes them, a
    /// ``WordList`` of bytes and -1 for longer ones.
    static let customer = 0
    /// The earliest instant at which time alone may change a segment (`.never` if it cannot).
    static let deadline = 2
    /// The instant of the row's earliest entry in the timer queue; never later than the deadline.
    static let wake = 3
    /// Low half: sequence number of the last segment change; high half: commit cycle of the last
    /// touch.
    static let sequence = 4
    /// One bit per segment from here on.
    static let membership = 5

    /// Whether a row holds the words of a key; if they are the whole id, it is the customer's.
    @inline(__always)
    static func holds(_ key: TextKey, _ row: Words) -> Bool {
        row[Self.customer] == key.low && row[Self.customer + 1] == key.high
    }

    /// Whether a row is the customer's.
    @inline(__always)
    static func names(
        _ customer: Span<UInt8>, _ key: TextKey, _ row: Words, _ pool: BlockPool.View
    ) -> Bool {
        if key.isWhole { return holds(key, row) }
        guard row[Self.customer + 1] == key.high else { return false }
        let id = WordList(row[Self.customer])
        return id.count == customer.count && id.entries(pool).holds(customer)
    }
}
