extension ProfileFacts {
    /// Keys with their counts, and until when time cannot change them.
    struct Keys {
        var entries: [KeyCount] = []
        var until = Instant.never
        var count: Int { entries.count }
    }

    /// The keys of a tally or set over all time or over its window, in no particular order.
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
        guard list.word != 0 else { return .never }
        let words = list.entries(pool)
        guard case .windowed(let unit) = layout.shape else {
            entries.append(addingCapacity: list.count) { entries in
                for index in 0..<list.count {
                    let word = words[index]
                    entries.append(
                        KeyCount(
                            key: UInt32(truncatingIfNeeded: word >> 32), count: word & 0xFFFF_FFFF))
                }
            }
            return .never
        }
        let span = hot.listUnits[reader.list]
        let current = span.contains(now) ? span.number : number(of: now, unit)
        var places = KeyPlaces()
        var unitAtHand = Int64.min
        var until = Instant.never
        for index in 0..<list.count {
            let number = words[index * 2] >> 32
            if number <= current - Int64(layout.length) { continue }
            if number != unitAtHand {
                unitAtHand = number
                let change = number > current ? number : number + Int64(layout.length)
                until = min(until, start(of: change, unit))
            }
            if number > current { continue }
            let key = UInt32(truncatingIfNeeded: words[index * 2])
            let count = words[index * 2 + 1]
            let known = places.place(of: key, among: entries.count) { entries[$0].key }
            if let known {
                entries[known].count = Cell.sum(entries[known].count, count)
            } else {
                entries.append(KeyCount(key: key, count: count))
            }
        }
        return until
    }

    /// The heaviest keys, heaviest first, equals by text.
    ///
    /// All weights of a profile decay alike, so that age never reorders them: time changes the
    /// answer only when a unit is dropped at the end of its twenty half-lives.
    func topKeys(_ reader: Reader, _ now: Instant) -> (names: [UInt32], until: Instant) {
        let layout = hot.lists[reader.list]
        let list = WordList(row[layout.offset])
        guard list.word != 0, case .windowed(let unit) = layout.shape else { return ([], .never) }
        let words = list.entries(pool)
        let current = number(of: now, unit)
        var weights: [(key: UInt32, weight: Double)] = []
        var until = Instant.never
        var places = KeyPlaces()
        var unitAtHand = Int64.min
        for index in 0..<list.count {
            let number = words[index * 2] >> 32
            if number <= current - Int64(layout.length) { continue }
            if number != unitAtHand {
                unitAtHand = number
                let change = number > current ? number : number + Int64(layout.length)
                until = min(until, start(of: change, unit))
            }
            if number > current { continue }
            let key = UInt32(truncatingIfNeeded: words[index * 2])
            let decay = layout.decays ? 1 / Double(Int64(1) << (current - number)) : 1
            let weight = Double(words[index * 2 + 1]) * decay
            let known = places.place(of: key, among: weights.count) { weights[$0].key }
            if let known {
                weights[known].weight += weight
            } else {
                weights.append((key, weight))
            }
        }
        weights.sort {
            $0.weight != $1.weight
                ? $0.weight > $1.weight : symbols.precedes($0.key, $1.key)
        }
        return (weights.prefix(reader.k).map(\.key), until)
    }
}
