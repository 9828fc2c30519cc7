/// Where the events of a batch go, found in advance.
struct LookAhead {
    /// Key of each event's customer.
    var keys: [TextKey] = []
    /// The row that is most likely each event's customer's; -1 = none when the batch came.
    var rows: [Int] = []
    /// Sum of the words that were read only so that their memory is fetched; keeps the reads alive.
    var sum: Int64 = 0
}

extension ProfileTable {
    /// Fetches the memory of a batch's profiles, so that it is there when it is needed.
    ///
    /// A table of profiles is larger than the caches. Going through the whole batch once for the
    /// index, once for the rows and once for their lists lets the misses overlap, instead of
    /// following one another; the less a step does beside its reads, the more of them do.
    package mutating func lookAhead(_ batch: borrowing EventBatch) {
        var ahead = LookAhead()
        swap(&ahead, &lookahead)
        let count = batch.heads.count
        ahead.keys.removeAll(keepingCapacity: true)
        ahead.keys.append(addingCapacity: count) { keys in
            for index in 0..<count {
                keys.append(TextKey(batch.bytes(batch.heads[index].customer)))
            }
        }
        for key in ahead.keys {
            ahead.sum &+= Int64(truncatingIfNeeded: self.index.firstEntry(key.hash))
        }
        ahead.rows.removeAll(keepingCapacity: true)
        ahead.rows.append(addingCapacity: count) { rows in
            for index in 0..<count {
                let hash = ahead.keys[index].hash
                var slot = self.index.home(hash)
                rows.append(self.index.next(hash, &slot) ?? -1)
            }
        }
        for row in ahead.rows where row >= 0 { ahead.sum &+= sampleRow(row) }
        for index in 0..<count where ahead.rows[index] >= 0 {
            let type = batch.heads[index].type
            guard type != EventSchema.unnamed else { continue }
            ahead.sum &+= sampleLists(ahead.rows[index], hot.listsByType[Int(type)])
        }
        swap(&ahead, &lookahead)
    }

    /// Fetches the memory of some profiles, so that it is there when they are read.
    ///
    /// - Returns: A number that means nothing.
    @discardableResult @inline(never)
    package func fetch(_ rows: ArraySlice<Int>) -> Int64 {
        var sum: Int64 = 0
        for row in rows { sum &+= sampleRow(row) }
        for row in rows { sum &+= sampleLists(row, hot.listPlaces) }
        return sum
    }

    /// Reads a word of each cache line of a row.
    @inline(__always)
    private func sampleRow(_ row: Int) -> Int64 {
        let words = slab.row(row)
        var sum = words[slab.wordsPerRow &- 1]
        var offset = 0
        while offset < slab.wordsPerRow {
            sum &+= words[offset]
            offset &+= 8
        }
        return sum
    }

    /// Reads both ends of some of the row's lists.
    @inline(__always)
    private func sampleLists(_ row: Int, _ places: FlatArray<HotPlan.ListPlace>) -> Int64 {
        let words = slab.row(row)
        var sum: Int64 = 0
        for place in places {
            let list = WordList(words[place.offset])
            if list.word == 0 { continue }
            let entries = list.entries(pool)
            sum &+= entries[0] &+ entries[list.count &* place.stride &- 1]
        }
        return sum
    }

    /// The row of event `index` of the batch given to ``lookAhead(_:)``; a new one if need be.
    ///
    /// - Returns: The row, and whether all of its rules have to be evaluated, it being new.
    @inline(__always)
    package mutating func locate(
        _ batch: borrowing EventBatch, _ index: Int
    ) -> (row: Int, isNew: Bool) {
        let (key, likely) = (lookahead.keys[index], lookahead.rows[index])
        if likely >= 0, key.isWhole, RowHeader.holds(key, slab.row(likely)) {
            return (likely, false)
        }
        let (row, isNew) = findOrInsert(batch.bytes(batch.heads[index].customer), key)
        return (row, isNew && !plan.isEmptySettled)
    }
}
