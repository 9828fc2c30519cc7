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
}
