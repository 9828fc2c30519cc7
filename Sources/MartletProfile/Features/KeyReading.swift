extension ProfileFacts {
    /// Keys with their counts, and until when time cannot change them.
    struct Keys {
        var entries: [KeyCount] = []
        var until = Instant.never
    }

    /// The keys of a tally over all time or over its window, in no particular order.
    ///
    /// Linear in the list: a windowed one has an entry per key and unit of time.
    func keys(_ reader: Reader, _ now: Instant) -> Keys {
        var keys = Keys()
        keys.until = self.keys(reader, now, into: &keys.entries)
        return keys
    }

    /// The same in the place of `entries`.
    ///
    /// - Returns: Until when time cannot change them.
    func keys(_ reader: Reader, _ now: Instant, into entries: inout [KeyCount]) -> Instant {
        entries.removeAll(keepingCapacity: true)
        let layout = hot.lists[reader.list]
        let list = WordList(row[layout.offset])
        guard list.count > 0 else { return .never }
        guard case .counted = layout.shape else {
            let words = list.entries(pool)
            entries.append(addingCapacity: list.count) { entries in
                for index in 0..<list.count {
                    entries.append(
                        KeyCount(key: words.upperHalf(index), count: words[index] & 0xFFFF_FFFF))
                }
            }
            return .never
        }
        let places = KeyPlaces(symbols)
        let until = forEachCount(reader, now) { key, count, _ in
            let known = places.place(of: key, among: entries.count) { entries[$0].key }
            if let known {
                entries[known].count = Cell.sum(entries[known].count, count)
            } else {
                entries.append(KeyCount(key: key, count: count))
            }
        }
        places.forget(entries.count) { entries[$0].key }
        return until
    }

    /// Goes through the counts of a window: key, count, and how many units old.
    ///
    /// - Returns: Until when time cannot change them.
    @inline(__always)
    func forEachCount(
        _ reader: Reader, _ now: Instant, _ body: (UInt32, Int64, Int64) -> Void
    ) -> Instant {
        let layout = hot.lists[reader.list]
        let list = WordList(row[layout.offset])
        guard list.count > 0, case .counted(let unit) = layout.shape else { return .never }
        let words = list.entries(pool)
        let current = currentKeyUnit(reader.list, unit, now)
        let length = Int64(layout.length)
        var index = list.firstKey(from: current - length + 1, 0, pool)
        guard index < list.count else { return .never }
        var until = Instant.never
        if words[index * 3] <= current { until = start(of: words[index * 3] + length, unit) }
        while index < list.count {
            let entry = words.from(index &* 3)
            if entry[0] > current { return min(until, start(of: entry[0], unit)) }
            body(UInt32(truncatingIfNeeded: entry[1]), entry[2], current &- entry[0])
            index &+= 1
        }
        return until
    }

    /// The count of one key, and until when time cannot change it.
    ///
    /// O(units of the window * log entries).
    func keyCount(_ reader: Reader, _ key: Int64, _ now: Instant) -> (Int64, Instant) {
        let layout = hot.lists[reader.list]
        let list = WordList(row[layout.offset])
        guard list.count > 0 else { return (0, .never) }
        guard case .counted(let unit) = layout.shape else {
            let words = list.entries(pool)
            let index = (0..<list.count).first { Int64(words.upperHalf($0)) == key }
            return (index.map { words[$0] & 0xFFFF_FFFF } ?? 0, .never)
        }
        let current = currentKeyUnit(reader.list, unit, now)
        var total: Int64 = 0
        var until = Instant.never
        list.forEachUnit(of: key, from: current - Int64(layout.length) + 1, pool) { number, count in
            if number > current {
                until = min(until, start(of: number, unit))
                return false
            }
            total = Cell.sum(total, count)
            until = min(until, start(of: number + Int64(layout.length), unit))
            return true
        }
        return (total, until)
    }
}
