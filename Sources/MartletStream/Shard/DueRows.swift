import MartletProfile

/// The profiles whose deadlines come at one instant, by customer id: fired in slices if they are
/// many.
struct DueRows {
    /// Their instant.
    private(set) var at = Instant.distantPast
    private var rows: [Int] = []
    private var first = 0

    /// Whether all were handed out.
    var isEmpty: Bool { first == rows.count }

    /// Takes those of the first instant that has any, or none if it was a false alarm.
    mutating func take(from table: inout ProfileTable) {
        at = table.takeDue(into: &rows)
        first = 0
    }

    /// Hands out the next.
    mutating func next() -> Int? {
        guard first < rows.count else { return nil }
        defer { first += 1 }
        return rows[first]
    }

    /// Gives those not handed out back to the table's timers.
    mutating func putBack(into table: inout ProfileTable) {
        for row in rows[first...] { table.remind(row) }
        rows.removeAll()
        first = 0
    }
}
