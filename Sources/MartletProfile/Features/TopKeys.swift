extension ProfileFacts {
    /// A key and what it weighs.
    private typealias Weighed = (key: UInt32, weight: Double)

    /// The heaviest keys, heaviest first, equals by text.
    ///
    /// All weights of a profile decay alike, so that age never reorders them: time changes the
    /// answer only when a unit is dropped at the end of its twenty half-lives. Linear in the list,
    /// but for a long one of which the answer is remembered.
    func topKeys(_ reader: Reader, _ now: Instant) -> (names: [UInt32], until: Instant) {
        let words = row.from(hot.lists[reader.list].offset)
        let isLong = WordList(words[0]).count >= TopMemory.fewestEntries
        if isLong, let found = symbols.tops[words], found.k >= reader.k, found.holds(at: now) {
            return (Array(found.names.prefix(reader.k)), found.until)
        }
        let (names, until) = walkedTopKeys(reader, now)
        // Looks ahead do not take the place of what is asked at every event.
        let span = hot.listUnits[reader.list]
        if isLong, span.contains(now) {
            symbols.tops.remember(
                TopMemory.Found(k: reader.k, names: names, since: span.start, until: until),
                of: words)
        }
        return (names, until)
    }

    private func walkedTopKeys(
        _ reader: Reader, _ now: Instant
    ) -> (names: [UInt32], until: Instant) {
        let decays = hot.lists[reader.list].decays
        var weights: [Weighed] = []
        let places = KeyPlaces(symbols)
        let until = forEachCount(reader, now) { key, count, age in
            let weight = Self.weight(count, age: age, decays: decays)
            let known = places.place(of: key, among: weights.count) { weights[$0].key }
            if let known {
                weights[known].weight += weight
            } else {
                weights.append((key, weight))
            }
        }
        places.forget(weights.count) { weights[$0].key }
        return (heaviest(reader.k, of: weights), until)
    }

    /// The heaviest of `found` and a key that has become heavier; O(k * units * log entries).
    func topKeys(
        _ found: TopMemory.Found, with key: UInt32, in list: Int, _ now: Instant
    ) -> [UInt32] {
        let layout = hot.lists[list]
        guard case .counted(let unit) = layout.shape else { return found.names }
        let entries = WordList(row[layout.offset])
        let current = currentKeyUnit(list, unit, now)
        let candidates = found.names.contains(key) ? found.names : found.names + [key]
        let weights = candidates.map { candidate -> Weighed in
            var weight = 0.0
            let first = current - Int64(layout.length) + 1
            entries.forEachUnit(of: Int64(candidate), from: first, pool) { number, count in
                guard number <= current else { return false }
                weight += Self.weight(count, age: current &- number, decays: layout.decays)
                return true
            }
            return (candidate, weight)
        }
        return heaviest(found.k, of: weights)
    }

    @inline(__always)
    private static func weight(_ count: Int64, age: Int64, decays: Bool) -> Double {
        Double(count) * (decays ? 1 / Double(Int64(1) << age) : 1)
    }

    private func heaviest(_ k: Int, of weights: [Weighed]) -> [UInt32] {
        var top: [Weighed] = []
        for entry in weights {
            var place = top.count
            while place > 0, isHeavier(entry, top[place - 1]) { place -= 1 }
            guard place < k else { continue }
            top.insert(entry, at: place)
            if top.count > k { top.removeLast() }
        }
        return top.map(\.key)
    }

    @inline(__always)
    private func isHeavier(_ left: Weighed, _ right: Weighed) -> Bool {
        left.weight != right.weight
            ? left.weight > right.weight : symbols.precedes(left.key, right.key)
    }
}

extension ProfileTable {
    /// Takes note of a key that has become heavier, where the heaviest of its list are remembered.
    ///
    /// - Parameters:
    ///   - key: The key.
    ///   - entry: What was added to it.
    ///   - place: Index of the list.
    ///   - words: The profile, in which the list has the entry already.
    @inline(__always)
    func noteTop(_ key: UInt32, _ entry: KeyEntry, _ place: Int, _ words: Words) {
        let list = words.from(hot.lists[place].offset)
        guard WordList(list[0]).count >= TopMemory.fewestEntries else { return }
        guard let found = symbols.tops[list] else { return }
        updateTop(found, key, entry, place, words)
    }

    @inline(never)
    private func updateTop(
        _ found: TopMemory.Found, _ key: UInt32, _ entry: KeyEntry, _ place: Int, _ words: Words
    ) {
        let layout = hot.lists[place]
        let list = words.from(layout.offset)
        guard found.holds(at: clock), entry.weight >= 0, let unit = layout.shape.unit else {
            return symbols.tops.forget(list)
        }
        let facts = ProfileFacts(self, words)
        let current = entry.leaving &+ Int64(layout.length)
        var found = found
        // An entry ahead of the clock counts from its unit on, every other until it leaves.
        let isAhead = entry.unit > current
        let change = isAhead ? entry.unit : entry.unit &+ Int64(layout.length)
        found.until = min(found.until, facts.start(of: change, unit))
        if !isAhead { found.names = facts.topKeys(found, with: key, in: place, clock) }
        symbols.tops[list] = found
    }
}
