/// Which keys a customer had in a window: the last unit of each.
///
/// Nothing else is needed to know how many there are, now and whenever time has passed. While all
/// units are ahead of none, each key has one entry, and how many keys are left at an instant is how
/// many entries are: the list is settled. A unit that is ahead of the clock (clocks differ) stands
/// beside the key's last unit that is not, until the clock has reached it.
struct LatestKeys {
    /// Unit and key of each entry, ascending by unit.
    let words: Words
    let count: Int

    init(_ list: WordList, _ pool: BlockPool.View) {
        count = list.count
        words = list.entries(pool)
    }

    @inline(__always)
    func unit(_ index: Int) -> Int64 { words[index &* 2] }

    @inline(__always)
    func key(_ index: Int) -> Int64 { words[index &* 2 &+ 1] }

    /// The first entry whose unit is behind `unit`; O(log entries).
    func first(behind unit: Int64) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low &+ high) / 2
            if self.unit(middle) <= unit { low = middle &+ 1 } else { high = middle }
        }
        return low
    }
}

/// Until when each key of a list has one entry that is not ahead of the clock: a word of the row.
///
/// Odd: for ever, as none is ahead. Even: up to the unit before half of it; 0 says that nothing is
/// known, because no record keeps the word.
private struct Settlement: Equatable {
    let word: Int64

    init(_ word: Int64) { self.word = word }

    /// None is ahead.
    static let all = Settlement(1)

    /// Whether each key has one entry of the units up to this one.
    func holds(in unit: Int64) -> Bool { self == .all || word != 0 && unit < word >> 1 }

    /// The same with an entry in a unit that is ahead.
    func adding(_ unit: Int64) -> Settlement {
        Settlement(self == .all ? unit << 1 : min(word, unit << 1))
    }
}

extension ProfileTable {
    /// Takes note of a key in a unit; linear in the keys, but most often short: the search for the
    /// key's entry begins with the newest.
    ///
    /// - Returns: False if that needs an entry and there is no room.
    mutating func addLatest(
        _ key: UInt32, _ entry: KeyEntry, _ hasRoom: Bool, _ layout: KeyList,
        _ list: inout WordList, _ words: Words
    ) -> Bool {
        let current = entry.leaving &+ Int64(layout.length)
        if !Settlement(words[layout.settled]).holds(in: current) {
            settle(&list, layout, words, current)
        }
        let isAhead = entry.unit > current
        if list.count > 0 {
            let keys = LatestKeys(list, pool.view)
            var index = keys.count
            while index > 0 {
                index &-= 1
                guard keys.key(index) == Int64(key) else { continue }
                let unit = keys.unit(index)
                if unit == entry.unit { return true }
                // Units on both sides of the clock stand side by side.
                if isAhead || unit > current { continue }
                if unit > entry.unit { return true }
                list.remove(at: index, stride: 2, pool)
                break
            }
        }
        guard hasRoom || list.count < layout.capacity else { return false }
        let place = list.count > 0 ? LatestKeys(list, pool.view).first(behind: entry.unit) : 0
        let added = list.insert(at: place, stride: 2, &pool)
        added[0] = entry.unit
        added[1] = Int64(key)
        if isAhead {
            words[layout.settled] = Settlement(words[layout.settled]).adding(entry.unit).word
        }
        return true
    }

    /// Leaves one entry of each key up to the unit `current`, and takes note of the first ahead.
    private mutating func settle(
        _ list: inout WordList, _ layout: KeyList, _ words: Words, _ current: Int64
    ) {
        guard list.count > 0 else {
            words[layout.settled] = Settlement.all.word
            return
        }
        let keys = LatestKeys(list, pool.view)
        var newest: Set<Int64> = []
        var kept = keys.count
        var settlement = Settlement.all
        for index in stride(from: keys.count - 1, through: 0, by: -1) {
            let (unit, key) = (keys.unit(index), keys.key(index))
            if unit > current {
                settlement = settlement.adding(unit)
            } else if !newest.insert(key).inserted {
                continue
            }
            kept -= 1
            keys.words[kept * 2] = unit
            keys.words[kept * 2 + 1] = key
        }
        list.removeFirst(kept, stride: 2, &pool)
        words[layout.settled] = settlement.word
    }
}

extension ProfileFacts {
    /// How many keys a window holds, and until when time cannot change that.
    func distinctKeys(_ reader: Reader, _ now: Instant) -> (count: Int, until: Instant) {
        let layout = hot.lists[reader.list]
        let list = WordList(row[layout.offset])
        guard list.count > 0, case .latest(let unit) = layout.shape else {
            return (list.count, .never)
        }
        let keys = LatestKeys(list, pool)
        let current = currentKeyUnit(reader.list, unit, now)
        let first = keys.first(behind: current - Int64(layout.length))
        guard first < keys.count else { return (0, .never) }
        var until = start(of: keys.unit(first) + Int64(layout.length), unit)
        let settlement = Settlement(row[layout.settled])
        if settlement == .all { return (keys.count - first, until) }
        let ahead = keys.first(behind: current)
        if ahead < keys.count { until = min(until, start(of: keys.unit(ahead), unit)) }
        if settlement.holds(in: current) { return (max(0, ahead - first), until) }
        return (Set((first..<ahead).map { keys.key($0) }).count, until)
    }

    /// The first instant after `now` at which `feature comparison bound` has another truth, of a
    /// number of keys; nil if that has to be found step by step.
    func distinctFlip(
        _ reader: Reader, _ comparison: Comparison, _ bound: Number, from now: Instant
    ) -> Instant? {
        let layout = hot.lists[reader.list]
        let list = WordList(row[layout.offset])
        guard list.count > 0, case .latest(let unit) = layout.shape else { return .never }
        guard Settlement(row[layout.settled]) == .all else { return nil }
        let keys = LatestKeys(list, pool)
        let current = currentKeyUnit(reader.list, unit, now)
        var first = keys.first(behind: current - Int64(layout.length))
        let isTrue = { (count: Int) in
            Number(.int, Int64(count)).verdict(comparison, bound, until: .never).truth
        }
        let truth = isTrue(keys.count - first)
        while first < keys.count {
            // All keys of one unit leave together.
            let leaving = keys.unit(first)
            while first < keys.count, keys.unit(first) == leaving { first += 1 }
            if isTrue(keys.count - first) != truth {
                return start(of: leaving + Int64(layout.length), unit)
            }
        }
        return .never
    }

    /// The unit that holds `now`, of a key list.
    @inline(__always)
    func currentKeyUnit(_ list: Int, _ unit: TimeUnit, _ now: Instant) -> Int64 {
        let span = hot.listUnits[list]
        return span.contains(now) ? span.number : number(of: now, unit)
    }
}
