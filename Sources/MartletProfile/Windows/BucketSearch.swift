extension WordList {
    /// The index of the bucket of `unit`; if it is not there it is made, all but its cells.
    ///
    /// Buckets ascend by unit (the first word of an entry). Most events belong to the newest, so
    /// the search starts at the end. Making one first drops those up to `leaving`, which have left
    /// every window.
    @inline(__always)
    mutating func bucket(
        _ unit: Int64, leaving: Int64, stride: Int, _ pool: inout BlockPool
    ) -> (index: Int, isNew: Bool) {
        var index = count
        if index > 0 {
            let words = entries(pool)
            while index > 0 {
                let there = words[(index &- 1) &* stride]
                if there == unit { return (index &- 1, false) }
                if there < unit { break }
                index &-= 1
            }
            if index == count, words[(index &- 1) &* stride] <= leaving {
                restart()
                words[0] = unit
                return (0, true)
            }
            if words[0] <= leaving {
                var gone = 1
                while gone < count, words[gone &* stride] <= leaving { gone &+= 1 }
                removeFirst(gone, stride: stride, &pool)
                index &-= gone
            }
        }
        insert(at: index, stride: stride, &pool)[0] = unit
        return (index, true)
    }
}
