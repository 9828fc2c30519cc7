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
    private func forEachCount(
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
        let words = list.entries(pool)
        guard case .counted(let unit) = layout.shape else {
            let index = (0..<list.count).first { Int64(words.upperHalf($0)) == key }
            return (index.map { words[$0] & 0xFFFF_FFFF } ?? 0, .never)
        }
        let current = currentKeyUnit(reader.list, unit, now)
        var total: Int64 = 0
        var until = Instant.never
        var index = list.firstKey(from: current - Int64(layout.length) + 1, key, pool)
        while index < list.count {
            let entry = words.from(index * 3)
            let number = entry[0]
            if entry[1] == key {
                if number > current { return (total, min(until, start(of: number, unit))) }
                total = Cell.sum(total, entry[2])
                until = min(until, start(of: number + Int64(layout.length), unit))
            }
            // To the key in this unit if it is to come, else in the next.
            let isBehind = entry[1] < key
            index = list.firstKey(from: isBehind ? number : number + 1, key, pool)
        }
        return (total, until)
    }

    /// The heaviest keys, heaviest first, equals by text.
    ///
    /// All weights of a profile decay alike, so that age never reorders them: time changes the
    /// answer only when a unit is dropped at the end of its twenty half-lives. Linear in the list.
    func topKeys(_ reader: Reader, _ now: Instant) -> (names: [UInt32], until: Instant) {
        let decays = hot.lists[reader.list].decays
        var weights: [(key: UInt32, weight: Double)] = []
        let places = KeyPlaces(symbols)
        let until = forEachCount(reader, now) { key, count, age in
            let decay = decays ? 1 / Double(Int64(1) << age) : 1
            let weight = Double(count) * decay
            let known = places.place(of: key, among: weights.count) { weights[$0].key }
            if let known {
                weights[known].weight += weight
            } else {
                weights.append((key, weight))
            }
        }
        places.forget(weights.count) { weights[$0].key }
        var top: [(key: UInt32, weight: Double)] = []
        for entry in weights {
            var place = top.count
            while place > 0, isHeavier(entry, top[place - 1]) { place -= 1 }
            guard place < reader.k else { continue }
            top.insert(entry, at: place)
            if top.count > reader.k { top.removeLast() }
        }
        return (top.map(\.key), until)
    }

    @inline(__always)
    private func isHeavier(
        _ left: (key: UInt32, weight: Double), _ right: (key: UInt32, weight: Double)
    ) -> Bool {
        left.weight != right.weight
            ? left.weight > right.weight : symbols.precedes(left.key, right.key)
    }
}
