/// Finds the profiles that a change of lists concerns, a slice at a time.
///
/// These are the customers who are in the old or in the new form of a list, but not in both, if a
/// rule asks about that list. A customer who is concerned twice is found twice.
package struct ListChange {
    private let old: CustomerLists
    private let new: CustomerLists
    /// Indices of the lists to look at.
    private let lists: [Int]
    /// Where the search stands: the list, whether those who left it are looked for, and the id.
    private var place = 0
    private var isLeaving = true
    private var next = 0

    /// Prepares to go from `old` to `new`, of which rules ask about `lists`.
    init(from old: CustomerLists, to new: CustomerLists, lists: [Int]) {
        self.old = old
        self.new = new
        self.lists = lists.filter { old.lists[$0] !== new.lists[$0] }
    }

    /// Whether everybody has been found.
    package var isFinished: Bool { place == lists.count }

    /// Goes on.
    ///
    /// - Parameters:
    ///   - table: The profiles.
    ///   - limit: The most ids to look at.
    ///   - rows: Receives the rows found; emptied first.
    package mutating func find(
        in table: borrowing ProfileTable, limit: Int, into rows: inout [Int]
    ) {
        rows.removeAll(keepingCapacity: true)
        var left = limit
        while left > 0, !isFinished {
            let (from, to) = (old.lists[lists[place]], new.lists[lists[place]])
            let (list, other) = isLeaving ? (from, to) : (to, from)
            while left > 0, next < list.indices.count {
                let row = list.withID(next) { id in other.contains(id) ? nil : table.find(id) }
                if let row { rows.append(row) }
                next += 1
                left -= 1
            }
            guard next == list.indices.count else { return }
            next = 0
            if !isLeaving { place += 1 }
            isLeaving.toggle()
        }
    }
}

extension ProfileTable {
    /// Puts other contents in the place of the lists; their names stay.
    ///
    /// Rules see them from now on, but nobody's segments change by that: the profiles that are
    /// concerned have to be evaluated.
    ///
    /// - Parameter lists: The new contents, in the same order.
    /// - Returns: Who is concerned.
    package mutating func replace(_ lists: CustomerLists) -> ListChange {
        precondition(lists.names == customerLists.names)
        let change = ListChange(
            from: customerLists, to: lists, lists: plan.listsRead)
        for (index, list) in lists.lists.enumerated() {
            hot.customerLists[index] = CustomerListReference(list)
        }
        customerLists = lists
        return change
    }
}
