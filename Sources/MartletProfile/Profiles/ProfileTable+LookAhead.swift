/// Where the events of a batch go, found in advance.
struct LookAhead {
    /// Hash of each event's customer id.
    var hashes: [UInt64] = []
    /// Row of each event's customer; -1 = new when the batch came.
    var rows: [Int] = []
    /// Sum of the words that were read only so that their memory is fetched; keeps the reads alive.
    var sum: UInt64 = 0
}

extension ProfileTable {
    /// Finds the rows of a batch in advance, so that their memory is on its way when it is needed.
    ///
    /// A table of profiles is larger than the caches. Going through the whole batch once for the
    /// index, once for the rows and once for their lists lets the misses overlap, instead of
    /// following one another.
    package mutating func lookAhead(_ batch: borrowing EventBatch) {
        var ahead = LookAhead()
        swap(&ahead, &lookahead)
        ahead.hashes.removeAll(keepingCapacity: true)
        ahead.rows.removeAll(keepingCapacity: true)
        for index in batch.heads.indices {
            let hash = ByteHash.hash(batch.bytes(batch.heads[index].customer))
            ahead.hashes.append(hash)
            ahead.sum &+= self.index.firstEntry(hash)
        }
        for index in batch.heads.indices {
            let customer = batch.bytes(batch.heads[index].customer)
            ahead.rows.append(find(customer, ahead.hashes[index]) ?? -1)
        }
        for row in ahead.rows where row >= 0 { ahead.sum &+= sample(row) }
        swap(&ahead, &lookahead)
    }

    /// Reads here and there in a profile, so that its memory is fetched.
    @inline(__always)
    func sample(_ row: Int) -> UInt64 {
        let words = slab.row(row)
        let offsets = hot.listOffsets
        var sum = words[plan.features.rowWords &- 1]
        for place in offsets.indices {
            let list = WordList(words[offsets[place]])
            if list.word == 0 { continue }
            let entries = list.entries(pool)
            sum &+= entries[0] &+ entries[list.count &- 1]
        }
        return UInt64(bitPattern: sum)
    }

    /// The row of event `index` of the batch given to ``lookAhead(_:)``; a new one if need be.
    @inline(__always)
    package mutating func locate(
        _ batch: borrowing EventBatch, _ index: Int
    ) -> (row: Int, isNew: Bool) {
        if lookahead.rows[index] >= 0 { return (lookahead.rows[index], false) }
        return findOrInsert(batch.bytes(batch.heads[index].customer), lookahead.hashes[index])
    }
}
