/// Walks over all profiles a few at a time, while the table lives on in between.
extension ProfileTable {
    /// Indices of rows in use are below this one.
    package var rowLimit: Int { slab.count }

    /// Whether the row at `index`, which is below ``rowLimit``, is a profile's.
    @inline(__always)
    package func isProfile(_ index: Int) -> Bool {
        // Not even the shortest id is all zeros here: its length stands in the last byte.
        slab.row(index)[RowHeader.customer + 1] != 0
    }

    /// Notes that the profile in `row` is to be written down, although nothing of it changed.
    package mutating func rewrite(_ row: Int) {
        let words = slab.row(row)
        preserve(row, words)
        touch(row, words)
    }

    /// Orders rows by customer id.
    package func sorted(_ rows: [Int]) -> [Int] {
        var rows = rows
        if rows.count > 1 { sortByCustomer(&rows) }
        return rows
    }
}
